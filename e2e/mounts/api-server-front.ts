import { readFileSync } from 'node:fs'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { parse } from 'yaml'
import { z } from 'zod'
import { cluster } from '../cluster.ts'
import { type OpenMount, servicePath } from './mount.ts'
import type { ServingCertificate } from './serving-certificate.ts'

const kubeconfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
})

/**
 * The kube-apiserver as a browser sees it that has a way to send a bearer: this adds the viewer's token to every
 * request and changes nothing else. HTTP/2 towards the browser as the kube-apiserver speaks it; upgrades go over HTTP/1.1.
 */
export async function openApiServerFront(certificate: ServingCertificate): Promise<OpenMount> {
  const { clusters, users } = kubeconfigSchema.parse(parse(readFileSync(cluster.kubeconfigs.viewer, 'utf8')))
  const { server: address, 'certificate-authority-data': authority } = clusters[0].cluster
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(authority, 'base64') })
  const { hostname, port } = new URL(address)
  const ask = ({ method, url, headers }: { method?: string | undefined; url?: string | undefined; headers: NodeJS.Dict<string | string[]> }): ClientRequest => {
    const own = Object.entries(headers).filter(([name]) => !name.startsWith(':') && name !== 'authorization')
    const options: RequestOptions = {
      agent,
      hostname,
      port,
      method: method ?? 'GET',
      path: url ?? '/',
      headers: { ...Object.fromEntries(own), host: String(headers[':authority'] ?? headers['host']), authorization: `Bearer ${users[0].user.token}` },
    }
    return httpsRequest(options)
  }
  const server = createSecureServer({
    allowHTTP1: true,
    key: certificate.keyPem,
    cert: certificate.certificatePem,
    ...http1Limits,
    settings: { maxHeaderListSize: 262_144 },
  })
  server.on('request', (request, response) => forward(ask(request), request, response))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => splice(ask(request), socket, head))
  const sockets = trackSockets(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    mount: { name: 'raw', base: `https://127.0.0.1:${(server.address() as AddressInfo).port}${servicePath}`, sharedOrigin: true },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      agent.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

// Of upgrades, which come over HTTP/1.1; @types/node does not know that it counts here.
const http1Limits = { maxHeaderSize: 65_536 }

/** Lines that mean one connection only, which HTTP/2 forbids. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'])

function forward(upstream: ClientRequest, request: Http2ServerRequest, response: Http2ServerResponse): void {
  upstream.on('error', () => response.stream.destroy())
  upstream.on('response', answer => {
    // From the raw lines: what came as two lines goes on as two.
    for (let i = 0; i < answer.rawHeaders.length; i += 2) {
      const [name = '', value = ''] = answer.rawHeaders.slice(i, i + 2)
      if (!connectionHeaders.has(name.toLowerCase())) response.appendHeader(name, value)
    }
    response.writeHead(answer.statusCode ?? 502)
    answer.on('error', () => response.stream.destroy())
    answer.pipe(response)
  })
  response.on('close', () => upstream.destroy())
  request.pipe(upstream)
}

function splice(upstream: ClientRequest, socket: Duplex, head: Buffer): void {
  socket.on('error', () => upstream.destroy())
  upstream.on('error', () => socket.destroy())
  const writeHead = (answer: IncomingMessage): void => {
    const lines = answer.rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${answer.rawHeaders[index + 1]}`] : []))
    socket.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`)
  }
  upstream.on('response', answer => {
    writeHead(answer)
    answer.pipe(socket)
  })
  upstream.on('upgrade', (answer, backend, first) => {
    writeHead(answer)
    backend.on('error', () => socket.destroy())
    socket.on('close', () => backend.destroy())
    backend.on('close', () => socket.destroy())
    socket.write(first)
    backend.write(head)
    backend.pipe(socket).pipe(backend)
  })
  upstream.end()
}

function trackSockets(server: Http2SecureServer): Set<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}
