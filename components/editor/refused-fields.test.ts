import { expect, test } from 'vitest'
import { refusedAtLines, refusedFields, stepsOf } from './refused-fields.ts'

test.each([
  ['spec.http[0].route', ['spec', 'http', 0, 'route']],
  ['metadata.labels[app.kubernetes.io/name]', ['metadata', 'labels', 'app.kubernetes.io/name']],
  ['spec', ['spec']],
  ['', []],
])('%s', (field, steps) => {
  expect(stepsOf(field)).toEqual(steps)
})

test('causes stand at their fields, several of one together', () => {
  const causes = ['spec.size: too small: 3', 'spec.size: not even', 'no field is named here']
  expect([...refusedFields({ code: 'INVALID', message: '', requestId: '', causes })]).toEqual([
    ['["spec","size"]', ['too small: 3', 'not even']],
    ['[]', ['no field is named here']],
  ])
  expect(refusedFields(null).size).toBe(0)
})

test('stands at the lines of the text it was said of', () => {
  const text = 'kind: A # kept\nspec:\n  hosts:\n    - a\n    - b\n  port: many\n'
  const refused = refusedFields({
    code: 'INVALID',
    message: '',
    requestId: '',
    causes: ['spec.port: must be a number', 'spec.hosts[1]: is taken', 'metadata.name: is required', '<nil>: Invalid value: null: some rules were not checked'],
  })
  expect(refusedAtLines(text, refused).map(({ line, message }) => [line, message])).toEqual([
    [1, 'metadata.name: is required'],
    [5, 'spec.hosts.1: is taken'],
    [6, 'spec.port: must be a number'],
  ])
  expect(refusedAtLines('a: [', refused)).toEqual([])
  expect(refusedAtLines(text, refusedFields(null))).toEqual([])
})
