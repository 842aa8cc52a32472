import { expect, test } from 'vitest'
import { cellsNow } from './clock-cells.ts'
import { toRow } from './row.ts'

const columns = ['Name', 'Age', 'Last Seen', 'Until', 'Duration'].map(name => ({
  name,
  type: name === 'Until' ? 'date' : 'string',
  format: '',
  description: '',
  priority: 0,
}))

function rowWith(cells: unknown[], creationTimestamp?: string) {
  const object = { apiVersion: 'v1', kind: 'W', metadata: { name: 'a', ...(creationTimestamp ? { creationTimestamp } : {}) } }
  return toRow({ object, raw: Buffer.from('{}'), cells }, Date.parse('2026-01-01T01:00:00Z'))
}
const later = (seconds: number) => Date.parse('2026-01-01T01:00:00Z') + seconds * 1000

test('ages go on: that of the object exactly, others by as much as has passed', () => {
  const row = rowWith(['5m', '59m', '10s', '3m', '4s'], '2026-01-01T00:00:10Z')
  expect(cellsNow(row, columns, later(0))).toEqual(['5m', '59m', '10s', '3m', '4s'])
  expect(cellsNow(row, columns, later(50))).toEqual(['5m', '60m', '60s', '3m50s', '4s'])
  expect(cellsNow(row, columns, later(2 * 86_400))).toEqual(['5m', '2d', '2d', '2d', '4s'])
})

test('what is no span of time stays', () => {
  const cells = [null, '<unknown>', '<invalid>', '2026-01-01', null]
  expect(cellsNow(rowWith(cells), columns, later(500))).toEqual(cells)
})
