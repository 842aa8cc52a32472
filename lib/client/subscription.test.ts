// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { once } from 'node:events'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type WebSocket as Socket, WebSocketServer } from 'ws'
import type { GraphQLResponse } from '#contract/graphql.ts'

// Our server as a tab sees it: graphql-transport-ws by hand at one path, the same by event streams, and the session at another.
type Message = { id: string; type: string; payload?: unknown }
type Peer = { socket: Socket; id: string }
let server: Server
let sockets: WebSocketServer
let carriesSockets: boolean
let sessionStatus: number
let onSession: () => void
let offered: string[]
let received: Message[]
let onSubscribe: (peer: Peer) => void
let onStream: (response: ServerResponse) => void
let onQuery: (body: unknown) => object
let requests: unknown[]

beforeEach(async () => {
  vi.resetModules()
  carriesSockets = true
  sessionStatus = 200
  onSession = () => undefined
  offered = []
  received = []
  server = createServer((request: IncomingMessage, response) => {
    if (request.url === '/ops/api/graphql' && request.headers.accept !== 'text/event-stream') {
      let body = ''
      request.on('data', chunk => {
        body += chunk
      })
      request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(onQuery(JSON.parse(body)))))
      return
    }
    if (request.url === '/ops/api/graphql') return onStream(response.writeHead(200, { 'content-type': 'text/event-stream' }))
    onSession()
    response.writeHead(sessionStatus, { 'content-type': 'application/json' })
    response.end(sessionStatus === 200 ? '{}' : JSON.stringify({ error: { code: 'SESSION_EXPIRED', message: 'Over.', requestId: 'r' } }))
  })
  sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'graphql-transport-ws' })
  sockets.on('connection', socket =>
    socket.on('message', data => {
      const message = JSON.parse(String(data)) as Message
      received.push(message)
      if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (message.type === 'subscribe') onSubscribe({ socket, id: message.id })
    }),
  )
  server.on('upgrade', (request, socket, head) => {
    offered.push(`${request.url} ${request.headers['sec-websocket-protocol']}`)
    if (carriesSockets) sockets.handleUpgrade(request, socket, head, opened => sockets.emit('connection', opened))
    else socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubGlobal('document', { querySelector: () => ({ content: 'k.p.0' }), addEventListener() {}, removeEventListener() {} })
  const { port } = server.address() as AddressInfo
  vi.stubGlobal('location', { href: `http://127.0.0.1:${port}/ops/page` })
  vi.stubGlobal('__bp', () => `http://127.0.0.1:${port}/ops`)
})
afterEach(() => {
  vi.unstubAllGlobals()
  for (const socket of sockets.clients) socket.terminate()
  server.closeAllConnections()
  server.close()
})

const send = ({ socket, id }: Peer, type: string, payload?: unknown): void => socket.send(JSON.stringify({ id, type, payload }))
const never = new AbortController().signal

/** Reads to the end in a tab that was just opened. */
async function read(signal = never): Promise<GraphQLResponse[]> {
  const { readSubscription } = await import('./subscription.ts')
  const answers: GraphQLResponse[] = []
  await readSubscription({ id: 'Watch-1', variables: { a: 1 } }, answer => answers.push(answer), signal)
  return answers
}

it('brings each answer until the server completes, with the proof of the page', async () => {
  onSubscribe = peer => {
    send(peer, 'next', { data: { watch: 1 } })
    send(peer, 'next', { data: { watch: null }, errors: [{ message: 'part', extensions: { code: 'INVALID', requestId: 'r' } }] })
    send(peer, 'complete')
  }
  const answers = await read()
  expect(answers.map(({ data }) => data)).toEqual([{ watch: 1 }, { watch: null }])
  expect(offered).toEqual(['/ops/api/graphql graphql-transport-ws, latchkey.proof.k.p.0'])
  expect(received.find(({ type }) => type === 'subscribe')?.payload).toEqual({ query: '', variables: { a: 1 }, extensions: { id: 'Watch-1' } })
})

