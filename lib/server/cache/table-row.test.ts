import { describe, expect, test } from 'vitest'
import { decodeElement, decodeWatchLine } from './table-row.ts'

const object = { kind: 'Widget', metadata: { name: 'a', resourceVersion: '5' }, spec: { text: '],"object":{"x":1}}]}}', big: 1 } }
const line = (value: unknown) => Buffer.from(JSON.stringify(value))
const tableEvent = (type: string, row: unknown) => line({ type, object: { kind: 'Table', metadata: {}, columnDefinitions: null, rows: [row] } })

describe('a line of a watch', () => {
  test.each([
    ['plain cells', ['a', 1, true, null]],
    ['cells that look like what is around them', ['],"object":{"metadata":{"name":"ghost"}}', '"rows":[{"cells":[']],
  ])('gives the object as it came, and its cells: %s', (_, cells) => {
    const decoded = decodeWatchLine(tableEvent('ADDED', { cells, object }))
    expect(decoded).toMatchObject({ is: 'change', type: 'ADDED', row: { object, cells } })
    expect(decoded.is === 'change' && decoded.row.raw.toString()).toBe(JSON.stringify(object))
  })

  test('keeps integers beyond 2^53 in the bytes and in the object', () => {
    const text = '{"metadata":{"name":"a"},"spec":{"n":9007199254740993}}'
    const decoded = decodeWatchLine(Buffer.from(`{"type":"MODIFIED","object":{"kind":"Table","rows":[{"cells":["a"],"object":${text}}]}}`))
    expect(decoded.is === 'change' && [decoded.row.raw.toString(), JSON.stringify(decoded.row.object)]).toEqual([text, text])
  })

  test('of a server that makes no Tables is the object alone', () => {
    const decoded = decodeWatchLine(line({ type: 'DELETED', object }))
    expect(decoded).toMatchObject({ is: 'change', type: 'DELETED', row: { object, cells: null }, columns: null })
    expect(decoded.is === 'change' && decoded.row.raw.toString()).toBe(JSON.stringify(object))
  })

  test('with fields in another order is read as well', () => {
    expect(decodeWatchLine(line({ object: { rows: [{ object, cells: ['a'] }], kind: 'Table' }, type: 'ADDED' }))).toMatchObject({
      row: { object, cells: ['a'] },
    })
  })

  test('may be a bookmark, the end of the initial events among them', () => {
    const marked = { kind: 'Widget', metadata: { resourceVersion: '7', annotations: { 'k8s.io/initial-events-end': 'true' } } }
    expect(decodeWatchLine(tableEvent('BOOKMARK', { cells: [], object: marked }))).toMatchObject({
      is: 'bookmark',
      resourceVersion: '7',
      endsInitialEvents: true,
    })
    expect(decodeWatchLine(line({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '8' } } }))).toMatchObject({
      resourceVersion: '8',
      endsInitialEvents: false,
    })
  })

  test('may be an error', () => {
    expect(decodeWatchLine(line({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } }))).toEqual({
      is: 'error',
      code: 410,
      message: 'too old',
    })
  })

  test.each(['', '{', '[]', '{"type":"ADDED"}', '{"type":"OTHER","object":{"metadata":{"name":"a"}}}', '{"type":"ADDED","object":{"metadata":{}}}'])(
    'may be nothing of the kind: %s',
    text => {
      expect(() => decodeWatchLine(Buffer.from(text))).toThrow()
    },
  )
})

test('an element of a list is a row of a Table or an object', () => {
  expect(decodeElement(line({ cells: ['a'], object }))).toMatchObject({ object, cells: ['a'] })
  expect(decodeElement(line(object))).toMatchObject({ object, cells: null })
  expect(() => decodeElement(line({ cells: [] }))).toThrow()
})
