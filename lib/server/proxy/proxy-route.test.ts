import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createUserClient } from '../kube/user-client.ts'
import type { RequestContext } from '../services.ts'
import { createFollowSession } from '../session/session-signal.ts'
import { createCapturedConnection } from '../testing/captured-connection.ts'
import { httpPair } from '../testing/http-pair.ts'
import { anyView, createMemoryRevocations, sessionOf, silent } from '../testing/session-kit.ts'
import { createProxyRoute } from './proxy-route.ts'

const session = sessionOf()
const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, anyView)
const signedIn: RequestContext['sessionResult'] = { session, error: null }

/** Sends one request through the route. What left for the kube-apiserver, and the status of the answer. */
async function send(options: {
  method?: string
  url: string
  headers?: Record<string, string>
  sessionResult?: RequestContext['sessionResult']
  hasLeft?: boolean
}) {
  const { connection, sent } = createCapturedConnection()
  const noteRightsChange = (): void => undefined
  const users = createUserClient(connection, async () => 'constrained', '1.2.3')
  const aborted: boolean[] = []
  const watched: typeof users = {
    ...users,
    relay: (caller, request, receiver) => {
      aborted.push(request.signal.aborted)
      return users.relay(caller, request, receiver)
    },
  }
  const route = createProxyRoute({ logger: silent, users: watched, basePath: '', followSession, noteRightsChange })
  const { request, response } = httpPair(options)
  if (options.hasLeft) response.destroy()
  request.rawHeaders = Object.entries(options.headers ?? {}).flat()
  const context = { requestId: 'r', prefix: '', nonce: '', sessionResult: options.sessionResult ?? signedIn } as RequestContext
  const handled = await route(request as IncomingMessage, response, context)
  return { sent, aborted, handled, status: response.statusCode }
}
const byHeader = { 'x-latchkey-session': 'token' }
const names = (headers: readonly string[]) => headers.filter((_, index) => index % 2 === 0)

