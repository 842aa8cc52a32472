import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { buildSchema, parse, validate } from 'graphql'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext, Services, SessionResult } from '../../services.ts'
import { sessionOf, silent } from '../../testing/session-kit.ts'
import { createSmallGraphQL, type SmallOptions } from '../testing/small-graphql.ts'
import { batchOf, snapshotOf, thing } from '../testing/small-store.ts'
import { createGraphQLRoute } from './graphql-route.ts'
import { createGraphQLSchemaRoute } from './schema-route.ts'

const signedIn = sessionOf()
const byHeader = { 'x-latchkey-session': 'token' }
const json = { 'content-type': 'application/json' }
let servers: Server[] = []
afterEach(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
  servers = []
})

async function serve(options: SmallOptions = {}, sessionResult: SessionResult = { session: signedIn, error: null }) {
  const kit = await createSmallGraphQL(options)
  const routes = [createGraphQLRoute({ ...kit, logger: silent }), createGraphQLSchemaRoute({ ...kit, logger: silent })]
  const services = { verifyPageProof: async () => false } as unknown as Services
  const server = createServer(async (request, response) => {
    const context = { requestId: 'r', prefix: '', nonce: '', sessionResult, services } as unknown as RequestContext
    for (const route of routes) if (await route(request, response, context)) return
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  async function open(method: string, path: string, headers: Record<string, string>, body?: string): Promise<IncomingMessage> {
    const request = sendRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }).end(body)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  }
  async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
    const response = await open(method, path, headers, body)
    const whole = await text(response)
    return { status: response.statusCode, headers: response.headers, type: response.headers['content-type'], text: whole, body: parsed(whole) }
  }
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    send('POST', '/api/graphql', { ...byHeader, ...json, ...headers }, typeof body === 'string' ? body : JSON.stringify(body))
  const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    send('GET', `/api/graphql?${new URLSearchParams(parameters)}`, { ...byHeader, ...headers })
  return { ...kit, port, open, send, post, get }
}

// biome-ignore lint/suspicious/noExplicitAny: an answer as it came.
function parsed(whole: string): any {
  try {
    return JSON.parse(whole)
  } catch {
    return null
  }
}
const codeOf = ({ body }: { body: { errors?: { extensions: { code: string } }[] } }) => body.errors?.[0]?.extensions.code

describe('a query', () => {
  test('by POST and by GET is answered with the hash of its schema', async () => {
    const { post, get } = await serve()
    const query = 'query($value: JSON) { who echo(value: $value) }'
    for (const answer of [await post({ query, variables: { value: 1 } }), await get({ query, variables: '{"value":1}' })]) {
      expect(answer).toMatchObject({ status: 200, type: 'application/json; charset=utf-8', body: { data: { who: 'editor', echo: 1 } } })
      expect(answer.headers).toMatchObject({ 'x-latchkey-schema': 'hash-0', 'cache-control': 'no-store', 'x-request-id': 'r' })
    }
  })

  test.each([
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
    ['application/json, application/graphql-response+json;q=0.5', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['text/html', 'application/json; charset=utf-8'],
  ])('of a client that takes %s is %s', async (accept, type) => {
    const { post } = await serve()
    expect((await post({ query: '{ who }' }, { accept })).type).toBe(type)
  })

  test('has integers that a double cannot hold as they were', async () => {
    const { post } = await serve()
    const answer = await post('{"query":"query($v: JSON) { echo(value: $v) }","variables":{"v":{"n":9007199254740993}}}')
    expect(answer.text).toBe('{"data":{"echo":{"n":9007199254740993}}}')
  })

  test('that failed in part has 200, and one that was not run its own status, whatever the media type', async () => {
    const { post } = await serve()
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      expect(await post({ query: '{ who forbidden }' }, { accept })).toMatchObject({ status: 200, body: { data: { who: 'editor' } } })
      expect(await post({ query: '{ whom }' }, { accept })).toMatchObject({ status: 400 })
      expect(await post({ query: '{' }, { accept })).toMatchObject({ status: 400 })
    }
  })
})

