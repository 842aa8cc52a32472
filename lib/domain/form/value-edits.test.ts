import { expect, test } from 'vitest'
import { valueEdits } from './value-edits.ts'
import { readYamlText } from './yaml-edit.ts'

test.each<[unknown, unknown, unknown]>([
  [{ a: 1 }, { a: 1 }, []],
  [
    { a: 1, b: { c: 2 } },
    { a: 1, b: { c: 3, d: 4 } },
    [
      [['b', 'c'], 3],
      [['b', 'd'], 4],
    ],
  ],
  [{ a: 1, b: 2 }, { b: 2 }, [[['a'], undefined]]],
  [{ l: [1, { x: 1 }] }, { l: [1, { x: 2 }] }, [[['l', 1, 'x'], 2]]],
  [{ l: [1] }, { l: [1, 2] }, [[['l'], [1, 2]]]],
  [{ a: { b: { c: 1 } } }, { a: { b: {} } }, [[['a', 'b'], {}]]],
  [{ a: { b: 1 } }, { a: 'text' }, [[['a'], 'text']]],
])('%j becomes %j', (from, to, edits) => {
  expect(valueEdits(from, to)).toEqual(edits)
})

test('written into a text they leave its comments and make the other value', () => {
  const text = '# why\nmetadata:\n  name: a # the name\nspec:\n  size: 1\n  old: x\n  hosts:\n  - one # first\n  - two\n'
  const to = { metadata: { name: 'a', labels: { team: 'b' } }, spec: { size: 2, hosts: ['one', 'three'] } }
  const next = readYamlText(text).set(...valueEdits(readYamlText(text).value, to))
  expect(readYamlText(next).value).toEqual(to)
  for (const comment of ['# why', '# the name', '# first']) expect(next).toContain(comment)
})

test('a field that is renamed and was alone leaves what held it where it is, with its comments', () => {
  const text = 'spec:\n  # held\n  inner:\n    free: true\n  size: 1\n'
  const edits = valueEdits({ free: true }, { freed: true }, ['spec', 'inner'])
  expect(readYamlText(text).set(...edits)).toBe(text.replace('free:', 'freed:'))
})
