import { expect, it, test } from 'vitest'
import type { HealthLevel } from './health.ts'
import { answerFrom, isAnswerableFromRows } from './list-answer.ts'
import { type ListQuestion, plainQuestion } from './list-question.ts'
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
  labels: { app: name },
  receivedAtMs: 0,
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

it('orders by what happened last although it was told at different times', () => {
  const seen = (name: string, text: string, receivedAtMs: number): RowView => ({ ...row(name, text, ''), receivedAtMs })
  const events: ListView = {
    ...view,
    columns: [...columns.slice(0, 1), { ...(columns[1] as (typeof columns)[number]), name: 'Last Seen' }],
    rows: [seen('old', '10s', 0), seen('new', '60s', 600_000)],
  }
  const order = { ...plainQuestion, sortBy: [{ column: 'Last Seen', descending: false }] }
  expect(answerFrom(events, order, plainQuestion).map(({ name }) => name)).toEqual(['new', 'old'])
})

it('narrows by words, health, labels, columns and what it knows of the metadata', () => {
  expect(names({ search: '1' })).toBe('b')
  expect(names({ health: 'failing' })).toBe('bc')
  expect(names({ health: 'failing', search: '10' })).toBe('b')
  expect(names({ labelSelector: 'app!=b' })).toBe('ac')
  expect(names({ where: [{ column: 'Size', op: 'GT', value: '9' }] })).toBe('b')
  expect(names({ where: [{ path: '.metadata.creationTimestamp', op: 'GT', value: '2026-01-01T12:00:00Z' }] })).toBe('bc')
})

it('leaves to the server what the server has narrowed', () => {
  const question = { ...plainQuestion, search: 'of a label that rows do not show', where: [{ path: '.spec.x', op: 'EXISTS' as const }] }
  expect(names(question, { ...question, search: ` ${question.search}` })).toBe('abc')
  expect(names(question)).toBe('')
  expect(names({ ...question, search: 'c' }), 'and shows what it has until the server has looked').toBe('c')
})

test.each([
  [{ column: 'Size' }, true],
  [{ path: '.metadata.namespace' }, true],
  [{ path: ".metadata.labels['a.b/c']" }, true],
  [{ path: '.metadata.annotations.x' }, false],
  [{ path: '.spec.x' }, false],
])('%o is told by rows: %s', (place, expected) => {
  expect(isAnswerableFromRows({ ...plainQuestion, where: [{ ...place, op: 'EXISTS' }] })).toBe(expected)
})
