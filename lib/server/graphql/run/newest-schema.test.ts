import { describe, expect, test } from 'vitest'
import { sessionOf } from '../../testing/session-kit.ts'
import { createSmallGraphQL } from '../testing/small-graphql.ts'

async function setUp() {
  const { graphql, looks } = await createSmallGraphQL({ now: Date.now })
  const ask = (query: string) => graphql.start(sessionOf(), { query }, { requestId: 'r', signal: new AbortController().signal, refuseType: () => null })
  return { ask, looks }
}

describe('the cluster is asked anew', () => {
  test('for unknown names, once in half a second for all, and who comes in between waits for the next time', async () => {
    const { ask, looks } = await setUp()
    await Promise.all(Array.from({ length: 20 }, (_, at) => ask(`{ whom${at} }`)))
    expect(looks()).toBe(1)
    const startedAt = performance.now()
    const later = await Promise.all([ask('{ another }'), ask('{ third }')])
    expect(later).toMatchObject([{ status: 400 }, { status: 400 }])
    expect(looks()).toBe(2)
    expect(performance.now() - startedAt).toBeGreaterThan(200)
  })

  test.each(['{ whom }', '{ ... on Whom { who } }', 'query($a: Whom) { echo(value: $a) }', 'subscription { watch(resource: {whom: 1}) { token } }'])(
    'for %s',
    async query => {
      const { ask, looks } = await setUp()
      expect(await ask(query)).toMatchObject({ status: 400 })
      expect(looks()).toBe(1)
    },
  )

  test.each(['{ half }', '{ half(of: "x") }', '{ who { a } }', '{ things }', '{ ...f }', '{ who @nothing }'])('and not for %s', async query => {
    const { ask, looks } = await setUp()
    expect(await ask(query)).toMatchObject({ status: 400 })
    expect(looks()).toBe(0)
  })
})
