import { expect, test } from 'vitest'
import { placeAt, schemaAt } from './yaml-place.ts'

// `|` is where somebody is.
const place = (marked: string) => {
  const offset = marked.indexOf('|')
  const { at, isKey, word } = placeAt(marked.replace('|', ''), offset)
  return [at.join('.'), isKey, word]
}

test.each([
  ['ki|', ['', true, 'ki']],
  ['spec:\n  si|', ['spec', true, 'si']],
  ['spec:\n  size: 3\n  |', ['spec', true, '']],
  ['spec:\n  mode: SIM|', ['spec.mode', false, 'SIM']],
  ['spec:\n  mode: |', ['spec.mode', false, '']],
  ['a:\n  b:\n    c: 1\nspec:\n  |', ['spec', true, '']],
  // Lists, at the level of their key and below it.
  ['spec:\n  http:\n  - ro|', ['spec.http.0', true, 'ro']],
  ['spec:\n  http:\n    - route: x\n      na|', ['spec.http.0', true, 'na']],
  ['spec:\n  http:\n  - name: a\n  - name: b\n    ma|', ['spec.http.1', true, 'ma']],
  ['spec:\n  http:\n  - name: a\n  - name: b|', ['spec.http.1.name', false, 'b']],
  ['spec:\n  hosts:\n  - a\n  ga|', ['spec', true, 'ga']],
  ['spec:\n  http:\n  - route:\n    - destination:\n        ho|', ['spec.http.0.route.0.destination', true, 'ho']],
  ['spec:\n  # a comment: x\n\n  "quoted key": va|', ['spec.quoted key', false, 'va']],
])('%j', (marked, expected) => {
  expect(place(marked)).toEqual(expected)
})

test('the schema of a place is found through lists and maps, and nothing where nothing is said', () => {
  const document = {
    root: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            http: { type: 'array', items: { type: 'object', properties: { name: { type: 'string', description: 'Its name.' } } } },
            map: { type: 'object', additionalProperties: { type: 'integer' } },
          },
        },
      },
    },
    schemas: {},
  }
  expect(schemaAt(document, ['spec', 'http', 3, 'name'])).toMatchObject({ description: 'Its name.' })
  expect(schemaAt(document, ['spec', 'map', 'any'])).toMatchObject({ type: 'integer' })
  expect(schemaAt(document, ['spec', 'nothing'])).toBeNull()
  expect(schemaAt(document, ['spec', 'http', 0, 'name', 'deeper'])).toBeNull()
})
