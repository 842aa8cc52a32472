import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from 'graphql-ws/client'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { AppError } from '#errors/app-error.ts'
import type { Session } from '../../services.ts'
import { sessionOf, silent } from '../../testing/session-kit.ts'
import { createSmallGraphQL, type SmallOptions } from '../testing/small-graphql.ts'
import { batchOf, snapshotOf, thing } from '../testing/small-store.ts'
import { createGraphQLUpgrade } from './graphql-upgrade.ts'

let closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing) close()
  closing = []
})

/** Upgrades as server/upgrade.ts hands them over, once their session and the proof of their page were checked. */
async function serve(options: SmallOptions = {}, session: Session = sessionOf()) {
  const kit = await createSmallGraphQL(options)
  const upgrade = createGraphQLUpgrade({ ...kit, logger: silent })
  const stopping = new AbortController()
  const refused: unknown[] = []
  const server = createServer().listen(0, '127.0.0.1')
  server.on('upgrade', (request, socket, head) => {
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map(name => name.trim())
    upgrade.accept({ request, socket, head, requestId: 'r', session, protocols, stopping: stopping.signal }).catch(error => {
      refused.push(error)
      socket.destroy()
    })
  })
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/graphql`

  /** A socket whose frames the test writes itself. */
  async function open({ begin = true, protocol = 'graphql-transport-ws' } = {}) {
    const socket = new WebSocket(url, protocol)
    closing.push(() => socket.terminate())
    // biome-ignore lint/suspicious/noExplicitAny: frames as they came.
    const frames: any[] = []
    socket.on('message', data => frames.push(JSON.parse(String(data))))
    socket.on('error', () => undefined)
    const closed = new Promise<number>(resolve => socket.once('close', resolve))
    const send = (frame: unknown): void => socket.send(JSON.stringify(frame))
    await Promise.race([new Promise(resolve => socket.once('open', resolve)), closed])
    if (begin) {
      send({ type: 'connection_init' })
      await vi.waitFor(() => expect(frames).toEqual([{ type: 'connection_ack' }]))
      frames.length = 0
    }
    return { socket, frames, closed, send, subscribe: (id: string, query: string, more = {}) => send({ type: 'subscribe', id, payload: { query, ...more } }) }
  }
  return { ...kit, open, url, stopping, refused }
}
const watch = 'subscription { watch { token changes { type key } } }'

describe('a socket', () => {
  test('answers queries and mutations, and ends each', async () => {
    const { frames, subscribe } = await (await serve()).open()
    subscribe('1', '{ who }')
    await vi.waitFor(() => expect(frames).toHaveLength(2))
    subscribe('1', 'mutation { change(value: 1) }')
    await vi.waitFor(() => expect(frames).toHaveLength(4))
    expect(frames).toEqual([
      { id: '1', type: 'next', payload: { data: { who: 'editor' } } },
      { id: '1', type: 'complete' },
      { id: '1', type: 'next', payload: { data: { change: '1' } } },
      { id: '1', type: 'complete' },
    ])
  })

  test('is what the client of graphql-ws speaks, with a persisted operation, too', async () => {
    const operation = { id: 'Who@1', name: 'Who', text: '{ who }' }
    const { url } = await serve({ operations: [operation] })
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 })
    const answers: unknown[] = []
    for await (const answer of client.iterate({ query: '', extensions: { id: 'Who@1' } })) answers.push(answer)
    expect(answers).toEqual([{ data: { who: 'editor' } }])
    await client.dispose()
  })

  test('carries several subscriptions, and ends one of them for its client alone', async () => {
    const { open, small } = await serve()
    const { frames, subscribe, send } = await open()
    subscribe('a', watch)
    subscribe('b', '{ who }')
    const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
    stream.send(snapshotOf([thing('x', 1)]))
    await vi.waitFor(() =>
      expect(frames).toContainEqual({ id: 'a', type: 'next', payload: { data: { watch: { token: 't0', changes: [{ type: 'ADDED', key: '/x' }] } } } }),
    )
    send({ type: 'complete', id: 'a' })
    await vi.waitFor(() => expect(stream.signal.aborted).toBe(true))
    subscribe('a', '{ who }')
    await vi.waitFor(() => expect(frames.filter(({ id, type }) => id === 'a' && type === 'complete')).toHaveLength(1))
  })

  test('tells why a stream has ended', async () => {
    const { open, small } = await serve()
    const { frames, subscribe } = await open()
    subscribe('a', watch)
    ;(await vi.waitFor(() => small.followed[0] ?? expect.fail())).fail(new AppError('FORBIDDEN', 'things is forbidden'))
    await vi.waitFor(() => expect(frames).toHaveLength(2))
    expect(frames).toMatchObject([
      { type: 'next', payload: { errors: [{ message: 'things is forbidden', extensions: { code: 'FORBIDDEN', requestId: 'r.1' } }] } },
      { type: 'complete' },
    ])
  })

  test.each([
    ['an unknown field', { query: '{ whom }' }, 'QUERY_INVALID'],
    ['nothing', { query: '' }, 'BAD_REQUEST'],
    ['an unknown id', { query: '', extensions: { id: 'x' } }, 'OPERATION_UNKNOWN'],
    ['too much', { query: `{ ${'who '.repeat(3_000)}}` }, 'QUERY_TOO_LARGE'],
  ])('refuses %s as an error, and lives on', async (_, payload, code) => {
    const { frames, send, subscribe } = await (await serve()).open()
    send({ type: 'subscribe', id: '1', payload })
    await vi.waitFor(() => expect(frames[0]).toMatchObject({ id: '1', type: 'error', payload: [{ extensions: { code, requestId: 'r.1' } }] }))
    subscribe('1', '{ who }')
    await vi.waitFor(() => expect(frames).toHaveLength(3))
  })

  test('has pings answered, with the tag of the kinds that there are by then', async () => {
    const { frames, send } = await (await serve()).open()
    send({ type: 'ping' })
    await vi.waitFor(() => expect(frames).toEqual([{ type: 'pong', payload: { kindsTag: 'kinds-0' } }]))
  })

  test('has so many operations open at once and not one more', async () => {
    const { open } = await serve({ limits: { operationsPerSocket: 2 } })
    const { frames, subscribe } = await open()
    for (const id of ['1', '2', '3']) subscribe(id, '{ never }')
    await vi.waitFor(() =>
      expect(frames).toMatchObject([
        { id: '3', type: 'error', payload: [{ extensions: { code: 'TOO_MANY_REQUESTS', details: { limit: 'operationsPerSocket' } } }] },
      ]),
    )
  })
})

describe('a socket is closed', () => {
  test.each<[string, string | Buffer, number]>([
    ['text that is no JSON', '{', 4400],
    ['an unknown frame', '{"type":"watch"}', 4400],
    ['an operation without a document', '{"type":"subscribe","id":"1","payload":{}}', 4400],
    ['an id that is too long', JSON.stringify({ type: 'subscribe', id: 'x'.repeat(201), payload: { query: '{ who }' } }), 4400],
    ['what nests too deep', `{"type":"ping","payload":{"a":${'['.repeat(200)}${']'.repeat(200)}}}`, 4400],
    ['bytes', Buffer.from('{"type":"ping"}'), 4400],
    ['a second beginning', '{"type":"connection_init"}', 4429],
  ])('for %s', async (_, frame, code) => {
    const { socket, closed } = await (await serve()).open()
    socket.send(frame)
    expect(await closed).toBe(code)
  })

  test('for an id that is open already', async () => {
    const { subscribe, closed } = await (await serve()).open()
    subscribe('1', '{ never }')
    subscribe('1', '{ never }')
    expect(await closed).toBe(4409)
  })

  test('for an operation before the beginning', async () => {
    const { subscribe, closed } = await (await serve()).open({ begin: false })
    subscribe('1', '{ who }')
    expect(await closed).toBe(4401)
  })

  test('for a frame that is too large', async () => {
    const { open } = await serve({ limits: { bodyBytes: 1_000 } })
    const { socket, closed } = await open()
    socket.send(`{"type":"ping","payload":{"a":"${'x'.repeat(1_000)}"}}`)
    expect(await closed).toBe(1009)
  })

  test('when the session ends, and its subscriptions with it', async () => {
    const { open, small } = await serve({}, sessionOf({ expiresAtMs: Date.now() + 300 }))
    const { subscribe, closed } = await open()
    subscribe('1', watch)
    const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
    expect(await closed).toBe(4401)
    await vi.waitFor(() => expect(stream.signal.aborted).toBe(true))
  })

  test('when the session is signed out', async () => {
    const { open, revocations } = await serve()
    const { closed } = await open()
    await revocations.revokeSession('s')
    expect(await closed).toBe(4403)
  })

  test('when the server stops', async () => {
    const { open, stopping } = await serve()
    const { closed } = await open()
    stopping.abort()
    expect(await closed).toBe(1012)
  })
})

test('another protocol is refused before the socket stands', async () => {
  const { open, refused } = await serve()
  await open({ begin: false, protocol: 'latchkey.stream.v1' })
  expect(refused).toMatchObject([{ code: 'BAD_REQUEST' }])
})

test('nothing is left open behind a client that goes without a word', async () => {
  const { open, small, graphql } = await serve()
  const { socket, subscribe } = await open()
  subscribe('1', watch)
  const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
  socket.terminate()
  await vi.waitFor(() => expect(stream.signal.aborted).toBe(true))
  await vi.waitFor(() => expect(graphql.figures()).toMatchObject({ streams: 0, subscriptions: 0 }))
})

test('a client that does not read has nothing piled up for it', async () => {
  const { open, small } = await serve()
  const { socket, subscribe } = await open()
  subscribe('1', 'subscription { watch { changes { object { spec } } } }')
  const stream = await vi.waitFor(() => small.followed[0] ?? expect.fail())
  socket.pause()
  stream.send(snapshotOf([]))
  const filler = 'x'.repeat(1024 * 1024)
  for (let at = 0; at < 60; at += 1) stream.send(batchOf([{ type: 'ADDED', object: thing(`a${at}`, filler + at) }], { token: `t${at}` }))
  // As much as lies ready for the socket, and then no more.
  const stopped = async (): Promise<void> => {
    const { taken } = stream
    await delay(200)
    expect([taken > 0, stream.taken]).toEqual([true, taken])
  }
  await vi.waitFor(stopped, { timeout: 4_000 })
  expect(stream.taken).toBeLessThan(40)
})
