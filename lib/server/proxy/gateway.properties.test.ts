import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { propertyRuns, propertyTimeoutMs, tellFigures } from '#domain/testing/property-runs.ts'
import { toAppError } from '#errors/app-error.ts'
import { kubeGet } from '../kube/kube-get.ts'
import { createUserClient, type UserClient } from '../kube/user-client.ts'
import type { RequestContext } from '../services.ts'
import { createFollowSession } from '../session/session-signal.ts'
import { relayStream } from '../stream/relay-stream.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { anyView, createMemoryRevocations, sessionOf, silent, someone } from '../testing/session-kit.ts'
import { readPodPath } from '../upgrade/pod-path.ts'
import { createProxyRoute } from './proxy-route.ts'

// Raw bytes into a real HTTP server, through the gateway and undici, out to a real server that notes what arrives: nothing may
// leave but requests of the Kubernetes API, as this identity, to this kube-apiserver, below its path.

const session = sessionOf({ id: 'sid-1', identity: { ...someone, groups: ['team-shop', 'a, b', 'system:authenticated'] } })
const basePath = '/k8s/clusters/c-1'
const ownHeaders = [
  'accept',
  'content-type',
  'content-length',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'host',
  'connection',
  'transfer-encoding',
  'user-agent',
  'authorization',
]

let kube: LoopbackKube
let front: Server
let evil: SocketServer
let users: UserClient
let frontPort = 0
let evilPort = 0
let evilConnections = 0
let arrived = 0
const wrong: unknown[] = []

beforeAll(async () => {
  kube = await startLoopbackKube()
  kube.server.on('request', (request, response) => {
    note(request)
    response.end('{}')
  })
  kube.server.on('upgrade', (request, socket) => {
    note(request)
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}')
  })
  const connection = { ...kube.connection, basePath }
  users = createUserClient(connection, async () => 'constrained', '1.2.3')
  const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, anyView)
  const route = createProxyRoute({ logger: silent, users, basePath, followSession, noteRightsChange() {} })
  front = createServer(async (request, response) => {
    const context = { requestId: 'r', prefix: '', nonce: '', sessionResult: { session, error: null } } as unknown as RequestContext
    if (!(await route(request, response, context))) response.writeHead(404).end()
  })
  // A body that was promised and never comes ends with the connection.
  Object.assign(front, { httpAllowHalfOpen: true })
  front.listen(0, '127.0.0.1')
  evil = createSocketServer(socket => {
    evilConnections += 1
    socket.destroy()
  })
  evil.listen(0, '127.0.0.1')
  await Promise.all([once(front, 'listening'), once(evil, 'listening')])
  frontPort = (front.address() as AddressInfo).port
  evilPort = (evil.address() as AddressInfo).port
})
afterAll(async () => {
  front.closeAllConnections()
  front.close()
  evil.close()
  await kube.close()
})

const valuesOf = ({ rawHeaders }: IncomingMessage, name: string): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase())

// As it arrives: a second request of the same bytes may come after the first was answered.
function note(request: IncomingMessage): void {
  arrived += 1
  try {
    check(request)
  } catch (error) {
    wrong.push(error)
  }
}