it('throws a refusal with its code, whichever message brings it', async () => {
  const error = { message: 'You may not.', extensions: { code: 'FORBIDDEN', requestId: 'r1' } }
  onSubscribe = peer => send(peer, 'error', [error])
  await expect(read()).rejects.toMatchObject({ code: 'FORBIDDEN', message: 'You may not.', details: { requestId: 'r1' } })
  onSubscribe = peer => send(peer, 'next', { errors: [error], data: null })
  await expect(read()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await vi.waitFor(() => expect(received.at(-1)?.type, 'it is not left open at the server').toBe('complete'))
})

it('goes on where the token’s time is over and the session is not', async () => {
  onSubscribe = ({ socket }) => socket.close(4401)
  expect(await read()).toEqual([])
  sessionStatus = 401
  await expect(read()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
})

it('tells a session that was signed out, and a socket that broke', async () => {
  onSubscribe = ({ socket }) => socket.close(4403)
  await expect(read()).rejects.toMatchObject({ code: 'SESSION_REVOKED' })
  onSubscribe = ({ socket }) => socket.terminate()
  await expect(read()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
})

it('ends alone where its reader cannot take an answer, and leaves the socket to the others', async () => {
  const [{ readSubscription }, { AppError }] = await Promise.all([import('./subscription.ts'), import('#errors/app-error.ts')])
  const peers: Peer[] = []
  onSubscribe = peer => {
    peers.push(peer)
    send(peer, 'next', { data: { watch: 1 } })
  }
  const [other, stop] = [vi.fn(), new AbortController()]
  const staying = readSubscription({ id: 'Watch-1' }, other, stop.signal).catch(() => 'left')
  await vi.waitFor(() => expect(other).toHaveBeenCalledTimes(1))
  const take = () => {
    throw new AppError('INVALID', 'A field failed.')
  }
  await expect(readSubscription({ id: 'Watch-2' }, take, never)).rejects.toMatchObject({ code: 'INVALID', message: 'A field failed.' })
  const [first] = peers
  if (first) send(first, 'next', { data: { watch: 2 } })
  await vi.waitFor(() => expect(other).toHaveBeenCalledTimes(2))
  expect(offered).toHaveLength(1)
  stop.abort()
  expect(await staying).toBe('left')
})

it('gives up where no word comes for long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  try {
    onSubscribe = () => undefined
    const reading = expect(read()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await vi.waitFor(() => expect(received.at(-1)?.type).toBe('subscribe'))
    await vi.advanceTimersByTimeAsync(46_000)
    await reading
  } finally {
    vi.useRealTimers()
  }
})

it('leaves by its signal, and the server hears of it', async () => {
  const leaving = new AbortController()
  onSubscribe = () => leaving.abort()
  await expect(read(leaving.signal)).rejects.toMatchObject({ name: 'AbortError' })
  await vi.waitFor(() => expect(received.at(-1)?.type).toBe('complete'))
})

it('reads an event stream where no socket passes', async () => {
  carriesSockets = false
  onStream = response =>
    response.end('event: next\r\ndata: {"data":{"watch":1}}\r\n\r\n:\n\nevent: next\ndata: {"data":\ndata: {"watch":2}}\n\nevent: complete\ndata:\n\n')
  const answers = await read()
  expect(answers).toEqual([{ data: { watch: 1 } }, { data: { watch: 2 } }])
  onStream = response => response.write('event: complete\n\n')
  expect(await read(), 'ends by the word, not by the connection').toEqual([])
})

it('tries no socket again for a while where none passes', async () => {
  carriesSockets = false
  onStream = response => response.end('event: complete\n\n')
  await read()
  carriesSockets = true
  onSubscribe = peer => send(peer, 'complete')
  await read()
  // Twice at first: after the answer that something is there.
  expect(offered).toHaveLength(2)
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 301_000)
  await read()
  expect(offered).toHaveLength(3)
})

it('goes on by a socket where only the way to it had been cut', async () => {
  carriesSockets = false
  onSession = () => {
    carriesSockets = true
  }
  onSubscribe = peer => send(peer, 'complete')
  onStream = () => expect.unreachable('sockets pass again')
  await read()
  expect(offered).toHaveLength(2)
})

it('tells why neither passes', async () => {
  carriesSockets = false
  sessionStatus = 401
  await expect(read()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
})

describe('a query beside a subscription', () => {
  const subscribing = (answer: (peer: Peer) => void) => {
    onSubscribe = peer => {
      const { payload } = received.findLast(({ id }) => id === peer.id) as { payload: { extensions: { id: string } } }
      if (payload.extensions.id === 'List-1') answer(peer)
      else send(peer, 'next', { data: { watch: 1 } })
    }
  }
  async function openTab() {
    const { readSubscription, queryWhereFollowed } = await import('./subscription.ts')
    const stop = new AbortController()
    const opened = Promise.withResolvers<void>()
    readSubscription({ id: 'Watch-1' }, () => opened.resolve(), stop.signal).catch(() => undefined)
    await opened.promise
    return { ask: () => queryWhereFollowed<{ list: number }>({ id: 'List-1' }, { a: 1 }), stop: () => stop.abort() }
  }
  const byRequest = { data: { list: 2 } }
  beforeEach(() => {
    requests = []
    onQuery = body => {
      requests.push(body)
      return byRequest
    }
  })

  it('goes over the socket, where the list is held', async () => {
    subscribing(peer => {
      send(peer, 'next', { data: { list: 1 } })
      send(peer, 'complete')
    })
    const tab = await openTab()
    expect([await tab.ask(), requests]).toEqual([{ list: 1 }, []])
    tab.stop()
  })

  it('throws what it is refused with', async () => {
    subscribing(peer => send(peer, 'error', [{ message: 'No.', extensions: { code: 'BAD_REQUEST', requestId: 'r' } }]))
    const tab = await openTab()
    await expect(tab.ask()).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(requests).toEqual([])
    tab.stop()
  })

  it.each<[string, (peer: Peer) => void]>([
    ['breaks', ({ socket }) => socket.terminate()],
    ['is too busy', peer => send(peer, 'error', [{ message: 'Later.', extensions: { code: 'TOO_MANY_REQUESTS', requestId: 'r' } }])],
    ['has no answer', peer => send(peer, 'complete')],
  ])('goes by a request where the socket %s', async (_, answer) => {
    subscribing(answer)
    const tab = await openTab()
    expect([await tab.ask(), requests]).toEqual([{ list: 2 }, [{ id: 'List-1', variables: { a: 1 } }]])
    tab.stop()
  })

  it('waits for a socket that comes, and not for one that does not', async () => {
    subscribing(peer => {
      send(peer, 'next', { data: { list: 1 } })
      send(peer, 'complete')
    })
    const { queryWhereFollowed } = await import('./subscription.ts')
    expect(await queryWhereFollowed({ id: 'List-1' }, {}, undefined, 100)).toEqual({ list: 2 })
    const asked = queryWhereFollowed({ id: 'List-1' }, {}, undefined, 5_000)
    const tab = await openTab()
    expect([await asked, requests.length]).toEqual([{ list: 1 }, 1])
    tab.stop()
  })

  it('goes by a request where nothing is followed', async () => {
    const { queryWhereFollowed } = await import('./subscription.ts')
    expect(await queryWhereFollowed({ id: 'List-1' }, {})).toEqual({ list: 2 })
  })
})
