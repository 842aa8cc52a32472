import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createUserClient } from '../kube/user-client.ts'
import type { RequestContext, Session } from '../services.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { silent, someone } from '../testing/session-kit.ts'
import { createProxyRoute } from './proxy-route.ts'

let kube: LoopbackKube
let sessionEnd: AbortController
let upstreamEnded: Promise<unknown>

beforeEach(async () => {
  kube = await startLoopbackKube()
  sessionEnd = new AbortController()
  upstreamEnded = new Promise(resolve => {
    kube.server.on('request', (_, response) => {
      response.once('close', resolve)
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"type":"ADDED"}\n')
    })
  })
})
afterEach(() => kube.close())

/** The route on a server of its own; `onAnswering` has each answer before the route does. */
async function serveRoute(renewing: boolean, onAnswering: (response: ServerResponse) => void = () => undefined) {
  const session: Session = {
    id: 's',
    identity: someone,
    method: 'token',
    issuedAtMs: 0,
    expiresAtMs: 0,
    renewing,
    tokenHash: 'h',
    capabilities: {},
    kindsTag: '',
    viewer: null,
    endedView: null,
  }
  const users = createUserClient(kube.connection, async () => 'classic', '0.0.0')
  const route = createProxyRoute({
    logger: silent,
    users,
    basePath: '',
    followSession: () => ({ signal: sessionEnd.signal, release() {} }),
    noteRightsChange() {},
  })
  const context = { requestId: 'r', prefix: '', nonce: '', sessionResult: { session, error: null } } as unknown as RequestContext
  const server = createServer((request, response) => {
    onAnswering(response)
    void route(request, response, context)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ask: (path: string) => get({ port, host: '127.0.0.1', path: `/api/k8s${path}`, headers: { 'x-latchkey-session': 't' }, agent: false }),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A watch through the route, as a client sees it, once it has its first event. */
async function openWatch(renewing: boolean) {
  const { ask, close } = await serveRoute(renewing)
  const request = ask('/api/v1/pods?watch=1')
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const outcome = new Promise<'ended' | 'broken off'>(resolve => {
    answer.once('end', () => resolve('ended')).once('error', () => resolve('broken off'))
  })
  answer.resume()
  return { outcome: () => outcome, close }
}

describe('a watch by a request of its own', () => {
  test('just ends with a token whose session is renewed: its client goes on with the next', async () => {
    const watch = await openWatch(true)
    sessionEnd.abort(new AppError('SESSION_EXPIRED'))
    expect(await watch.outcome()).toBe('ended')
    await upstreamEnded
    watch.close()
  })

  test('breaks off with a session that is over', async () => {
    const watch = await openWatch(false)
    sessionEnd.abort(new AppError('SESSION_EXPIRED'))
    expect(await watch.outcome()).toBe('broken off')
    await upstreamEnded
    watch.close()
  })

  test.each([true, false])('breaks off when its session is signed out (renewing: %s)', async renewing => {
    const watch = await openWatch(renewing)
    sessionEnd.abort(new AppError('SESSION_REVOKED'))
    expect(await watch.outcome()).toBe('broken off')
    await upstreamEnded
    watch.close()
  })

  test('does not look ended when it was the kube-apiserver that broke it off', async () => {
    const watch = await openWatch(true)
    kube.server.closeAllConnections()
    expect(await watch.outcome()).toBe('broken off')
    watch.close()
  })
})

test('what a slow client has not taken of a whole answer is withdrawn when the session is signed out', async () => {
  kube.server.removeAllListeners('request').on('request', (_, response) => void response.end('{"items":[]}'))
  const { promise: answering, resolve } = Promise.withResolvers<ServerResponse>()
  const { ask, close } = await serveRoute(false, response => {
    // A socket that takes nothing more.
    Object.assign(response.socket as object, { _write() {}, _writev: null })
    resolve(response)
  })
  const request = ask('/api/v1/pods')
  const failed = once(request, 'error')
  const response = await answering
  await vi.waitFor(() => expect(response.writableEnded).toBe(true))
  await new Promise(resume => setTimeout(resume, 50))
  expect(response.writableFinished).toBe(false)
  sessionEnd.abort(new AppError('SESSION_REVOKED'))
  await vi.waitFor(() => expect(response.destroyed).toBe(true))
  await failed
  close()
})
