import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { kubectl } from './cluster.ts'

export type Ingress = { url: string; stop: () => Promise<void> }

/** An ingress on loopback that serves Latchkey below `prefix` and takes it off, with the headers that ingresses set. */
export async function openIngress(prefix: string): Promise<Ingress> {
  const address = kubectl('admin', ['-n', 'latchkey-system', 'get', 'service', 'latchkey', '-o', 'jsonpath={.spec.clusterIP}'])
  return serve(prefix, (incoming, response, path) => {
    const headers = { ...incoming.headers, 'x-forwarded-prefix': prefix, 'x-forwarded-host': incoming.headers.host, 'x-forwarded-proto': 'http' }
    const call = request({ host: address, port: 80, method: incoming.method, path, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    call.on('error', () => response.destroy())
    response.on('close', () => call.destroy())
    incoming.pipe(call)
  })
}

/** A server that says of itself what this JSON says, whatever it is asked. */
export function openSpeaker(json: unknown): Promise<Ingress> {
  return serve('', (_incoming, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json)))
}

async function serve(prefix: string, answer: (incoming: IncomingMessage, response: ServerResponse, path: string) => void): Promise<Ingress> {
  const server = createServer((incoming, response) => {
    const path = incoming.url ?? '/'
    if (path.startsWith(`${prefix}/`)) answer(incoming, response, path.slice(prefix.length))
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, stop: () => stop(server) }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}
