import { expect, it } from 'vitest'
import { isNarrowing, isPlain, plainQuestion, questionVariables } from './list-question.ts'

it('sends what is asked and nothing else', () => {
  expect(questionVariables(plainQuestion)).toEqual({})
  const where = [{ column: 'Ready', op: 'EQ' as const, value: 'False' }]
  expect(questionVariables({ search: ' x ', labelSelector: 'a=b', where, health: 'warning', sortBy: [{ field: 'CREATED', descending: true }] })).toEqual({
    search: 'x',
    labelSelector: 'a=b',
    where,
    health: ['WARNING'],
    sortBy: [{ field: 'CREATED', descending: true }],
  })
})

it('is plain where nothing is asked, and narrows where objects are left out', () => {
  expect([isPlain({ ...plainQuestion, search: '  ' }), isPlain({ ...plainQuestion, health: 'ok' })]).toEqual([true, false])
  const sorted = { ...plainQuestion, sortBy: [{ column: 'Age', descending: false }] }
  expect([isPlain(sorted), isNarrowing(sorted), isNarrowing({ ...plainQuestion, labelSelector: 'a' })]).toEqual([false, false, true])
})
