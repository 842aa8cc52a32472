import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createOwnClient } from '../kube/own-client.ts'
import { createUserClient } from '../kube/user-client.ts'
import { createLogger } from '../logger.ts'
import type { RequestContext } from '../services.ts'
import { createFollowSession } from '../session/session-signal.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { anyView, createMemoryRevocations, sessionOf } from '../testing/session-kit.ts'
import { createProxyRoute } from './proxy-route.ts'

// What the log says of requests that go through, through the real logger, with a secret planted wherever one can be.

const canary = 'canary0f3e1d5b7a9c'
const session = sessionOf({ id: 'sid-1', tokenHash: 'hash-of-the-token' })
let kube: LoopbackKube
let answer: (response: ServerResponse) => void
let lines: string[]
let origin: string
let stop: () => void

beforeEach(async () => {
  lines = []
  kube = await startLoopbackKube()
  kube.server.on('request', (_, response) => answer(response))
  const logger = createLogger({ write: line => void lines.push(line) })
  const connection = { ...kube.connection, token: { current: async () => `own-${canary}`, drop: () => undefined } }
  const users = createUserClient(connection, async () => 'constrained', '1.2.3')
  const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, anyView)
  const route = createProxyRoute({ logger, users, basePath: '', followSession, noteRightsChange: () => undefined })
  const front = createServer((incoming, response) => {
    const context = { requestId: 'r-1', prefix: '', nonce: '', sessionResult: { session, error: null } } as unknown as RequestContext
    void route(incoming, response, context)
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  origin = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  stop = () => {
    front.closeAllConnections()
    front.close()
  }
})
afterEach(async () => {
  stop()
  await kube.close()
})

const secrets = {
  'x-latchkey-session': `session-${canary}`,
  'x-latchkey-verifier': canary,
  cookie: `latchkey=${canary}`,
  authorization: `Bearer ${canary}`,
  'x-latchkey-request': canary,
  'user-agent': canary,
  accept: `application/json;${canary}=1`,
  'content-type': 'application/json',
}
const send = async (method: 'POST' | 'PATCH' | 'DELETE' | 'GET', path: string, headers: Record<string, string> = {}) => {
  const body = method === 'POST' ? JSON.stringify({ data: { token: canary } }) : null
  const sent = await request(`${origin}/api/k8s${path}`, { method, headers: { ...secrets, ...headers }, body })
  await sent.body.dump().catch(() => undefined)
  return sent.statusCode
}
const told = () => lines.map(line => JSON.parse(line) as Record<string, unknown>)

describe('the log', () => {
  test('names who changed what, in which session, with what outcome, and where the kube-apiserver tells the rest', async () => {
    answer = response => response.writeHead(201, { 'audit-id': 'a-1', 'set-cookie': canary }).end(JSON.stringify({ token: canary }))
    expect(await send('POST', `/api/v1/namespaces/shop/configmaps?fieldManager=${canary}`)).toBe(201)
    expect(told()).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        event: 'mutation',
        requestId: 'r-1',
        sessionId: 'sid-1',
        user: 'editor',
        tokenHash: 'hash-of-the-token',
        method: 'POST',
        path: '/api/v1/namespaces/shop/configmaps',
        status: 201,
        auditId: 'a-1',
        msg: 'asked for a change',
      },
    ])
    expect(lines.join('')).not.toContain(canary)
  })

  test('says nothing of what only reads', async () => {
    answer = response => response.end('{}')
    expect(await send('GET', '/api/v1/pods')).toBe(200)
    expect(lines).toEqual([])
  })

  test.each<[string, (response: ServerResponse) => void, number, string[]]>([
    ['a refusal of the cluster', response => response.writeHead(403, { 'content-length': canary.length }).end(canary), 403, ['mutation']],
    [
      'a refusal that was said to Latchkey',
      response => {
        const body = JSON.stringify({ message: `x is forbidden: User "s" cannot impersonate-on:user-info:create resource "secrets" ${canary}` })
        response.writeHead(403, { 'content-length': body.length }).end(body)
      },
      403,
      ['mutation', 'refused'],
    ],
    ['a credential of our own that was not accepted', response => response.writeHead(401).end(canary), 503, ['mutation', 'failed']],
    ['a kube-apiserver that hangs up', response => void response.socket?.destroy(), 502, ['failed']],
    ['an answer that is no HTTP', response => void response.socket?.end(`HTTP/1.1 200 OK\r\n${canary} x\r\n\r\n`), 502, ['failed']],
  ])('holds no secret after %s', async (_, answering, status, events) => {
    answer = answering
    expect(await send('POST', `/api/v1/namespaces/shop/configmaps?x=${canary}`)).toBe(status)
    expect(told().map(({ event }) => event)).toEqual(events)
    for (const line of told()) expect(line).toMatchObject({ sessionId: 'sid-1', tokenHash: 'hash-of-the-token', user: 'editor' })
    expect(lines.join('')).not.toContain(canary)
  })

  test('holds no secret of what is refused before it leaves', async () => {
    expect(await send('POST', '/api/v1/x', { 'Impersonate-User': canary })).toBe(400)
    expect(await send('POST', '/api/v1/x', { 'x-latchkey-query': `token=${canary}` })).toBe(400)
    expect(await send('POST', `/api//v1?token=${canary}`)).toBe(400)
    expect(told().map(({ event, code }) => [event, code])).toEqual([
      ['refused', 'HEADER_REFUSED'],
      ['refused', 'BAD_REQUEST'],
      ['refused', 'BAD_REQUEST'],
    ])
    expect(lines.join('')).not.toContain(canary)
  })

  test('hides what is logged by mistake under the name of a secret', () => {
    const logger = createLogger({ write: line => void lines.push(line) })
    for (const name of ['token', 'wrappedToken', 'key', 'certificate', 'cookie', 'password', 'verifier', 'challenge', 'authorization', 'body', 'headers'])
      logger.info({ [name]: canary, a: { [name]: canary }, b: { c: name === 'headers' ? '' : { [name]: canary } } }, 'x')
    expect(lines.join('')).not.toContain(canary)
  })
})

test('a watch that is cut short throws no piece of what it watched: one is of the keyring', async () => {
  answer = response => response.end(`{"object":{"data":{"keyring":"${canary}\n`)
  const client = createOwnClient(kube.connection)
  const watching = client.watch(
    '/api/v1/secrets?watch=1',
    () => {},
    () => {},
    new AbortController().signal,
  )
  const error = await watching.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AppError)
  expect(`${error}${(error as AppError).stack}${String((error as AppError).cause)}`).not.toContain(canary)
})