/** What an attacker could not have made, whatever was sent. */
function check(request: IncomingMessage): void {
  const { identity, id } = session
  expect(valuesOf(request, 'Impersonate-User')).toEqual([identity.name])
  expect(valuesOf(request, 'Impersonate-Uid')).toEqual([identity.uid])
  expect(valuesOf(request, 'Impersonate-Group')).toEqual(identity.groups)
  expect(valuesOf(request, 'Impersonate-Extra-example.org%2Fscope')).toEqual(['a', 'b'])
  expect(valuesOf(request, 'Impersonate-Extra-latchkey.dev%2Fsession-id')).toEqual([id])
  expect(valuesOf(request, 'Authorization')).toEqual(['Bearer own-token'])
  expect(valuesOf(request, 'User-Agent')).toEqual([`latchkey/1.2.3 session/${id}`])
  expect(valuesOf(request, 'Host')).toEqual([`127.0.0.1:${(kube.server.address() as AddressInfo).port}`])
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0).map(name => name.toLowerCase())
  for (const name of names) {
    if (name.startsWith('impersonate-')) expect(name).toMatch(/^impersonate-(?:user|uid|group|extra-example\.org%2fscope|extra-latchkey\.dev%2fsession-id)$/)
    else if (!request.headers.upgrade) expect(ownHeaders).toContain(name)
    else expect([...ownHeaders, 'upgrade', 'sec-websocket-version']).toContain(name)
  }
  expect(valuesOf(request, 'Connection').every(value => /^(?:keep-alive|close|upgrade)$/i.test(value))).toBe(true)
  const target = request.url ?? ''
  expect(target).toMatch(/^\/k8s\/clusters\/c-1\/(?:api|apis|openapi|version|healthz|livez|readyz)(?:[/?]|$)/)
  // For every reader on the way: as it stands, and decoded up to four times.
  for (let reading = target.split('?', 1)[0] ?? '', round = 0; round < 5; round += 1) {
    expect(reading).not.toMatch(/\/\/|\\|(?:^|\/)\.\.?(?:\/|$)/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(reading).not.toMatch(/[\x00-\x1f\x7f]/)
    const url = new URL(reading.replaceAll('?', '%3f').replaceAll('#', '%23'), 'https://kube.test')
    expect([url.host, url.pathname.startsWith(`${basePath}/`)]).toEqual(['kube.test', true])
    reading = reading.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
}

const dots = ['.', '..', '%2e', '%2e%2e', '.%2e', '%252e%252e', '%25252e', '..;']
const slashes = ['/', '//', '\\', '%2f', '%2F', '%252f', '%5c', '%255c', '/./', '/../', '%c0%af']
const odd = [
  '%00',
  '%0d%0a',
  '\t',
  ' ',
  '\r',
  '\x01',
  '\x7f',
  '\x80',
  '\xff',
  'é',
  '%ff',
  '%e2%80%ae',
  '%',
  '%zz',
  '#',
  ';',
  '@',
  ':',
  ',',
  '*',
  '%25',
  '%u002e',
]
const words = ['api', 'apis', 'v1', 'pods', 'secrets', 'namespaces', 'shop', 'apps', 'version', 'healthz', 'metrics', 'proxy', 'watch', 'k8s', 'a%20b', 'x.y-z']
const queries = ['?', '?watch=1', '?limit=1', '?follow=true', '?x=//evil', '?x=../..', '?dryRun=All', '?a=b?c#d', '?x=%0d%0a']
const word = fc.constantFrom(...words)
const plain = fc.array(word, { minLength: 1, maxLength: 5 }).map(parts => `/${parts.join('/')}`)
const wild = fc
  .array(fc.oneof(word, fc.constantFrom(...dots, ...slashes, ...odd), fc.string({ unit: 'binary-ascii', maxLength: 3 })), { maxLength: 8 })
  .map(parts => parts.join(''))
const kubePath = fc
  .tuple(
    fc.constantFrom('/api', '/apis', '/version', '/api/v1', '/api/v1/watch', '/apis/apps/v1', '', '//api', '/%61pi', '/api/v1/namespaces/shop/pods/web/exec'),
    fc.oneof(plain, plain, wild, fc.constant('')),
    fc.constantFrom('', '', ...queries),
  )
  .map(parts => parts.join(''))
const elsewhere = fc.constantFrom(
  'http://127.0.0.1:EVIL',
  'https://evil.test',
  '//127.0.0.1:EVIL',
  '/@127.0.0.1:EVIL',
  'http://user@127.0.0.1:EVIL',
  '/\\127.0.0.1:EVIL',
)
const target = fc.oneof(
  { weight: 12, arbitrary: kubePath.map(path => `/api/k8s${path}`) },
  { weight: 1, arbitrary: fc.tuple(elsewhere, kubePath).map(([origin, path]) => `${origin}/api/k8s${path}`) },
  { weight: 1, arbitrary: fc.tuple(elsewhere, kubePath).map(([origin, path]) => `/api/k8s${origin}${path}`) },
  { weight: 1, arbitrary: wild },
)

const headerName = fc.constantFrom(
  ...['Impersonate-User', 'impersonate_user', 'IMPERSONATE-GROUP', 'Impersonate-Extra-Latchkey.dev%2Fsession-id', 'X-Remote-User', 'x_remote_group'],
  ...[
    'Connection',
    'connection',
    'Proxy-Connection',
    'Keep-Alive',
    'Upgrade',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Content-Length',
    'Expect',
    'HTTP2-Settings',
  ],
  ...['Authorization', 'Cookie', 'Host', 'X-Forwarded-Host', 'X-Forwarded-For', 'X-Original-URL', 'X-HTTP-Method-Override', 'User-Agent'],
  ...['Accept', 'Content-Type', 'If-Match', 'If-None-Match', 'x-latchkey-query', 'Accept-Encoding', 'Range', 'Origin'],
)
const headerValue = fc.oneof(
  fc.constantFrom(
    'Impersonate-User',
    'close, Impersonate-User, Authorization',
    'keep-alive',
    'upgrade',
    'h2c',
    'websocket',
    'chunked',
    'identity, chunked',
    '0',
    '5',
    '-1',
  ),
  fc.constantFrom(
    'Bearer theirs',
    'system:masters',
    '127.0.0.1:EVIL',
    'application/json',
    '*/*',
    'dryRun=All',
    'dryRun=All&watch=1',
    'a\r\n Impersonate-User: b',
    'a\rImpersonate-User: b',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 8 }),
)
const asked = fc.record({
  method: fc.constantFrom('GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'get'),
  target,
  headers: fc.oneof(fc.constant([]), fc.constant([]), fc.array(fc.tuple(headerName, headerValue), { maxLength: 4 })),
  body: fc.constantFrom(
    '',
    '',
    '{}',
    '0\r\n\r\n',
    '2\r\n{}\r\n0\r\nImpersonate-User: root\r\n\r\n',
    'GET /api/k8s/api HTTP/1.1\r\nHost: x\r\nImpersonate-User: root\r\n\r\n',
  ),
})

describe('whatever a client sends to the gateway', () => {
  test('as an HTTP request', { timeout: propertyTimeoutMs }, async () => {
    const figures = { cases: 0, forwarded: -arrived }
    await fc.assert(
      fc.asyncProperty(asked, async ({ method, target: wanted, headers, body }) => {
        const lines = [['x-latchkey-session', 'token'], ...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
        await rawRequest(frontPort, `${method} ${wanted} HTTP/1.1\r\nHost: latchkey\r\n${lines}\r\n${body}`.replaceAll('EVIL', String(evilPort)))
        figures.cases += 1
        expect([wrong, evilConnections]).toEqual([[], 0])
      }),
      { numRuns: propertyRuns(100) },
    )
    figures.forwarded += arrived
    tellFigures('gateway, HTTP', figures)
    expect(figures.forwarded, 'some of it goes on, or nothing was shown').toBeGreaterThan(0)
  })

  test('as a path of a stream, a terminal or a page', { timeout: propertyTimeoutMs }, async () => {
    const figures = { cases: 0, forwarded: -arrived }
    const signal = new AbortController().signal
    const writer = { send: () => undefined, whenDrained: async () => undefined } as never
    const ways = {
      stream: (path: string, accept: string) => relayStream({ id: 1, path, accept, requestId: 'r', session, writer, signal }, { users, logger: silent }),
      page: (path: string, accept: string) => kubeGet(users, session, path, { accept }),
      terminal: async (path: string) => {
        const checked = readPodPath(Buffer.from(path, 'latin1').toString('base64url'))
        await users.upgrade(session, { path: checked, headers: ['sec-websocket-version', '13'], signal })
      },
    }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('stream', 'page', 'terminal'), kubePath, headerValue, async (way, path, accept) => {
        // What is refused is an AppError or undici's refusal of a header; what matters here is what left.
        await ways[way as keyof typeof ways](path, accept).catch(error => toAppError(error))
        figures.cases += 1
        expect([wrong, evilConnections]).toEqual([[], 0])
      }),
      { numRuns: propertyRuns(100) },
    )
    figures.forwarded += arrived
    tellFigures('gateway, streams, terminals and pages', figures)
    expect(figures.forwarded, 'some of it goes on, or nothing was shown').toBeGreaterThan(figures.cases / 20)
  })
})
