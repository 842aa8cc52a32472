import type { IncomingMessage, request } from 'node:http'
import { createServer, request as secureRequest } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Pair } from './given.ts'

export type PathServer = { url: string; ca: string; close(): Promise<void> }

/** A server as Rancher's: the kube-apiserver `target` lives under `prefix` of it, and everything else is 404. It passes bearers on. */
export async function serveUnderPath(prefix: string, target: string, ca: string, pair: Pair): Promise<PathServer> {
  const sockets = new Set<Duplex>()
  const server = createServer(pair, (incoming, response) => {
    const onward = forward(incoming)
    if (onward === null) return void response.writeHead(404).end()
    onward.on('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
  })
  const forward = (incoming: IncomingMessage): ReturnType<typeof request> | null => {
    const path = incoming.url ?? ''
    if (!path.startsWith(`${prefix}/`)) return null
    const { hostname, port } = new URL(target)
    return secureRequest({
      hostname,
      port,
      ca,
      path: path.slice(prefix.length),
      method: incoming.method,
      headers: { ...incoming.headers, host: `${hostname}:${port}` },
    })
  }
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}${prefix}`,
    ca: pair.cert,
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
