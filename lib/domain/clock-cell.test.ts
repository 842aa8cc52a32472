import { expect, test } from 'vitest'
import { cellNow } from './clock-cell.ts'

const column = (name: string, type = 'string') => ({ name, type, format: '', description: '', priority: 0 })
const receivedAtMs = Date.parse('2026-01-01T01:00:00Z')
const cell = (text: string, of: ReturnType<typeof column>, seconds: number, createdAt: string | null = null) =>
  cellNow(text, of, { createdAt, receivedAtMs }, receivedAtMs + seconds * 1000)

test('every column that tells how long ago something was counts on from when it was printed', () => {
  for (const of of [column('Last Seen'), column('Last Schedule'), column('First Seen'), column('Renewed', 'date'), column('Age')]) {
    expect([0, 5, 3600, 90_000].map(seconds => cell('12s', of, seconds))).toEqual(['12s', '17s', '60m', '25h'])
  }
})

test('an age is exact by the creation, and no cell is younger than it was printed', () => {
  expect(cell('5m', column('Age'), 50, '2026-01-01T00:55:10Z')).toBe('5m40s')
  expect(cell('12s', column('Last Seen'), -600)).toBe('12s')
})

test('what is no span, or of no clock, stays', () => {
  expect(['<unknown>', '<none>', '', '2026-01-01'].map(text => cell(text, column('Last Seen'), 3600))).toEqual(['<unknown>', '<none>', '', '2026-01-01'])
  expect(cell('12s', column('Duration'), 3600)).toBe('12s')
})
