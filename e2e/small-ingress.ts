import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { kubectl } from './cluster.ts'

export type Ingress = { url: string; stop: () => Promise<void> }

/** An ingress on loopback that serves Latchkey below `prefix` and takes it off, with the headers that ingresses set. */
export async function openIngress(prefix: string): Promise<Ingress> {
  const host = kubectl('admin', ['-n', 'latchkey-system', 'get', 'service', 'latchkey', '-o', 'jsonpath={.spec.clusterIP}'])
  const ask = ({ method, headers }: IncomingMessage, path: string): ClientRequest => {
    const forwarded = { 'x-forwarded-prefix': prefix, 'x-forwarded-host': headers.host, 'x-forwarded-proto': 'http' }
    return request({ host, port: 80, method, path, headers: { ...headers, ...forwarded } })
  }
  return serve(prefix, {
    answer(incoming, response, path) {
      const call = ask(incoming, path)
      call.on('response', answer => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)))
      call.on('error', () => response.destroy())
      response.on('close', () => call.destroy())
      incoming.pipe(call)
    },
    upgrade(incoming, near, path) {
      const call = ask(incoming, path)
      call.on('upgrade', ({ rawHeaders }, far) => {
        const lines = rawHeaders.map((text, index) => `${text}${index % 2 === 0 ? ': ' : '\r\n'}`)
        near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`)
        far.on('error', () => near.destroy()).on('close', () => near.destroy())
        near.on('close', () => far.destroy())
        near.pipe(far).pipe(near)
      })
      for (const event of ['response', 'error']) call.on(event, () => near.destroy())
      call.end()
    },
  })
}

/** A server that says of itself what this JSON says, whatever it is asked. */
export function openSpeaker(json: unknown): Promise<Ingress> {
  return serve('', {
    answer: (_incoming, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json)),
    upgrade: (_incoming, socket) => void socket.destroy(),
  })
}

type Handlers = {
  answer: (incoming: IncomingMessage, response: ServerResponse, path: string) => void
  upgrade: (incoming: IncomingMessage, socket: Duplex, path: string) => void
}

async function serve(prefix: string, { answer, upgrade }: Handlers): Promise<Ingress> {
  const inside = (path = '/'): string | null => (path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : null)
  const upgraded = new Set<Duplex>()
  const server = createServer((incoming, response) => {
    const path = inside(incoming.url)
    if (path === null) response.writeHead(404).end()
    else answer(incoming, response, path)
  })
  server.on('upgrade', (incoming, socket) => {
    upgraded.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => upgraded.delete(socket))
    const path = inside(incoming.url)
    if (path === null) socket.destroy()
    else upgrade(incoming, socket, path)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const stop = (): Promise<void> => {
    for (const socket of upgraded) socket.destroy()
    server.closeAllConnections()
    return new Promise(resolve => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, stop }
}
