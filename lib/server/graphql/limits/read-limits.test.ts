import { expect, test } from 'vitest'
import { graphqlLimits } from '#contract/graphql.ts'
import { readLimits } from './read-limits.ts'

test('an installation changes the limits that it names and no others', () => {
  expect(readLimits(undefined)).toEqual(graphqlLimits)
  expect(readLimits('{"cost":20000,"depth":20}')).toEqual({ ...graphqlLimits, cost: 20_000, depth: 20 })
})

test.each(['{"costs":1}', '{"cost":"1"}', '{"cost":0}', '{"cost":1.5}', '[]', '1', 'cost'])('%s is none', json => expect(() => readLimits(json)).toThrow())
