import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { maxClientFrameBytes, maxOpenStreams, type ServerFrame } from '#contract/stream.ts'
import { createUserClient, type UserClient } from '../kube/user-client.ts'
import { createFollowSession } from '../session/session-signal.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { anyView, createMemoryRevocations, sessionOf, silent } from '../testing/session-kit.ts'
import { serveStreams } from './serve-streams.ts'

const session = sessionOf()
const revocations = await createMemoryRevocations(Date.now)
let kube: LoopbackKube
let asked: { request: IncomingMessage; response: ServerResponse }[]
let answer: (request: IncomingMessage, response: ServerResponse) => void
let users: UserClient
let sockets: WebSocketServer
let served: WebSocket | undefined
let stopping: AbortController

beforeEach(async () => {
  asked = []
  answer = (_, response) => response.writeHead(200).flushHeaders()
  kube = await startLoopbackKube()
  kube.server.on('request', (request, response) => {
    asked.push({ request, response })
    answer(request, response)
  })
  users = createUserClient(kube.connection, async () => 'classic', '1.2.3')
  sockets = new WebSocketServer({ maxPayload: maxClientFrameBytes, port: 0, host: '127.0.0.1' })
  await once(sockets, 'listening')
  stopping = new AbortController()
})
afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
  await kube.close()
})

