// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { once } from 'node:events'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest'
import { type WebSocket as Peer, WebSocketServer } from 'ws'
import { type ClientFrame, clientFrameSchema } from '#contract/stream.ts'
import { connectStreams, type StreamTimes } from './stream-connection.ts'

// A server that says what a test tells it to, over real sockets.
let server: WebSocketServer
let peer: Peer
let frames: ClientFrame[]
let answersPings: boolean
let ended: Mock<() => void>

beforeEach(async () => {
  frames = []
  answersPings = true
  ended = vi.fn()
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', socket => {
    peer = socket
    socket.on('message', data => {
      const frame = clientFrameSchema.parse(JSON.parse(String(data)))
      if ('ping' in frame && answersPings) say({ pong: true })
      else frames.push(frame)
    })
  })
  await once(server, 'listening')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  for (const socket of server.clients) socket.terminate()
  server.close()
})

const say = (frame: unknown) => peer.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
const never = new AbortController().signal
function connect(times: Partial<StreamTimes> = {}) {
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return connectStreams(url, [], ended, { patienceMs: 5_000, heartbeatMs: 5_000, idleMs: 5_000, ...times })
}
/** Waits for the frame and answers the id it opens. */
async function opened(path: string): Promise<number> {
  return vi.waitFor(() => {
    const frame = frames.find(sent => 'open' in sent && sent.path === path)
    expect(frame).toBeDefined()
    return (frame as { open: number }).open
  }, 20_000)
}

