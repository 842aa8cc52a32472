import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyContainer, type LogQuery, parseLogQuery, tailChoices, withLogQuery } from './log-query.ts'

const plain = parseLogQuery(new URLSearchParams())

test('the address says how logs are looked at, in the words of the kube-apiserver', () => {
  const query = new URLSearchParams('tab=logs&pod=a-0&container=*&tailLines=100&filter=no%20route&follow=false&previous=true&timestamps=true&wrap=true')
  const log = { pod: 'a-0', container: everyContainer, tailLines: 100, filter: 'no route', follow: false, previous: true, timestamps: true, wrap: true }
  expect(parseLogQuery(query)).toEqual(log)
  expect(withLogQuery(new URLSearchParams('tab=logs'), log).toString()).toBe(query.toString().replaceAll('%20', '+'))
})

test('what it says wrongly counts as not said', () => {
  const wrong = new URLSearchParams(`pod=${'a'.repeat(254)}&tailLines=7&follow=0&previous=yes&timestamps=&wrap=TRUE`)
  expect(parseLogQuery(wrong)).toEqual(plain)
})

test('plain logs have a plain address, and what else stands there stays', () => {
  expect(withLogQuery(new URLSearchParams('tab=logs&pod=a&filter=x&previous=true&tailLines=100'), { ...plain, filter: ' ' }).toString()).toBe('tab=logs')
})

test('what is written is read again', () => {
  const flag = fc.boolean()
  const name = fc.stringMatching(/^[a-z0-9.-]{0,20}$/)
  const log = fc.record<LogQuery>({
    ...{ pod: name, container: fc.oneof(name, fc.constant(everyContainer)), tailLines: fc.constantFrom(...tailChoices) },
    filter: fc.string({ maxLength: 20 }).map(text => text.trim()),
    ...{ follow: flag, previous: flag, timestamps: flag, wrap: flag },
  })
  fc.assert(
    fc.property(log, wanted => {
      expect(parseLogQuery(new URLSearchParams(withLogQuery(new URLSearchParams(), wanted).toString()))).toEqual(wanted)
    }),
  )
})
