import { describe, expect, test } from 'vitest'
import { sessionOf } from '../../testing/session-kit.ts'
import { createSmallGraphQL } from '../testing/small-graphql.ts'

async function setUp() {
  let nowMs = 1_000
  const { graphql, looks } = await createSmallGraphQL({ now: () => nowMs })
  const ask = (query: string) => graphql.start(sessionOf(), { query }, { requestId: 'r', signal: new AbortController().signal, refuseType: () => null })
  return { ask, looks, wait: (ms: number) => (nowMs += ms) }
}

describe('the cluster is asked anew', () => {
  test('for unknown names, once in three seconds for all', async () => {
    const { ask, looks, wait } = await setUp()
    await Promise.all(Array.from({ length: 20 }, (_, at) => ask(`{ whom${at} }`)))
    wait(2_999)
    expect(await ask('{ another }')).toMatchObject({ status: 400 })
    expect(looks()).toBe(1)
    wait(1)
    await ask('{ another }')
    expect(looks()).toBe(2)
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
