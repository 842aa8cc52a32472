import { request } from 'undici'
import { graphqlPath, graphqlSchemaPath, schemaHashHeader } from '../lib/contract/graphql-paths.ts'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { ask, callerOf, graphqlOrigin, post } from './graphql/ask.ts'
import { openSse } from './graphql/sse.ts'
import { openSocket } from './graphql/web-socket.ts'
import { cookiesOf, errorCode, send } from './http.ts'
import { latchkey, startTunnel, type Tunnel } from './latchkey.ts'

// Who may ask at all: somebody signed in, from this dashboard's own pages or with a session header, and nobody else.
const anyQuery = '{ __typename }'
const introspection = '{ __schema { queryType { name } } }'

test('without a session there is nothing: no query, no schema, no introspection, no stream', async () => {
  const origin = graphqlOrigin()
  for (const token of ['', 'x', 'a.b.c']) {
    for (const query of [anyQuery, introspection, '{ nonsense', 'subscription { watch { type } }']) {
      const answer = await ask({ origin, token }, query)
      expect([token, query, answer.status, answer.codes]).toEqual([token, query, 401, [token === '' ? 'UNAUTHENTICATED' : 'SESSION_INVALID']])
      expect(answer.text).not.toContain('Query')
    }
    const headers: Record<string, string> = token === '' ? {} : { 'x-latchkey-session': token }
    for (const path of [graphqlSchemaPath, `${graphqlPath}?query=${encodeURIComponent(anyQuery)}`])
      expect((await send(origin + path, { headers })).status).toBe(401)
    await expect(openSse({ origin, token }, { query: 'subscription { watch { type } }' })).rejects.toThrow('401')
    await expect(openSocket({ origin, token })).rejects.toThrow(/401|4401|4403/)
  }
})

