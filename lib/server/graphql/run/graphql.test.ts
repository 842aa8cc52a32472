import { buildSchema, OperationTypeNode } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { GraphQLRequest, GraphQLResponse } from '#contract/graphql.ts'
import { defineOperation } from '#contract/operations.ts'
import { AppError } from '#errors/app-error.ts'
import { createLogger } from '../../logger.ts'
import { sessionOf } from '../../testing/session-kit.ts'
import { createSmallGraphQL, type SmallOptions } from '../testing/small-graphql.ts'
import { smallSchema } from '../testing/small-schema.ts'
import { createSmallStore, thing } from '../testing/small-store.ts'
import { jsonText } from './graphql.ts'

const session = sessionOf()

async function ask(request: GraphQLRequest | string, options: SmallOptions = {}, signal = new AbortController().signal) {
  const { graphql, observed } = await createSmallGraphQL(options)
  const asked = typeof request === 'string' ? { query: request } : request
  const outcome = await graphql.start(session, asked, { requestId: 'r', signal, refuseType: () => null })
  if (outcome.is === 'stream') throw new Error('a stream')
  return { status: outcome.status, schema: outcome.schema, observed, ...(JSON.parse(jsonText(outcome)) as GraphQLResponse) }
}
const refused = async (...asked: Parameters<typeof ask>) => {
  const { status, errors, data } = await ask(...asked)
  expect(data).toBeUndefined()
  return { status, code: errors?.[0]?.extensions.code, message: errors?.[0]?.message, details: errors?.[0]?.extensions.details }
}

describe('an operation', () => {
  test('is run as the identity of the session', async () => {
    expect(await ask('{ who }')).toMatchObject({ status: 200, data: { who: 'editor' }, schema: 'hash-0', observed: ['query OK'] })
  })

  test('has its variables, exactly', async () => {
    expect(await ask({ query: 'query($value: JSON) { echo(value: $value) }', variables: { value: { a: [1, 'x', null] } } })).toMatchObject({
      data: { echo: { a: [1, 'x', null] } },
    })
  })

  test('is one of several by its name', async () => {
    const query = 'query one { who } query two { half(of: 3) }'
    expect(await ask({ query, operationName: 'two' })).toMatchObject({ data: { half: 1.5 } })
    expect(await refused({ query })).toMatchObject({ code: 'QUERY_INVALID', message: expect.stringContaining('operationName') })
    expect(await refused({ query, operationName: 'three' })).toMatchObject({ code: 'QUERY_INVALID', message: "The document holds no operation 'three'." })
  })

  test('that changes something is a mutation', async () => {
    expect(await ask('mutation { change(value: {a: 1}) }')).toMatchObject({ data: { change: '{"a":1}' }, observed: ['mutation OK'] })
  })

  test.each<[string, GraphQLRequest | string, string]>([
    ['no GraphQL', '{ who ', 'QUERY_INVALID'],
    ['nothing', '', 'QUERY_INVALID'],
    ['a type definition', 'type Query { a: Int }', 'QUERY_INVALID'],
    ['an unknown field', '{ whom }', 'QUERY_INVALID'],
    ['a missing argument', '{ half }', 'QUERY_INVALID'],
    ['a variable that does not fit', { query: 'query($of: Int!) { half(of: $of) }', variables: { of: 'x' } }, 'QUERY_INVALID'],
    ['a variable that is missing', 'query($of: Int!) { half(of: $of) }', 'QUERY_INVALID'],
    ['no document', {}, 'BAD_REQUEST'],
    ['an unknown id', { id: 'x@1' }, 'OPERATION_UNKNOWN'],
  ])('that is %s is refused before it is run', async (_, request, code) => expect((await refused(request)).code).toBe(code))

  test('that has a hundred errors is told five of them, each with its place', async () => {
    const { errors } = await ask(`{ ${Array.from({ length: 15 }, (_, at) => `a${at}`).join(' ')} }`)
    expect(errors).toHaveLength(6)
    expect(errors?.[0]).toMatchObject({ locations: [{ line: 1, column: 3 }], extensions: { code: 'QUERY_INVALID', requestId: 'r' } })
  })

  test('names a kind that came just now: the cluster is asked again before it is refused', async () => {
    const before = buildSchema('type Query { old: Int }')
    expect(await ask('{ who }', { schemas: [before, smallSchema] })).toMatchObject({ status: 200, data: { who: 'editor' }, schema: 'hash-1' })
    expect(await refused('{ whom }', { schemas: [before, smallSchema] })).toMatchObject({ code: 'QUERY_INVALID' })
  })
})