describe('the impersonated proxy', () => {
  test('sends a request as the identity of the session, with our own bearer', async () => {
    const { sent, status } = await send({ url: '/api/k8s/api/v1/pods?limit=1', headers: { ...byHeader, accept: 'application/json' } })
    expect(sent).toEqual([
      {
        method: 'GET',
        path: '/api/v1/pods?limit=1',
        headers: [
          ...['accept', 'application/json', 'user-agent', 'latchkey/1.2.3 session/s', 'authorization', 'Bearer own-token'],
          ...['Impersonate-User', 'editor', 'Impersonate-Uid', 'u-1', 'Impersonate-Group', 'team-shop', 'Impersonate-Group', 'system:authenticated'],
          ...['Impersonate-Extra-example.org%2Fscope', 'a', 'Impersonate-Extra-example.org%2Fscope', 'b'],
          ...['Impersonate-Extra-latchkey.dev%2Fsession-id', 's'],
        ],
      },
    ])
    expect(status, 'nothing answered').toBe(502)
  })

  test('a client that left while its session was read leaves no watch behind', async () => {
    const { aborted } = await send({ url: '/api/k8s/api/v1/pods?watch=1', headers: byHeader, hasLeft: true })
    expect(aborted).toEqual([true])
  })

  test('leaves other paths to others', async () => {
    for (const url of ['/api/k8sx/api', '/api', '/', '/api/v1/session']) expect((await send({ url })).handled).toBe(false)
  })

  test('asks for a session', async () => {
    const sessionResult = { session: null, error: new AppError('UNAUTHENTICATED') } as const
    expect(await send({ url: '/api/k8s/version', sessionResult })).toMatchObject({ status: 401, sent: [] })
  })

  const variants = [
    'Impersonate-User',
    'impersonate_user',
    'IMPERSONATE-GROUP',
    'Impersonate_Group',
    'impersonate-uid',
    'Impersonate-Extra-x',
    'impersonate_extra_x',
    ' Impersonate-User',
    'Impersonate',
    'X-Remote-User',
    'x_remote_user',
    'X-REMOTE_GROUP',
    'x-remote-extra-a',
  ]
  test.each(variants)('refuses the header %j', async name => {
    expect(await send({ url: '/api/k8s/version', headers: { ...byHeader, [name]: 'system:masters' } })).toMatchObject({ status: 400, sent: [] })
  })

  test('the header Connection takes no header away', async () => {
    const { sent } = await send({ url: '/api/k8s/version', headers: { ...byHeader, connection: 'Impersonate-User, Authorization', te: 'trailers' } })
    expect(names(sent[0]?.headers ?? [])).not.toContain('connection')
    expect(sent[0]?.headers).toContain('Impersonate-User')
  })

  test('no cookie, session, compression or forwarding header goes on', async () => {
    const headers = {
      ...byHeader,
      cookie: 'a=b',
      authorization: 'Bearer theirs',
      'accept-encoding': 'gzip',
      'x-forwarded-for': '1.2.3.4',
      host: 'evil.test',
      expect: '100-continue',
      'proxy-authorization': 'x',
    }
    const { sent } = await send({ url: '/api/k8s/version', headers })
    expect(names(sent[0]?.headers ?? []).filter(name => !name.startsWith('Impersonate-'))).toEqual(['user-agent', 'authorization'])
    expect(sent[0]?.headers).not.toContain('Bearer theirs')
  })

  test.each([
    ['no proof', {}, 403],
    ['our header only', { 'x-latchkey-request': '1' }, 403],
    ['a form’s body', { 'x-latchkey-request': '1', 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain;x=application/json' }, 415],
    ['our page', { 'x-latchkey-request': '1', 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:7777' }, 502],
    ['our page in a browser without Fetch Metadata', { 'x-latchkey-request': '1', origin: 'http://127.0.0.1:7777' }, 502],
    [
      'our page behind a host of its own',
      { 'x-latchkey-request': '1', origin: 'https://dash.example.org', 'x-forwarded-host': 'dash.example.org', 'x-forwarded-proto': 'https' },
      502,
    ],
    [
      'our page’s host by another scheme',
      { 'x-latchkey-request': '1', origin: 'http://dash.example.org', 'x-forwarded-host': 'dash.example.org', 'x-forwarded-proto': 'https' },
      403,
    ],
    ['a form of our page, without our header', { 'sec-fetch-site': 'same-origin' }, 403],
    ['another port of this host', { 'x-latchkey-request': '1', 'sec-fetch-site': 'same-site' }, 403],
    ['another site', { 'x-latchkey-request': '1', 'sec-fetch-site': 'cross-site' }, 403],
    ['a typed address', { 'x-latchkey-request': '1', 'sec-fetch-site': 'none' }, 403],
    ['another origin', { 'x-latchkey-request': '1', origin: 'http://127.0.0.1:7778' }, 403],
    ['a sandboxed frame', { 'x-latchkey-request': '1', origin: 'null' }, 403],
  ])('a change by cookie with %s', async (_, headers, status) => {
    expect((await send({ method: 'PATCH', url: '/api/k8s/api/v1/x', headers })).status).toBe(status)
  })

  test('a session in the header needs no further proof', async () => {
    expect((await send({ method: 'DELETE', url: '/api/k8s/api/v1/x', headers: { ...byHeader, origin: 'https://evil.test' } })).status).toBe(502)
  })

  test('another site cannot make the browser read here either', async () => {
    for (const site of ['cross-site', 'same-site']) expect((await send({ url: '/api/k8s/version', headers: { 'sec-fetch-site': site } })).status).toBe(403)
  })

  test('an upgrade and a strange method are refused clearly', async () => {
    expect(await send({ url: '/api/k8s/api/v1/x', headers: { ...byHeader, upgrade: 'websocket' } })).toMatchObject({ status: 400, sent: [] })
    for (const method of ['OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND'])
      expect(await send({ method, url: '/api/k8s/api', headers: byHeader })).toMatchObject({ status: 405, sent: [] })
  })
})
