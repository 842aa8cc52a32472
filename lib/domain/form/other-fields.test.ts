import { expect, test } from 'vitest'
import { createText } from '../text.ts'
import { type OtherFields, otherFields, otherFieldsEdits, readOtherFields, writeOtherFields } from './other-fields.ts'
import { readYamlText } from './yaml-edit.ts'

const t = createText('en', {})
const named = new Set(['size', 'hosts'])

test('other fields are those that the schema does not name, and none of them are no text', () => {
  expect(otherFields({ size: 1, extra: { a: 1 }, toString: 2 }, named)).toEqual({ extra: { a: 1 }, toString: 2 })
  expect(writeOtherFields({})).toBe('')
  expect(readOtherFields(writeOtherFields({ extra: { a: [1] }, '5': 9223372036854775807n }), named, t)).toEqual({
    value: { extra: { a: [1] }, '5': 9223372036854775807n },
    problem: null,
  })
})

test.each<[string, OtherFields | string]>([
  ['', {}],
  ['# a note alone\n', {}],
  ['extra: 1', { extra: 1 }],
  ['sizes: 1', { sizes: 1 }],
  ['extra', 'It is a map of fields.'],
  ['- extra', 'It is a map of fields.'],
  ['extra: 1\nsize: 2', 'The form has these by themselves: size.'],
  ['hosts:\nsize: 2', 'The form has these by themselves: hosts, size.'],
])('%j says %j', (text, expected) => {
  expect(readOtherFields(text, named, t)).toEqual(typeof expected === 'string' ? { problem: expected } : { value: expected, problem: null })
})

test('what is no YAML, or names a field twice, says nothing', () => {
  for (const text of ['extra: [', 'a: 1\na: 2', 'a: 1\n---\nb: 2']) expect(readOtherFields(text, named, t)).toEqual({ problem: expect.stringMatching(/./) })
})

const text = 'spec:\n  # how many\n  size: 1 # one\n  extra: a # theirs\n  inner:\n    # of ours\n    free: true\n'

function written(at: string[], object: Record<string, unknown>, to: OtherFields): string {
  return readYamlText(text).set(...otherFieldsEdits(at, object, otherFields(object, new Set(['size', 'inner'])), to))
}

test('written into a text they change nothing else of it', () => {
  const spec = (readYamlText(text).value as { spec: Record<string, unknown> }).spec
  expect(written(['spec'], spec, { extra: 'b' })).toBe(text.replace('extra: a', 'extra: b'))
  expect(written(['spec'], spec, { extra: 'a', more: { deep: 1 } })).toBe(`${text}  more:\n    deep: 1\n`)
  expect(written(['spec'], spec, {})).toBe(text.replace('  extra: a # theirs\n', ''))
  expect(written([], {}, { extra: 2 })).toBe(`${text}extra: 2\n`)
})

test('what held nothing else stays, and takes others then', () => {
  const emptied = written(['spec', 'inner'], { free: true }, {})
  expect(readYamlText(emptied).value).toEqual({ spec: { size: 1, extra: 'a', inner: {} } })
  expect(emptied).toContain('size: 1 # one')
  const filled = readYamlText(emptied).set(...otherFieldsEdits(['spec', 'inner'], {}, {}, { again: 1 }))
  expect(readYamlText(filled).value).toEqual({ spec: { size: 1, extra: 'a', inner: { again: 1 } } })
})

test('of a whole object that held no other field nothing is changed', () => {
  expect(otherFieldsEdits([], {}, {}, {})).toEqual([])
  expect(otherFieldsEdits([], { free: 1 }, { free: 1 }, {})).toEqual([[['free'], undefined]])
})