describe('errors of fields', () => {
  test('stand beside the data, by the closed list, with what Kubernetes said', async () => {
    const { status, data, errors, observed } = await ask('{ who forbidden }')
    expect({ status, data, observed }).toEqual({ status: 200, data: { who: 'editor', forbidden: null }, observed: ['query PARTIAL'] })
    expect(errors).toEqual([
      {
        message: 'things is forbidden',
        locations: [{ line: 1, column: 7 }],
        path: ['forbidden'],
        extensions: { code: 'FORBIDDEN', requestId: 'r', reason: 'Forbidden', kubernetesStatus: 403, details: { kind: 'things' } },
      },
    ])
  })

  test('that nobody knows are INTERNAL, tell nothing, and are logged once with their cause', async () => {
    const lines: string[] = []
    const { errors } = await ask('{ broken again: broken }', { logger: createLogger({ write: line => void lines.push(line) }) })
    expect(errors).toHaveLength(2)
    expect(errors?.[0]).toMatchObject({ message: expect.not.stringContaining('password'), extensions: { code: 'INTERNAL', requestId: 'r' } })
    expect(JSON.stringify(errors)).not.toContain('password')
    expect(lines.map(line => JSON.parse(line))).toMatchObject([{ event: 'failed', requestId: 'r', user: 'editor', field: 'broken', code: 'INTERNAL' }])
    expect(lines[0]).toContain('password')
  })

  test('of a stored value that is not what its type says are INVALID', async () => {
    const small = createSmallStore([thing('a', { size: 'large' }), thing('b', { size: 3 })])
    const { data, errors } = await ask('{ unfit things { items { name size } } }', { small })
    expect(data?.['things']).toEqual({
      items: [
        { name: 'a', size: null },
        { name: 'b', size: 3 },
      ],
    })
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual([
      ['unfit', 'INVALID'],
      ['things.items.0.size', 'INVALID'],
    ])
  })
})

describe('a question about the schema', () => {
  test('is answered of the whole of it', async () => {
    expect(await ask('query { __schema { queryType { name } } __typename }')).toMatchObject({
      data: { __schema: { queryType: { name: 'Query' } } },
      observed: ['introspection OK'],
    })
  })

  test('is asked by itself: an operation for data besides is refused, however it hides it', async () => {
    for (const query of ['{ who __schema { queryType { name } } }', '{ ...f who } fragment f on Query { ... { __type(name: "A") { name } } }'])
      expect(await refused(query)).toMatchObject({ code: 'QUERY_INVALID', message: expect.stringContaining('two operations') })
    expect(await ask('{ who __typename }')).toMatchObject({ data: { __typename: 'Query' } })
  })

  test('that nests lists in lists, or does not fit, is refused', async () => {
    const query = '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }'
    expect(await refused(query)).toMatchObject({ code: 'QUERY_INVALID' })
    expect(await refused('{ __schema { nothing } }')).toMatchObject({ code: 'QUERY_INVALID' })
  })
})

