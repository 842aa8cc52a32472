import { execute, parse, subscribe, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { ListQuery } from '#domain/list-query.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { AppError } from '#errors/app-error.ts'
import type { ChangeBatch } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'
import { composeSchema } from './compose-schema.ts'
import { createKindTypes } from './kind-types.ts'
import { exactInteger } from './raw-json.ts'
import { goldenModel } from './testing/golden-documents.ts'
import { contextOf, listPage, storedObject } from './testing/stored-objects.ts'

const model = goldenModel('networking.istio.io', 'v1', 'VirtualService')
const served = model.resource
const types = createKindTypes().of(model)
const schema = composeSchema([{ types, isWritten: true }])
const gadgets: ServedResource = { ...served, group: 'shop.test', resource: 'gadgets', kind: 'Gadget', verbs: ['get', 'list', 'watch'] }

const reviews = storedObject(served, {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: {
    name: 'reviews',
    namespace: 'shop',
    generation: exactInteger('9007199254740993'),
    labels: { app: 'reviews' },
    managedFields: [{ manager: 'kubectl' }],
  },
  spec: { hosts: ['reviews', 5], http: [{ name: 'one', timeout: '5s', retries: { attempts: 'many' }, headers: { request: { set: { a: 'b' } } } }, 'odd'] },
})

async function run(text: string, contextValue: GraphQLContext = contextOf({}), variableValues: Record<string, unknown> = {}) {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  const result = await execute({ schema, document, contextValue, variableValues })
  return JSON.parse(
    JSON.stringify({ data: result.data, errors: result.errors?.map(({ path, originalError }) => [path?.join('.'), (originalError as AppError).code]) }),
  )
}

describe('a kind', () => {
  test('is listed with the query that its arguments say', async () => {
    const asked: ListQuery[] = []
    const context = contextOf({
      page: async (_session, query) => {
        asked.push(query)
        return listPage([reviews])
      },
    })
    const list =
      'virtualservices(namespace: "shop", first: 5, where: [{path: ".spec.hosts[0]", op: IN, value: ["a", "b"]}], health: [FAILING], sortBy: [{field: NAME, descending: true}])'
    const { data, errors } = await run(
      `{ networking_istio_io { v1 { ${list} { items { metadata { name generation labels } spec { hosts } _key } total pageInfo { hasNextPage } source { from } } } } }`,
      context,
    )
    expect(asked).toMatchObject([
      {
        resource: served,
        namespaces: ['shop'],
        first: 5,
        where: [{ path: '.spec.hosts[0]', op: 'IN', value: ['a', 'b'] }],
        health: ['failing'],
        sortBy: [{ field: 'NAME', descending: true }],
      },
    ])
    expect(data.networking_istio_io.v1.virtualservices).toEqual({
      items: [
        { metadata: { name: 'reviews', generation: '9007199254740993', labels: { app: 'reviews' } }, spec: { hosts: ['reviews', null] }, _key: 'shop/reviews' },
      ],
      total: 1,
      pageInfo: { hasNextPage: false },
      source: { from: 'CACHE' },
    })
    expect(errors).toEqual([['networking_istio_io.v1.virtualservices.items.0.spec.hosts.1', 'INVALID']])
  })

  test('shows null and says so where what is stored is not what its schema says, and the rest as it is', async () => {
    const context = contextOf({ get: async () => reviews })
    const { data, errors } = await run(
      '{ networking_istio_io { v1 { VirtualService(namespace: "shop", name: "reviews") { spec { http { name timeout retries { attempts } headers { request { set } } } } } } } }',
      context,
    )
    const http = data.networking_istio_io.v1.VirtualService.spec.http
    expect(http).toEqual([{ name: 'one', timeout: '5s', retries: { attempts: null }, headers: { request: { set: { a: 'b' } } } }, null])
    expect(errors).toEqual([
      ['networking_istio_io.v1.VirtualService.spec.http.0.retries.attempts', 'INVALID'],
      ['networking_istio_io.v1.VirtualService.spec.http.1', 'INVALID'],
    ])
  })

  test('has itself whole, digits included, without what managers noted unless asked for', async () => {
    const context = contextOf({ get: async () => reviews })
    const { data, errors } = await run(
      '{ networking_istio_io { v1 { VirtualService(namespace: "shop", name: "reviews") { _raw _yaml all: _raw(managedFields: true) } } } }',
      context,
    )
    const { _raw, _yaml, all } = data.networking_istio_io.v1.VirtualService
    expect(errors).toBeUndefined()
    expect(_raw.spec.hosts).toEqual(['reviews', 5])
    expect(_raw.metadata.managedFields).toBeUndefined()
    expect(all.metadata.managedFields).toEqual([{ manager: 'kubectl' }])
    expect(_yaml).toContain('generation: 9007199254740993\n')
    const exact = await execute({
      schema,
      document: parse('{ networking_istio_io { v1 { VirtualService(namespace: "shop", name: "reviews") { _raw } } } }'),
      contextValue: context,
    })
    expect(JSON.stringify(exact.data)).toContain('"generation":9007199254740993,')
  })

  test('is refused with its arguments, alone', async () => {
    const text = '{ networking_istio_io { v1 { a: VirtualService(namespace: "../x", name: "y") { kind } b: virtualservices(first: 0) { total } } } }'
    expect(await run(text)).toEqual({
      data: { networking_istio_io: { v1: { a: null, b: null } } },
      errors: [
        ['networking_istio_io.v1.a', 'BAD_REQUEST'],
        ['networking_istio_io.v1.b', 'BAD_REQUEST'],
      ],
    })
  })

  test('is watched: a deleted object is its key alone', async () => {
    const batch: ChangeBatch = {
      type: 'DELTA',
      isFirst: true,
      isComplete: true,
      columns: [],
      token: 't',
      denied: [],
      changes: [
        { type: 'ADDED', object: reviews },
        { type: 'DELETED', object: reviews },
      ],
    }
    const asked: unknown[] = []
    const context = contextOf({
      async *follow(_session, selection, resumeFrom) {
        asked.push(selection.namespaces, resumeFrom)
        yield batch
      },
    })
    const text =
      'subscription { networking_istio_io_v1_virtualservices(namespace: "shop", resumeFrom: "r") { token changes { type key object { metadata { name } } } } }'
    const stream = (await subscribe({ schema, document: parse(text), contextValue: context })) as AsyncIterable<{ data: unknown }>
    const results = []
    for await (const { data } of stream) results.push(JSON.parse(JSON.stringify(data)))
    expect(asked).toEqual([['shop'], 'r'])
    expect(results).toEqual([
      {
        networking_istio_io_v1_virtualservices: {
          token: 't',
          changes: [
            { type: 'ADDED', key: 'shop/reviews', object: { metadata: { name: 'reviews' } } },
            { type: 'DELETED', key: 'shop/reviews', object: null },
          ],
        },
      },
    ])
  })
})

describe('any resource', () => {
  test('is of its type where the schema has it, else untyped', async () => {
    const gadget = storedObject(gadgets, { apiVersion: 'shop.test/v1', kind: 'Gadget', metadata: { name: 'g' }, spec: { a: [{ b: 1 }, { b: 2 }] } })
    const context = contextOf({ page: async (_session, { resource }) => listPage([resource === served ? reviews : gadget]) }, [served, gadgets])
    const fields =
      '{ items { __typename kind ... on UntypedObject { _json(path: ".spec.a[*].b") } ... on networking_istio_io_v1_VirtualService { spec { hosts } } } }'
    const { data } = await run(
      `{ a: list(resource: {group: "networking.istio.io", resource: "virtualservices"}) ${fields} b: list(resource: {group: "shop.test", version: "v1", resource: "gadgets"}) ${fields} }`,
      context,
    )
    expect(data.a.items[0]).toMatchObject({ __typename: 'networking_istio_io_v1_VirtualService', kind: 'VirtualService' })
    expect(data.b.items).toEqual([{ __typename: 'UntypedObject', kind: 'Gadget', _json: [1, 2] }])
  })

  test('is refused where the cluster does not serve it, or not so', async () => {
    const context = contextOf({}, [{ ...gadgets, verbs: ['get'] }])
    const { errors } = await run(
      '{ a: list(resource: {resource: "nowhere"}) { total } b: list(resource: {group: "shop.test", resource: "gadgets"}) { total } }',
      context,
    )
    expect(errors).toEqual([
      ['a', 'NOT_FOUND'],
      ['b', 'METHOD_NOT_ALLOWED'],
    ])
  })
})

test('an input becomes what the cluster takes: of its kind, original names, maps for entries', () => {
  const input = { metadata: { name: 'x' }, spec: { hosts: ['a'], http: [{ headers: { request: { set: { a: 'b' } } } }] } }
  expect(types.decode(input)).toEqual({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', ...input })
  const endpoint = createKindTypes().of(goldenModel('cilium.io', 'v2', 'CiliumEndpoint'))
  expect(endpoint.decode({ metadata: {}, status: { named_u2d_ports: [{ name: 'a' }] } })).toMatchObject({ status: { 'named-ports': [{ name: 'a' }] } })
})
