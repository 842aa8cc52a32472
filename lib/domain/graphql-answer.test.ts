import { expect, it } from 'vitest'
import type { GraphQLResponse } from '#contract/graphql.ts'
import { comeBackAfterSeconds, graphqlError, wholeData } from './graphql-answer.ts'

const refused = (code: string, more: Record<string, unknown> = {}): GraphQLResponse => ({
  data: null,
  errors: [{ message: 'No.', extensions: { code, requestId: 'r1', ...more } }],
})

it('an error has its code, its words, and what the Status told', () => {
  const [error] = refused('INVALID', { reason: 'Invalid', details: { causes: [] } }).errors ?? []
  expect(error && graphqlError(error)).toMatchObject({
    code: 'INVALID',
    message: 'No.',
    details: { requestId: 'r1', reason: 'Invalid', details: { causes: [] } },
  })
  expect(error && graphqlError({ ...error, extensions: { code: 'NOT_A_CODE', requestId: '' } }).code).toBe('INTERNAL')
})

it('data in part is none', () => {
  expect(wholeData({ data: { a: 1 } })).toEqual({ a: 1 })
  expect(() => wholeData({ ...refused('FORBIDDEN'), data: { a: 1, b: null } })).toThrow('No.')
})

it('tells when to come back only where the answer does', () => {
  expect(comeBackAfterSeconds(refused('TOO_MANY_REQUESTS', { details: { retryAfterSeconds: 2 } }))).toBe(2)
  expect([refused('TOO_MANY_REQUESTS'), refused('FORBIDDEN', { details: { retryAfterSeconds: 2 } }), { data: {} }].map(comeBackAfterSeconds)).toEqual([
    null,
    null,
    null,
  ])
})