test('who is signed in gets introspection and the schema as a file, named by the hash of every answer', async () => {
  const caller = callerOf('guest')
  const headers = { 'x-latchkey-session': caller.token }
  // Whatever comes into the cluster meanwhile makes another schema.
  await expect(async () => {
    const { status, data, schema } = await ask<{ __schema: { queryType: { name: string } } }>(caller, introspection)
    expect([status, data.__schema.queryType.name, schema]).toEqual([200, 'Query', expect.stringMatching(/^[0-9a-f]{64}$/)])
    const sdl = await send(caller.origin + graphqlSchemaPath, { headers })
    expect([sdl.status, sdl.headers[schemaHashHeader]]).toEqual([200, schema])
    expect(sdl.text).toMatch(/^type Query \{/m)
    expect(sdl.text).toContain('networking_istio_io_v1_VirtualService')
    const etag = String(sdl.headers['etag'])
    expect(etag).toContain(schema)
    expect((await send(caller.origin + graphqlSchemaPath, { headers: { ...headers, 'if-none-match': etag } })).status).toBe(304)
  }).toPass({ timeout: 50_000 })
})

test.describe('with the cookie of a browser', () => {
  let tunnel: Tunnel
  let cookie: string
  test.beforeAll(async () => {
    tunnel = await startTunnel('viewer', 'proxy')
    const { wrappedToken } = JSON.parse(latchkey('viewer', ['login', '-o', 'json']).stdout) as { wrappedToken: string }
    cookie = cookiesOf(
      await send(`${graphqlOrigin()}/login?wrapped-token=${encodeURIComponent(wrappedToken)}&to=/`, { headers: { accept: 'application/json' } }),
    )
    expect(cookie).not.toBe('')
  })
  test.afterAll(() => tunnel.stop())

  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ query: anyQuery })

  test('a page of another site changes and reads nothing, whatever it sends', async () => {
    const origin = graphqlOrigin()
    const foreign: Record<string, Record<string, string>> = {
      'another origin': { ...json, origin: 'https://evil.test', 'x-latchkey-request': '1' },
      'another site by its fetch metadata': { ...json, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      'another port of this host': { ...json, origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
      'a null origin': { ...json, origin: 'null' },
    }
    for (const [who, headers] of Object.entries(foreign)) {
      const answer = await post(origin, body, { cookie, ...headers })
      expect([who, answer.status, answer.codes]).toEqual([who, 403, ['CROSS_SITE']])
    }
  })

  test('a form, which browsers let every site send, is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await post(graphqlOrigin(), body, { cookie, 'content-type': type })
      expect([type, answer.codes]).toEqual([type, [expect.stringMatching(/^(?:CROSS_SITE|UNSUPPORTED_MEDIA_TYPE)$/)]])
    }
  })

  test('a mutation by GET is refused', async () => {
    const query = 'mutation { delete(resource: {group: "", version: "v1", resource: "configmaps"}, namespace: "shop", name: "x") { dryRun } }'
    const answer = await send(`${graphqlOrigin()}${graphqlPath}?query=${encodeURIComponent(query)}`, {
      headers: { 'x-latchkey-session': callerOf('editor').token },
    })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})

test('Secrets are as they are through /api/k8s: never shown to anybody, whoever asks and however', async () => {
  const secret = `planted-${Date.now().toString(36)}`
  kubectl('admin', ['-n', 'payments', 'create', 'secret', 'generic', secret, `--from-literal=password=${secret}-value`])
  try {
    for (const user of ['admin', 'editor', 'viewer', 'payments', 'guest'] as const) {
      const caller = callerOf(user)
      const headers = { 'x-latchkey-session': caller.token }
      const own = await send(`${caller.origin}/api/k8s/api/v1/namespaces/payments/secrets`, { headers })
      const ownCode = own.status === 200 ? null : errorCode(own) || (JSON.parse(own.text) as { reason: string }).reason
      const ref = 'resource: {group: "", version: "v1", resource: "secrets"}'
      const queries = [
        `{ list(${ref}, namespace: "payments") { items { _key _raw } } }`,
        `{ core { v1 { secrets(namespace: "payments") { items { _key data _yaml } } } } }`,
        `{ core { v1 { Secret(namespace: "payments", name: "${secret}") { data _raw _yaml } } } }`,
        `{ object(${ref}, namespace: "payments", name: "${secret}") { _raw } }`,
        `{ search(text: "${secret}") { items { object { _raw } } } }`,
      ]
      for (const query of queries) {
        const answer = await ask(caller, query)
        // The question itself may come back in a message; the value was never in it.
        if (ownCode !== null)
          expect([user, query, answer.text.includes(`${secret}-value`), answer.text.includes(Buffer.from(`${secret}-value`).toString('base64'))]).toEqual([
            user,
            query,
            false,
            false,
          ])
        if (ownCode !== null && query.includes('list(')) expect([user, answer.codes]).toEqual([user, [ownCode === 'Forbidden' ? 'FORBIDDEN' : ownCode]])
      }
      if (ownCode !== null) {
        const stream = await openSse(caller, { query: `subscription { watch(${ref}, namespace: "payments") { type changes { key } } }` }).catch(
          (error: Error) => error,
        )
        if (!(stream instanceof Error)) {
          expect((await stream.next()).errors?.[0]?.extensions.code).toMatch(/^(?:FORBIDDEN|BEYOND_LATCHKEY)$/)
          stream.close()
        }
      }
    }
  } finally {
    kubectl('admin', ['-n', 'payments', 'delete', 'secret', secret])
  }
})

test('methods, types and protocols that are not of this route are refused each in its own words', async () => {
  const { origin, token } = callerOf('viewer')
  const headers = { 'x-latchkey-session': token }
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const { statusCode, body } = await request(origin + graphqlPath, { method: method as 'PUT', headers })
    await body.dump()
    expect([method, statusCode]).toEqual([method, 405])
  }
  const answers = {
    'an unknown media type': await post(origin, '{}', { ...headers, 'content-type': 'application/xml' }),
    'no JSON': await post(origin, '{"query":', { ...headers, 'content-type': 'application/json' }),
    'neither text nor id': await post(origin, '{}', { ...headers, 'content-type': 'application/json' }),
    'an unknown id': await post(origin, '{"id":"nobody@00000000"}', { ...headers, 'content-type': 'application/json' }),
    'no document': await ask({ origin, token }, 'query {'),
    'an unknown field': await ask({ origin, token }, '{ nonsense }'),
    'an unknown operation': await post(origin, '{"query":"query a { __typename }","operationName":"b"}', { ...headers, 'content-type': 'application/json' }),
  }
  expect(Object.fromEntries(Object.entries(answers).map(([what, { codes, status }]) => [what, [status, ...codes]]))).toEqual({
    'an unknown media type': [415, 'UNSUPPORTED_MEDIA_TYPE'],
    'no JSON': [400, 'BAD_REQUEST'],
    'neither text nor id': [400, 'BAD_REQUEST'],
    'an unknown id': [404, 'OPERATION_UNKNOWN'],
    'no document': [400, 'QUERY_INVALID'],
    'an unknown field': [400, 'QUERY_INVALID'],
    'an unknown operation': [400, expect.stringMatching(/^(?:BAD_REQUEST|QUERY_INVALID)$/)],
  })
})