describe('limits', () => {
  test.each<[string, GraphQLRequest | string, SmallOptions['limits'], string]>([
    ['documentBytes', `# ${'x'.repeat(300_000)}\n{ who }`, {}, 'QUERY_TOO_LARGE'],
    ['documentTokens', `{ ${'who '.repeat(2_000)}}`, {}, 'QUERY_TOO_LARGE'],
    ['depth', `{ things { items { ${'other { '.repeat(14)} name ${'}'.repeat(14)} } } }`, {}, 'QUERY_TOO_LARGE'],
    ['aliases', `{ ${Array.from({ length: 31 }, (_, at) => `a${at}: who`).join(' ')} }`, { rootFields: 100 }, 'QUERY_TOO_LARGE'],
    ['rootFields', `{ ${Array.from({ length: 21 }, (_, at) => `a${at}: who`).join(' ')} }`, {}, 'QUERY_TOO_LARGE'],
    ['directives', `{ who ${'@skip(if: false) '.repeat(51)} }`, {}, 'QUERY_TOO_LARGE'],
    ['repeats', `{ ${'who '.repeat(102)} }`, { rootFields: 1_000 }, 'QUERY_TOO_LARGE'],
    ['cost', '{ things(first: 500) { items { other { other { other { name } } } } } }', { cost: 2_000 }, 'QUERY_TOO_LARGE'],
    ['cost', { query: 'query($n: Int) { things(first: $n) { items { name } } }', variables: { n: 1_000_000_000 } }, {}, 'QUERY_TOO_LARGE'],
  ])('%s is refused by its name, with what to do', async (limit, request, limits, code) => {
    const refusal = await refused(request, { limits: limits ?? {} })
    expect(refusal).toMatchObject({ status: 400, code, details: { limit }, message: expect.stringMatching(new RegExp(`limit '${limit}'\\)\\. [A-Z]`)) })
  })

  test('the rate goes by identity and cost', async () => {
    const { graphql } = await createSmallGraphQL({ limits: { costBurst: 250, costPerSecond: 1 } })
    const start = (query: string, id = 's') =>
      graphql.start(sessionOf({ id }), { query }, { requestId: 'r', signal: new AbortController().signal, refuseType: () => null })
    expect(await start('{ things(first: 100) { items { name } } }')).toMatchObject({ status: 200 })
    expect(await start('{ things(first: 100) { items { name } } }', 'another session')).toMatchObject({ status: 200 })
    expect(await start('{ things(first: 100) { items { name } } }')).toMatchObject({ status: 429 })
    expect(await start('{ who }')).toMatchObject({ status: 200 })
  })

  test('an operation that takes too long is ended, and so is one whose client has gone', async () => {
    const late = await ask('{ who never }', { limits: { timeMs: 50 } })
    expect(late).toMatchObject({
      status: 504,
      errors: [{ message: expect.stringContaining("longer than 0.05 s (limit 'timeMs')"), extensions: { code: 'TIMEOUT' } }],
      observed: ['query TIMEOUT'],
    })
    const client = new AbortController()
    setTimeout(() => client.abort(new AppError('SESSION_EXPIRED')), 20)
    expect(await ask('{ never }', {}, client.signal)).toMatchObject({ status: 401, errors: [{ extensions: { code: 'SESSION_EXPIRED' } }] })
  })
})

describe('an operation of our own pages', () => {
  const own = defineOperation('Who', 'query Who { who }')

  test('is known by its id, which goes with its text', async () => {
    expect(own.id).toMatch(/^Who@[0-9a-f]{8}$/)
    expect(defineOperation('Who', 'query Who { who }').id).toBe(own.id)
    expect(defineOperation('Who', 'query Who { whom }').id).not.toBe(own.id)
    expect(await ask({ id: own.id }, { operations: [own] })).toMatchObject({ data: { who: 'editor' } })
    expect(await refused({ id: own.id, query: '{ half(of: 1) }' }, { operations: [own] })).toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('is all that runs where documents of one’s own are turned off', async () => {
    const options = { operations: [own], isAdHocAllowed: false }
    expect(await ask({ id: own.id }, options)).toMatchObject({ data: { who: 'editor' } })
    expect(await ask(own.text, options)).toMatchObject({ data: { who: 'editor' } })
    expect(await refused('{ who }', options)).toMatchObject({ status: 404, code: 'OPERATION_UNKNOWN', message: expect.stringContaining('turned off') })
  })

  test('cannot have the id of another', async () => {
    await expect(createSmallGraphQL({ operations: [own, own] })).rejects.toThrow('same id')
  })
})

test('what may not be asked this way is refused by its type', async () => {
  const { graphql } = await createSmallGraphQL()
  const refuseType = (type: OperationTypeNode) => (type === OperationTypeNode.MUTATION ? new AppError('METHOD_NOT_ALLOWED') : null)
  const start = (query: string) => graphql.start(session, { query }, { requestId: 'r', signal: new AbortController().signal, refuseType })
  expect(await start('mutation { change }')).toMatchObject({ status: 405 })
  expect(await start('{ who }')).toMatchObject({ status: 200 })
})

test('a subscription whose reader goes while it is checked is not begun', async () => {
  const kit = await createSmallGraphQL()
  const gone = new AbortController()
  const asked = kit.graphql.start(sessionOf(), { query: 'subscription { watch { token } }' }, { requestId: 'r', signal: gone.signal, refuseType: () => null })
  gone.abort()
  expect((await asked).is).toBe('answer')
  expect(kit.graphql.figures()).toMatchObject({ streams: 0, subscriptions: 0 })
})