describe('a connection', () => {
  it('carries several answers at once, each to its reader', async () => {
    const connection = await connect()
    const [a, b] = [connection.open('/a', 'x/a', never), connection.open('/b', 'x/b', never)]
    const ids = [await opened('/a'), await opened('/b')]
    expect(frames).toContainEqual({ open: ids[0], path: '/a', accept: 'x/a' })
    say({ id: ids[1], status: 200 })
    say({ id: ids[0], status: 200 })
    say({ id: ids[1], text: 'of b' })
    say({ id: ids[0], text: 'of a' })
    say({ id: ids[1], end: true })
    const [readerA, readerB] = [await a, await b]
    expect([await readerA.read(), await readerB.read(), await readerB.read()]).toEqual([
      { done: false, value: 'of a' },
      { done: false, value: 'of b' },
      { done: true, value: undefined },
    ])
  })

  it('throws a refusal as a request would, and goes on', async () => {
    const connection = await connect()
    const refused = connection.open('/a', 'x', never)
    const other = connection.open('/b', 'x', never)
    const details = { reason: 'Forbidden', kubernetesStatus: 403 }
    say({ id: await opened('/a'), error: { code: 'FORBIDDEN', message: 'pods is forbidden', requestId: 'r.1', details } })
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', message: 'pods is forbidden', details: { ...details, requestId: 'r.1' } })
    say({ id: await opened('/b'), status: 200 })
    await other
  })

  it('throws where an answer breaks off', async () => {
    const connection = await connect()
    const reading = connection.open('/a', 'x', never)
    const id = await opened('/a')
    say({ id, status: 200 })
    say({ id, error: { code: 'CLUSTER_UNREACHABLE', message: 'gone', requestId: 'r' } })
    await expect((await reading).read()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  })

  it.each(['abort', 'cancel'] as const)('tells the server of an %s, and does not mind what was on its way', async how => {
    const connection = await connect()
    const leaving = new AbortController()
    const reading = connection.open('/a', 'x', leaving.signal)
    const id = await opened('/a')
    say({ id, status: 200 })
    const reader = await reading
    if (how === 'abort') {
      leaving.abort()
      await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' })
    } else await reader.cancel()
    await vi.waitFor(() => expect(frames).toContainEqual({ close: id }), 20_000)
    say({ id, text: 'late' })
    say({ id, end: true })
    const next = connection.open('/b', 'x', never)
    say({ id: await opened('/b'), status: 200 })
    await next
  })

  it('opens nothing for one who has left already', async () => {
    const connection = await connect()
    await expect(connection.open('/a', 'x', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    expect(frames).toEqual([])
  })

  it('that is lost fails what it carries, once, and opens no more', async () => {
    const connection = await connect()
    const [a, b] = [connection.open('/a', 'x', never), connection.open('/b', 'x', never)]
    say({ id: await opened('/a'), status: 200 })
    const reader = await a
    peer.terminate()
    await expect(b).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await expect(reader.read()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await expect(connection.open('/c', 'x', never)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(ended).toHaveBeenCalledTimes(1)
  })

  describe('whose token has ended', () => {
    /** Streams that stand and that do not yet, on a connection whose token is over; asked for the session, the server answers `status` and `body`. */
    async function outlive(status: number, body: unknown) {
      const asked: string[] = []
      vi.stubGlobal('document', { querySelector: () => null })
      vi.stubGlobal('fetch', async (path: string) => {
        asked.push(path)
        return Response.json(body, { status })
      })
      const connection = await connect()
      const standing = connection.open('/a', 'x', never)
      say({ id: await opened('/a'), status: 200 })
      const reader = await standing
      const waiting = connection.open('/b', 'x', never)
      await opened('/b')
      peer.close(4401, 'The session has ended.')
      const outcomes = await Promise.allSettled([reader.read(), waiting])
      await expect(connection.open('/c', 'x', never)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
      return { asked, outcomes }
    }

    it('lets its streams just end where the session goes on, so that they go on with the next token', async () => {
      const { asked, outcomes } = await outlive(200, {})
      expect(asked).toEqual(['/api/v1/session'])
      expect(outcomes).toEqual([
        { status: 'fulfilled', value: { done: true, value: undefined } },
        { status: 'rejected', reason: expect.objectContaining({ code: 'CLUSTER_UNREACHABLE' }) },
      ])
      expect(ended).toHaveBeenCalledTimes(1)
    })

    it('tells the end of the session where it is one', async () => {
      const { outcomes } = await outlive(401, { error: { code: 'SESSION_EXPIRED', message: 'over', requestId: 'r' } })
      const over = { status: 'rejected', reason: expect.objectContaining({ code: 'SESSION_EXPIRED', message: 'over' }) }
      expect(outcomes).toEqual([over, over])
    })
  })

  it('tells that the session was signed out', async () => {
    const connection = await connect()
    const reading = connection.open('/a', 'x', never)
    await opened('/a')
    peer.close(4403, 'This session was signed out.')
    await expect(reading).rejects.toMatchObject({ code: 'SESSION_REVOKED' })
  })

  it('ends over what it does not understand', async () => {
    const connection = await connect()
    const reading = connection.open('/a', 'x', never)
    await opened('/a')
    say('<html>')
    await expect(reading).rejects.toMatchObject({ code: 'INTERNAL' })
    await vi.waitFor(() => expect(server.clients.size).toBe(0), 20_000)
  })

  it('that died without a word is noticed after two heartbeats', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const connection = await connect()
    answersPings = false
    const reading = connection.open('/a', 'x', never)
    vi.advanceTimersByTime(5_000)
    expect(ended).not.toHaveBeenCalled()
    vi.advanceTimersByTime(5_000)
    await expect(reading).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(ended).toHaveBeenCalledTimes(1)
  })

  it('on which nothing happens stays while the server answers pings', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const heard = vi.fn()
    vi.stubGlobal(
      'WebSocket',
      class extends WebSocket {
        constructor(...all: ConstructorParameters<typeof WebSocket>) {
          super(...all)
          this.addEventListener('message', heard)
        }
      },
    )
    const connection = await connect()
    const reading = connection.open('/a', 'x', never)
    for (let beat = 1; beat <= 5; beat += 1) {
      vi.advanceTimersByTime(5_000)
      await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1 + beat), 20_000)
    }
    say({ id: await opened('/a'), status: 200 })
    await reading
    expect(ended).not.toHaveBeenCalled()
  })

  it('that nobody uses any more closes', async () => {
    const connection = await connect({ idleMs: 50 })
    const reading = connection.open('/a', 'x', never)
    const id = await opened('/a')
    const closed = once(peer, 'close')
    say({ id, status: 200 })
    say({ id, end: true })
    await reading
    await closed
    expect(ended).toHaveBeenCalledTimes(1)
  })
})

describe('connecting fails', () => {
  it('where nothing answers', async () => {
    const { port } = server.address() as AddressInfo
    await new Promise(resolve => server.close(resolve))
    await expect(connectStreams(new URL(`ws://127.0.0.1:${port}`), [], ended)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(ended).not.toHaveBeenCalled()
  })

  it('where something takes the connection and says nothing', async () => {
    answersPings = false
    await expect(connect({ patienceMs: 50 })).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(ended).not.toHaveBeenCalled()
  })
})
