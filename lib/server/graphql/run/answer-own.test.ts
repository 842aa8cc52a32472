import { expect, test } from 'vitest'
import { sessionOf } from '../../testing/session-kit.ts'
import { createSmallGraphQL } from '../testing/small-graphql.ts'
import { createSmallStore, thing } from '../testing/small-store.ts'
import { answerOwn } from './answer-own.ts'

const { graphql } = await createSmallGraphQL({ small: createSmallStore([thing('a', { n: 1 })]) })

test('a page has the data of its query as plain JSON', async () => {
  const answer = await answerOwn(graphql, sessionOf(), { query: 'query($n: Int) { things(first: $n) { items { name spec } } }', variables: { n: 1 } })
  expect(answer).toStrictEqual({ data: { things: { items: [{ name: 'a', spec: { n: 1 } }] } } })
})

test('and errors by the same closed list, with the id of its request', async () => {
  expect(await answerOwn(graphql, sessionOf(), { query: '{ whom }' }, { requestId: 'page' })).toMatchObject({
    errors: [{ extensions: { code: 'QUERY_INVALID', requestId: 'page' } }],
  })
})

test.each(['mutation { change }', 'subscription { watch { token } }'])('%s is nothing that a page asks while it is rendered', async query => {
  expect(await answerOwn(graphql, sessionOf(), { query })).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
})
