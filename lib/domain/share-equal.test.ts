import { expect, it } from 'vitest'
import { shareEqual } from './share-equal.ts'

const parse = (text: string) => JSON.parse(text) as Record<string, Record<string, unknown>>

it('gives what was there where nothing is different', () => {
  const before = parse('{"a":{"b":[1,{"c":null}]},"d":{}}')
  expect(shareEqual(before, structuredClone(before))).toBe(before)
})

it('keeps the parts that are as they were, and no other', () => {
  const before = parse('{"metadata":{"name":"x","labels":{"a":"1"}},"spec":{"hosts":["a"],"http":[{"route":1},{"route":2}]}}')
  const next = structuredClone(before) as typeof before & { spec: { hosts: string[]; http: unknown[] } }
  next.spec.hosts = ['b']
  const shared = shareEqual(before, next)
  expect(shared).toEqual(next)
  expect(shared['metadata']).toBe(before['metadata'])
  expect(shared['spec']?.['http']).toBe(before['spec']?.['http'])
  expect(shared['spec']?.['hosts']).toEqual(['b'])
})

it.each([
  ['a key less', '{"a":1,"b":2}', '{"a":1}'],
  ['a key more', '{"a":1}', '{"a":1,"b":2}'],
  ['null for nothing', '{"a":{}}', '{"a":null}'],
  ['a list for a map', '{"a":{"0":1}}', '{"a":[1]}'],
  ['an item less', '{"a":[1,2]}', '{"a":[1]}'],
  ['the order of a list', '{"a":[1,2]}', '{"a":[2,1]}'],
  ['a key of another name with nothing in it', '{"a":{"x":null}}', '{"a":{"y":null}}'],
  ['keys that every object has', '{"a":{}}', '{"a":{"toString":"x","constructor":"y"}}'],
  ['a key that assignment would lose', '{"a":{"b":1}}', '{"a":{"b":2,"__proto__":"kept"}}'],
])('takes over %s', (_, before, next) => {
  expect(JSON.stringify(shareEqual(parse(before), parse(next)))).toBe(next)
})
