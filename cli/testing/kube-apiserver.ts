import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createSocketServer, type Socket, type Server as SocketServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { statusBody } from './local-server.ts'

export type FakeKubeApiserver = {
  origin: string
  /** Heads of what has arrived, upgrades among them. */
  requests: IncomingMessage[]
  /** Ends the listener and breaks every connection, as a restart does. */
  stop(): Promise<void>
  /** Listens on the same port again. */
  start(): Promise<void>
}

type Behaviour = {
  onRequest?: RequestListener
  onWebSocket?: (webSocket: WebSocket) => void
  /** In the place of a WebSocket. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex) => void
}

/** A server on loopback for the running test that may be stopped and started, in the place of a kube-apiserver with Latchkey behind it. */
export async function fakeKubeApiserver({ onRequest, onWebSocket, onUpgrade }: Behaviour): Promise<FakeKubeApiserver> {
  const requests: IncomingMessage[] = []
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: true })
  const sockets = new Set<Duplex>()
  let server: Server | null = null
  let port = 0
  const start = async () => {
    const starting = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
      requests.push(request)
      if (onRequest) onRequest(request, response)
      else response.end()
    })
    starting.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    starting.on('upgrade', (request, socket, head) => {
      requests.push(request)
      socket.on('error', () => {})
      if (onUpgrade) onUpgrade(request, socket)
      else webSockets.handleUpgrade(request, socket, head, webSocket => onWebSocket?.(webSocket.on('error', () => {})))
    })
    await new Promise<void>(resolve => starting.listen(port, '127.0.0.1', resolve))
    port = (starting.address() as AddressInfo).port
    server = starting
  }
  const stop = async () => {
    const stopping = server
    server = null
    if (stopping === null) return
    const closed = new Promise(resolve => stopping.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  await start()
  onTestFinished(stop)
  return { origin: `http://127.0.0.1:${port}`, requests, start, stop }
}

/** Answers with a Status, short and of a known length as the kube-apiserver's own are. */
export function refuse(response: ServerResponse, code: number, reason: string, message: string, details?: { kind: string; name: string }): void {
  const body = statusBody(code, reason, message, details)
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

export type Relay = {
  origin: string
  /** From now on nothing passes on the connections there are, and neither end hears of it. New ones are carried. */
  freeze(): void
}

/** A network between the tunnel and `origin`, which can lose connections as one does to a computer that sleeps. */
export async function relayTo(origin: string): Promise<Relay> {
  const pairs = new Set<[Socket, Socket]>()
  const server: SocketServer = createSocketServer(near => {
    const far = connect(Number(new URL(origin).port), '127.0.0.1')
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    near.on('error', () => {}).pipe(far)
    far.on('error', () => {}).pipe(near)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise(resolve => server.close(resolve))
    for (const socket of [...pairs].flat()) socket.destroy()
    await closed
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    freeze() {
      for (const [near, far] of pairs) {
        near.unpipe(far).pause()
        far.unpipe(near).pause()
      }
    },
  }
}
