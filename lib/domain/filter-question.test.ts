import { expect, test } from 'vitest'
import { filterQuestion } from './filter-question.ts'
import { createText } from './text.ts'

const columns = [
  ['Name', 'string'],
  ['Ready', 'string'],
  ['Desired Replicas', 'integer'],
  ['Age', 'date'],
  ['Expires', 'date'],
].map(([name = '', type = '']) => ({ name, type, format: '', description: '', priority: 0 }))
const nowMs = Date.parse('2026-11-29T12:00:00Z')
const t = createText('en', {})
const ask = (text: string) => filterQuestion(text, columns, nowMs, t)
const nothing = { search: '', labelSelector: '', where: [], problems: [] }

test.each([
  ['reviews  "shop"', { search: 'reviews shop' }],
  ['ready=False', { where: [{ column: 'Ready', op: 'EQ', value: 'False' }] }],
  ['"desired replicas">=3', { where: [{ column: 'Desired Replicas', op: 'GE', value: '3' }] }],
  [
    '.spec.hosts~example .spec.x^a',
    {
      where: [
        { path: '.spec.hosts', op: 'CONTAINS', value: 'example' },
        { path: '.spec.x', op: 'MATCHES_PREFIX', value: 'a' },
      ],
    },
  ],
  ['namespace!=shop', { where: [{ path: '.metadata.namespace', op: 'NE', value: 'shop' }] }],
  [
    'has:.spec.tls no:ready',
    {
      where: [
        { path: '.spec.tls', op: 'EXISTS' },
        { column: 'Ready', op: 'ABSENT' },
      ],
    },
  ],
  ['label:app=web,tier!=db', { labelSelector: 'app=web,tier!=db' }],
  // What no column is called is a label.
  ['app=web tier!=db', { labelSelector: 'app=web,tier!=db' }],
  ['Age>7d', { where: [{ path: '.metadata.creationTimestamp', op: 'LT', value: '2026-11-22T12:00:00.000Z' }] }],
  ['age<=1h30m', { where: [{ path: '.metadata.creationTimestamp', op: 'GE', value: '2026-11-29T10:30:00.000Z' }] }],
])('%s', (text, expected) => {
  expect(ask(text)).toEqual({ ...nothing, ...expected })
})

test('an age is compared whether or not the kind prints it', () => {
  expect(filterQuestion('age>1d', [], nowMs, t).where).toMatchObject([{ path: '.metadata.creationTimestamp', op: 'LT' }])
})

test.each([
  ['redy>3', 'There is no column called redy: there are Name, Ready, Desired Replicas, Age, Expires. A field begins with a dot: .spec.redy.'],
  ['has:redy', 'no column called redy'],
  ['.spec[x=1', "'.spec[x' is no path to a field"],
  ['label:a==b=c', "found '='"],
  ['app=a,b=c=d', "found '='"],
  ['Age=7d', 'by > or <'],
  ['Age>soon', 'by > or <'],
  ['has:Age', 'by > or <'],
  ['Expires>7d', 'The column Expires changes by itself'],
])('%s is a problem, and the rest holds', (text, problem) => {
  const { problems, ...rest } = ask(`first ${text} last`)
  expect(problems).toEqual([expect.stringContaining(problem)])
  expect(rest).toEqual({ search: 'first last', labelSelector: '', where: [] })
})
