import { buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { sessionOf } from '../../testing/session-kit.ts'
import { createSmallGraphQL, type SmallOptions } from '../testing/small-graphql.ts'

async function setUp(options: SmallOptions = {}) {
  const { graphql, looks } = await createSmallGraphQL({ now: Date.now, ...options })
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

describe('a kind whose schema is not published yet', () => {
  const [untyped, typed] = ['scalar JSON type Query { spec: JSON }', 'type Query { spec: Spec } type Spec { size: Int }'].map(text => buildSchema(text))
  if (!untyped || !typed) throw new Error('no schemas')

  test('is looked at again until it is', async () => {
    const { ask, looks } = await setUp({ isSettling: true, schemas: [untyped, untyped, untyped, typed] })
    expect(await ask('{ spec { size } }')).toMatchObject({ status: 200 })
    expect(looks()).toBe(3)
  })

  test('is looked at four times and no more', async () => {
    const { ask, looks } = await setUp({ isSettling: true, schemas: [untyped] })
    expect(await ask('{ spec { size } }')).toMatchObject({ status: 400 })
    expect(looks()).toBe(4)
  })

  test('is looked at once where nothing came lately', async () => {
    const { ask, looks } = await setUp({ schemas: [untyped] })
    expect(await ask('{ spec { size } }')).toMatchObject({ status: 400 })
    expect(looks()).toBe(1)
  })
})