/** A tab: its frames as they came, and how its socket ended. */
async function openTab({ as = session, now = Date.now } = {}) {
  sockets.once('connection', socket => {
    served = socket
    serveStreams(
      socket,
      { session: as, requestId: 'r', stopping: stopping.signal },
      { users, logger: silent, followSession: createFollowSession(revocations, now, anyView) },
    )
  })
  const socket = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`)
  const frames: ServerFrame[] = []
  socket.on('message', data => frames.push(JSON.parse(String(data)) as ServerFrame))
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }))
  await once(socket, 'open')
  return {
    socket,
    frames,
    closed,
    send: (frame: unknown) => socket.send(JSON.stringify(frame)),
    open: (id: number, path = '/api/v1/pods?watch=1') => socket.send(JSON.stringify({ open: id, path, accept: 'application/json' })),
    /** Waits until such frames came. */
    async until(...expected: unknown[]) {
      await vi.waitFor(() => expect(frames).toEqual(expect.arrayContaining(expected.map(frame => expect.objectContaining(frame as object)))), 20_000)
    },
  }
}

describe('a tab', () => {
  test('gets the answers of several watches on one socket, as the identity of its session', async () => {
    const tab = await openTab()
    tab.open(1, '/api/v1/namespaces/a/pods?watch=1&resourceVersion=5')
    tab.open(2, '/apis/apps/v1/deployments?watch=true')
    await tab.until({ id: 1, status: 200 }, { id: 2, status: 200 })
    const [first, second] = asked.sort((a, b) => ((a.request.url ?? '') < (b.request.url ?? '') ? -1 : 1))
    expect(first?.request.url).toBe('/api/v1/namespaces/a/pods?watch=1&resourceVersion=5')
    expect(first?.request.headers).toMatchObject({ accept: 'application/json', authorization: 'Bearer own-token', 'impersonate-user': 'editor' })
    second?.response.write('{"two":2}\n')
    await tab.until({ id: 2, text: '{"two":2}\n' })
    first?.response.end('{"one":1}\n')
    await tab.until({ id: 1, text: '{"one":1}\n' }, { id: 1, end: true })
    expect(tab.frames.filter(frame => 'id' in frame && frame.id === 2)).toEqual([
      { id: 2, status: 200 },
      { id: 2, text: '{"two":2}\n' },
    ])
  })

  test('gets text that is cut nowhere inside a character', async () => {
    const tab = await openTab()
    tab.open(1)
    await tab.until({ id: 1, status: 200 })
    const bytes = Buffer.from('é🙂')
    asked[0]?.response.write(bytes.subarray(0, 4))
    await tab.until({ id: 1, text: 'é' })
    asked[0]?.response.end(bytes.subarray(4))
    await tab.until({ id: 1, text: '🙂' }, { id: 1, end: true })
  })

  test('that closes one watch ends it at the kube-apiserver, and keeps the other and may use the id again', async () => {
    const tab = await openTab()
    tab.open(1)
    tab.open(2)
    await tab.until({ id: 1, status: 200 }, { id: 2, status: 200 })
    const ended = Promise.race(asked.map(({ response }, index) => once(response, 'close').then(() => index)))
    tab.send({ close: 1 })
    const index = await ended
    asked[1 - index]?.response.write('still')
    await tab.until({ id: 2, text: 'still' })
    tab.open(1)
    await vi.waitFor(() => expect(tab.frames.filter(frame => 'status' in frame && frame.id === 1)).toHaveLength(2), 20_000)
  })

  test('is told a refusal of the kube-apiserver by its Status, of that watch alone', async () => {
    answer = (request, response) => {
      if (request.url?.startsWith('/api/v1/secrets')) {
        response.writeHead(403, { 'content-type': 'application/json' })
        response.end('{"kind":"Status","reason":"Forbidden","message":"secrets is forbidden","details":{"kind":"secrets"}}')
      } else response.writeHead(200).flushHeaders()
    }
    const tab = await openTab()
    tab.open(1, '/api/v1/secrets?watch=1')
    tab.open(2)
    await tab.until({ id: 2, status: 200 })
    const details = { reason: 'Forbidden', kubernetesStatus: 403, details: { kind: 'secrets' } }
    await tab.until({ id: 1, error: { code: 'FORBIDDEN', message: 'secrets is forbidden', requestId: 'r.1', details } })
    expect(tab.frames.filter(frame => 'id' in frame && frame.id === 1)).toHaveLength(1)
  })

  test('is told when a watch breaks off', async () => {
    const tab = await openTab()
    tab.open(1)
    await tab.until({ id: 1, status: 200 })
    asked[0]?.response.destroy()
    await tab.until({ id: 1, error: expect.objectContaining({ code: 'CLUSTER_UNREACHABLE' }) })
  })

  test.each([
    ['a list', '/api/v1/pods', 'BAD_REQUEST'],
    ['a watch switched off', '/api/v1/pods?watch=0', 'BAD_REQUEST'],
    ['a path that climbs', '/api/../metrics?watch=1', 'BAD_REQUEST'],
    ['what is no part of the API', '/metrics?watch=1', 'NOT_FOUND'],
    ['an address', 'https://evil.test/api?watch=1', 'BAD_REQUEST'],
  ])('may not ask for %s', async (_, path, code) => {
    const tab = await openTab()
    tab.open(1, path)
    await tab.until({ id: 1, error: expect.objectContaining({ code }) })
    expect(asked).toHaveLength(0)
    expect(tab.socket.readyState).toBe(WebSocket.OPEN)
  })

  test('has an answer to its ping', async () => {
    const tab = await openTab()
    tab.send({ ping: true })
    await tab.until({ pong: true })
  })

  test('has 64 watches and not one more, until one of them ends', async () => {
    const tab = await openTab()
    for (let id = 1; id <= maxOpenStreams + 1; id += 1) tab.open(id)
    await tab.until({ id: maxOpenStreams + 1, error: expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }) })
    await vi.waitFor(() => expect(asked).toHaveLength(maxOpenStreams), 20_000)
    asked[0]?.response.end()
    await vi.waitFor(() => expect(tab.frames.some(frame => 'end' in frame)).toBe(true), 20_000)
    tab.open(maxOpenStreams + 1)
    await tab.until({ id: maxOpenStreams + 1, status: 200 })
  })

  test('has no more open together with the other tabs than one identity may', async () => {
    const tabs = [await openTab(), await openTab()]
    for (const tab of tabs) for (let id = 1; id <= maxOpenStreams; id += 1) tab.open(id)
    const count = (key: string) => tabs.flatMap(tab => tab.frames).filter(frame => key in frame).length
    await vi.waitFor(() => expect(count('status') + count('error')).toBe(2 * maxOpenStreams), 20_000)
    expect(count('status')).toBe(100)
    expect(tabs.flatMap(tab => tab.frames).find(frame => 'error' in frame)).toMatchObject({ error: { code: 'TOO_MANY_REQUESTS' } })
  })
})

describe('a socket is closed', () => {
  test.each([
    ['text that is no JSON', 'open', 1008],
    ['an unknown frame', '{"watch":1}', 1008],
    ['a frame that says too much', '{"close":1,"open":2,"path":"/api","accept":"*/*"}', 1008],
    ['an id that is no number', '{"open":"1","path":"/api?watch=1","accept":"*/*"}', 1008],
    ['a header in disguise', JSON.stringify({ open: 1, path: '/api/v1/pods?watch=1', accept: 'a\r\nImpersonate-User: b' }), 1008],
    ['bytes', Buffer.from('{"ping":true}'), 1003],
    ['a frame of more than 16 KiB', JSON.stringify({ open: 1, path: `/api/v1/pods?watch=1&x=${'x'.repeat(16_384)}`, accept: '*/*' }), 1009],
  ])('for %s', async (_, frame, code) => {
    const tab = await openTab()
    tab.socket.send(frame)
    expect((await tab.closed).code).toBe(code)
    expect(asked).toHaveLength(0)
  })

  test('for an id that is open already', async () => {
    const tab = await openTab()
    tab.open(7)
    tab.open(7)
    expect(await tab.closed).toEqual({ code: 1008, reason: 'The id 7 is open already.' })
  })

  test('when the session ends, and its watches with it', async () => {
    const tab = await openTab({ as: { ...session, expiresAtMs: 1_000_200 }, now: () => 1_000_000 })
    tab.open(1)
    await tab.until({ id: 1, status: 200 })
    const ended = once(asked[0]?.response as ServerResponse, 'close')
    expect((await tab.closed).code).toBe(4401)
    await ended
  })

  test('when the session is signed out, and its watches with it, and no other session’s', async () => {
    const [tab, other] = [await openTab({ as: { ...session, id: 'signed-out' } }), await openTab()]
    tab.open(1)
    await tab.until({ id: 1, status: 200 })
    const ended = once(asked[0]?.response as ServerResponse, 'close')
    await revocations.revokeSession('signed-out')
    expect(await tab.closed).toEqual({ code: 4403, reason: 'This session was signed out.' })
    await ended
    other.open(1)
    await other.until({ id: 1, status: 200 })
  })

  test('at once when the session was signed out before its socket stood', async () => {
    await revocations.revokeSession('gone')
    expect((await (await openTab({ as: { ...session, id: 'gone' } })).closed).code).toBe(4403)
  })

  test('when the server stops', async () => {
    const tab = await openTab()
    stopping.abort()
    expect((await tab.closed).code).toBe(1012)
  })
})

test('nothing is left open behind a tab that goes without a word', async () => {
  const tab = await openTab()
  tab.open(1)
  tab.open(2)
  await tab.until({ id: 1, status: 200 }, { id: 2, status: 200 })
  const ended = asked.map(({ response }) => once(response, 'close'))
  tab.socket.terminate()
  await Promise.all(ended)
})

test('a tab that reads slowly holds its watches back, and misses nothing', async () => {
  const piece = Buffer.alloc(64 * 1024, 'x')
  const pieces = 512
  answer = async (_, response) => {
    for (let index = 0; index < pieces; index += 1) if (!response.write(piece)) await once(response, 'drain')
    response.end()
  }
  const tab = await openTab()
  let most = 0
  const send = served?.send.bind(served) as WebSocket['send']
  vi.spyOn(served as WebSocket, 'send').mockImplementation((...all: unknown[]) => {
    ;(send as (...all: unknown[]) => void)(...all)
    most = Math.max(most, served?.bufferedAmount ?? 0)
  })
  tab.socket.pause()
  tab.open(1)
  tab.open(2)
  // The system's own buffers are full by now, and then ours.
  await vi.waitFor(() => expect(most).toBeGreaterThan(1024 * 1024), 20_000)
  tab.socket.resume()
  await vi.waitFor(() => expect(tab.frames.filter(frame => 'end' in frame)).toHaveLength(2), 20_000)
  const length = tab.frames.reduce((sum, frame) => sum + ('text' in frame ? frame.text.length : 0), 0)
  expect(length).toBe(2 * pieces * piece.length)
  expect(most).toBeLessThan(2 * 1024 * 1024)
}, 60_000)
