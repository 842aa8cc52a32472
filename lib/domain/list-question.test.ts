import { expect, it } from 'vitest'
import type { HealthLevel } from './health.ts'
import { answerFrom, isPlain, type ListQuestion, plainQuestion, questionVariables } from './list-question.ts'
import type { ListView, RowView } from './list-view.ts'

const columns = ['Name', 'Size', 'Age'].map(name => ({ name, type: 'string', format: '', description: '', priority: 0 }))
const row = (name: string, size: string, createdAt: string, health: HealthLevel = 'ok'): RowView => ({
  key: `s/${name}`,
  namespace: 's',
  name,
  cells: [name, size, '5m'],
  health,
  healthWord: '',
  createdAt,
  deleting: false,
  labels: {},
})
const view: ListView = {
  columns,
  rows: [row('b', '10', '2026-01-02T00:00:00Z', 'failing'), row('a', '9', '2026-01-01T00:00:00Z'), row('c', '', '2026-01-03T00:00:00Z', 'failing')],
  cursor: null,
  total: 3,
  token: '',
  denied: [],
}
const names = (question: Partial<ListQuestion>, answered = plainQuestion): string =>
  answerFrom(view, { ...plainQuestion, ...question }, answered)
    .map(({ name }) => name)
    .join('')

it('orders by name until another order is asked for: ages by creation, numbers by size, what is empty last either way', () => {
  expect(names({})).toBe('abc')
  expect(names({ sortBy: [{ column: 'Age', descending: false }] })).toBe('cba')
  expect(names({ sortBy: [{ column: 'Size', descending: false }] })).toBe('abc')
  expect(names({ sortBy: [{ column: 'Size', descending: true }] })).toBe('bac')
})

it('narrows by words and health, unless the server has', () => {
  expect(names({ search: '1' })).toBe('b')
  expect(names({ health: 'failing' })).toBe('bc')
  expect(names({ health: 'failing', search: '10' })).toBe('b')
  expect(names({ search: 'of a label that rows do not show' }, { ...plainQuestion, search: ' of a label that rows do not show' })).toBe('abc')
})

it('sends what is asked and nothing else', () => {
  expect(questionVariables(plainQuestion)).toEqual({})
  expect(questionVariables({ search: ' x ', health: 'warning', sortBy: [{ field: 'CREATED', descending: true }] })).toEqual({
    search: 'x',
    health: ['WARNING'],
    sortBy: [{ field: 'CREATED', descending: true }],
  })
  expect([isPlain({ ...plainQuestion, search: '  ' }), isPlain({ ...plainQuestion, health: 'ok' })]).toEqual([true, false])
})