describe('a request is refused, as a GraphQL response,', () => {
  const none: SessionResult = { session: null, error: new AppError('UNAUTHENTICATED') }
  const expired: SessionResult = { session: null, error: new AppError('SESSION_EXPIRED') }

  test.each([
    ['without a session', none, 'UNAUTHENTICATED'],
    ['with one that has ended', expired, 'SESSION_EXPIRED'],
  ])('%s, introspection included', async (_, sessionResult, code) => {
    const { post, get, send } = await serve({}, sessionResult)
    for (const answer of [await post({ query: '{ who }' }), await post({ query: '{ __schema { queryType { name } } }' }), await get({ query: '{ who }' })]) {
      expect(answer.status).toBe(401)
      expect(codeOf(answer)).toBe(code)
    }
    expect(await send('GET', '/api/graphql/schema', byHeader)).toMatchObject({ status: 401 })
  })

  test.each<[string, Record<string, string>, string]>([
    ['of another site', { 'sec-fetch-site': 'cross-site' }, 'CROSS_SITE'],
    ['of another port', { 'sec-fetch-site': 'same-site' }, 'CROSS_SITE'],
    ['of an opaque origin', { origin: 'null' }, 'CROSS_SITE'],
    ['that nothing proves to be of ours', {}, 'CROSS_SITE'],
    ['without our header', { 'sec-fetch-site': 'same-origin' }, 'CROSS_SITE'],
    ['of a page of another session', { 'sec-fetch-site': 'same-origin', 'x-latchkey-request': `01234567.${'a'.repeat(43)}.0` }, 'SESSION_CHANGED'],
  ])('from a page %s', async (_, headers, code) => {
    const { send } = await serve()
    const answer = await send('POST', '/api/graphql', { ...json, ...headers }, '{"query":"{ who }"}')
    expect(codeOf(answer)).toBe(code)
  })

  test('by GET from a page of another site', async () => {
    const { send } = await serve()
    expect(await send('GET', '/api/graphql?query={who}', { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
  })

  test.each<[string, Record<string, string>, string, number, string]>([
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'query=x', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['that is no JSON', json, '{', 400, 'BAD_REQUEST'],
    ['with a field too many', json, '{"query":"{ who }","x":1}', 400, 'BAD_REQUEST'],
    ['whose variables are a list', json, '{"query":"{ who }","variables":[]}', 400, 'BAD_REQUEST'],
    ['as a batch', json, '[{"query":"{ who }"},{"query":"{ who }"}]', 400, 'QUERY_TOO_LARGE'],
    ['that nests too deep', json, `{"query":"{ who }","variables":{"a":${'['.repeat(200)}${']'.repeat(200)}}}`, 400, 'QUERY_TOO_LARGE'],
    ['that is too large', json, `{"query":"{ who }","variables":{"a":"${'x'.repeat(3 * 1024 * 1024)}"}}`, 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_, headers, body, status, code) => {
    const { post } = await serve()
    const answer = await post(body, headers)
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })

  test.each<[string, Record<string, string>, string]>([
    ['nothing', {}, 'BAD_REQUEST'],
    ['variables that are no JSON', { query: '{ who }', variables: '{' }, 'BAD_REQUEST'],
    ['something unknown', { query: '{ who }', token: 'x' }, 'BAD_REQUEST'],
    ['a mutation', { query: 'mutation { change }' }, 'METHOD_NOT_ALLOWED'],
    ['a subscription that it cannot take', { query: 'subscription { watch { token } }' }, 'BAD_REQUEST'],
  ])('by GET for %s', async (_, parameters, code) => {
    const { get } = await serve()
    expect(codeOf(await get(parameters))).toBe(code)
  })

  test('by another method', async () => {
    const { send } = await serve()
    expect(await send('PUT', '/api/graphql', byHeader)).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } })
  })
})

describe('events', () => {
  const accept = { accept: 'text/event-stream' }
  const subscription = 'subscription($from: String) { watch(resumeFrom: $from) { token changes { key } } }'
  const body = JSON.stringify({ query: subscription })
  const events = (whole: string) => whole.split('\n\n').filter(each => each && !each.startsWith(':'))

  test('carry a subscription, each with its token, and then its end', async () => {
    const { open, small } = await serve()
    const response = await open('POST', '/api/graphql', { ...byHeader, ...json, ...accept }, body)
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'x-latchkey-schema': 'hash-0', 'cache-control': 'no-store' })
    const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
    stream.send(snapshotOf([thing('a', 1)]))
    stream.fail(new AppError('GONE', 'the kind is gone'))
    expect(events(await text(response))).toEqual([
      'event: next\nid: t0\ndata: {"data":{"watch":{"token":"t0","changes":[{"key":"/a"}]}}}',
      'event: next\ndata: {"errors":[{"message":"the kind is gone","extensions":{"code":"GONE","requestId":"r"}}]}',
      'event: complete\ndata:',
    ])
  })

  test('go on where Last-Event-ID says', async () => {
    const { open, small } = await serve()
    const response = await open('GET', `/api/graphql?query=${encodeURIComponent(subscription)}`, { ...byHeader, ...accept, 'last-event-id': 't7' })
    expect((await vi.waitFor(() => small.followed[0] ?? expect.fail())).resumeFrom).toBe('t7')
    response.destroy()
  })

  test('carry a query, too', async () => {
    const { post } = await serve()
    expect(events((await post({ query: '{ who }' }, accept)).text)).toEqual(['event: next\ndata: {"data":{"who":"editor"}}', 'event: complete\ndata:'])
  })

  test('do not begin for what is refused', async () => {
    const { post } = await serve({ limits: { subscriptionsPerSession: 1 } })
    expect(await post({ query: 'subscription { watch { nothing } }' }, accept)).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' })
  })

  test('end with their session, which is told', async () => {
    const { open, small, revocations } = await serve()
    const response = await open('POST', '/api/graphql', { ...byHeader, ...json, ...accept }, body)
    const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
    await revocations.revokeSession(signedIn.id)
    const whole = events(await text(response))
    expect(whole).toEqual([expect.stringContaining('"code":"SESSION_REVOKED"'), 'event: complete\ndata:'])
    expect(stream.signal.aborted).toBe(true)
  })

  test('leave nothing open behind a client that has gone', async () => {
    const { open, small, graphql } = await serve()
    const response = await open('POST', '/api/graphql', { ...byHeader, ...json, ...accept }, body)
    const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
    response.destroy()
    await vi.waitFor(() => expect(stream.signal.aborted).toBe(true))
    await vi.waitFor(() => expect(graphql.figures()).toMatchObject({ subscriptions: 0, streams: 0 }))
  })

  test('that a client does not read are not piled up for them', async () => {
    const { open, small } = await serve()
    const response = await open(
      'POST',
      '/api/graphql',
      { ...byHeader, ...json, ...accept },
      JSON.stringify({ query: 'subscription { watch { changes { object { spec } } } }' }),
    )
    response.pause()
    const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
    stream.send(snapshotOf([]))
    const filler = 'x'.repeat(1024 * 1024)
    for (let at = 0; at < 60; at += 1) stream.send(batchOf([{ type: 'ADDED', object: thing(`a${at}`, filler + at) }], { token: `t${at}` }))
    let before = -1
    while (stream.taken !== before) {
      before = stream.taken
      await new Promise(resolve => setTimeout(resolve, 300))
    }
    expect(stream.taken).toBeGreaterThan(0)
    expect(stream.taken).toBeLessThan(40)
    response.destroy()
  })

  test('are no more than a session may have open', async () => {
    const { open, post } = await serve({ limits: { subscriptionsPerSession: 2 } })
    const responses = [
      await open('POST', '/api/graphql', { ...byHeader, ...json, ...accept }, body),
      await open('POST', '/api/graphql', { ...byHeader, ...json, ...accept }, body),
    ]
    expect(await post(body, accept)).toMatchObject({ status: 429, body: { errors: [{ message: expect.stringContaining("limit 'subscriptionsPerSession'") }] } })
    responses[0]?.destroy()
    await vi.waitFor(async () => {
      const again = await open('POST', '/api/graphql', { ...byHeader, ...json, ...accept }, body)
      expect(again.statusCode).toBe(200)
      again.destroy()
    })
  })
})

describe('the schema', () => {
  test('is text for tools, which ask again by its hash', async () => {
    const { send } = await serve()
    const answer = await send('GET', '/api/graphql/schema', byHeader)
    expect(answer).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8', headers: { etag: '"hash-0"', 'x-latchkey-schema': 'hash-0' } })
    expect(validate(buildSchema(answer.text), parse('{ all }'))).toEqual([])
    for (const etag of ['"hash-0"', 'W/"hash-0"', '"x", "hash-0"', '*'])
      expect(await send('GET', '/api/graphql/schema', { ...byHeader, 'if-none-match': etag })).toMatchObject({ status: 304, text: '' })
    expect(await send('GET', '/api/graphql/schema', { ...byHeader, 'if-none-match': '"hash-1"' })).toMatchObject({ status: 200 })
    expect(await send('POST', '/api/graphql/schema', byHeader)).toMatchObject({ status: 405 })
    expect(await send('GET', '/api/graphql/schema', { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
  })
})
