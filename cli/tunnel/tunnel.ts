import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { verifierHeader } from '../../lib/contract/headers.ts'
import { AppError, toAppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { forward, type Upstream } from './forward.ts'
import { sendRefusal, sendText } from './refusal.ts'
import { refuseTarget } from './request-path.ts'
import { refuseForeign } from './same-origin.ts'
import type { OpenedLink, SignInLinks } from './sign-in-links.ts'

export type Tunnel = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Ends the listener and every connection through it. */
  close(): Promise<void>
}

/**
 * Serves Latchkey on loopback: every request goes through the kube-apiserver to the one in-cluster service, and to
 * nothing else. `port` 0 takes a free one. @throws PORT_IN_USE
 */
export async function openTunnel(upstream: Upstream, port: number, links: SignInLinks | null): Promise<Tunnel> {
  // Pages carry their session in cookies of several kilobytes; uploads and streams take as long as they take.
  const server = createServer({ maxHeaderSize: 65_536, requestTimeout: 0 })
  const bound = await listen(server, port)
  server.on('request', (request, response) => {
    answer(upstream, bound, links, request, response).catch(thrown => {
      if (!response.headersSent) sendRefusal(request, response, toAppError(thrown))
      else response.destroy()
    })
  })
  server.on('upgrade', refuseUpgrade)
  return {
    origin: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(upstream: Upstream, port: number, links: SignInLinks | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? ''
  const foreign = refuseForeign(request, port)
  if (foreign !== null) return sendRefusal(request, response, new AppError('CROSS_SITE', `The request does not come from this dashboard: ${foreign}.`))
  const badTarget = refuseTarget(target)
  if (badTarget !== null) return sendRefusal(request, response, new AppError('BAD_REQUEST', `This address is not forwarded: ${badTarget}.`))
  const opening = request.method === 'GET' ? (links?.open(target) ?? null) : null
  if (opening !== null) return answerLink(await opening, port, request, response)
  const verifier = links?.takeVerifier(request.method ?? '', target) ?? null
  await forward(upstream, port, request, response, verifier === null ? {} : { [verifierHeader]: verifier })
}

function answerLink(link: OpenedLink, port: number, request: IncomingMessage, response: ServerResponse): void {
  if (link.outcome === 'failed') {
    sendRefusal(request, response, toAppError(link.error))
  } else if (link.outcome === 'used') {
    sendText(response, 410, usedLinkText(port))
  } else {
    response.writeHead(303, { location: link.location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-length': 0 })
    response.end()
  }
}

function usedLinkText(port: number): string {
  return [
    'This sign-in link has been used; each is good once.',
    'Press Enter in the terminal where `latchkey dashboard` runs for a new one, or run it again.',
    `If you are signed in already, go on at http://127.0.0.1:${port}/`,
  ].join('\n')
}

function refuseUpgrade(_request: IncomingMessage, socket: Duplex): void {
  const body = 'This tunnel does not carry upgraded connections.\n'
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, port)))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve((server.address() as AddressInfo).port))
  })
}

function listenFailure(error: NodeJS.ErrnoException, port: number): AppError {
  const hint = 'Give --port another one, or leave it out to take any that is free.'
  if (error.code === 'EADDRINUSE') return withHint('PORT_IN_USE', `Port ${port} of 127.0.0.1 is in use.`, hint, error)
  return withHint('PORT_IN_USE', `Port ${port} of 127.0.0.1 cannot be used (${error.code ?? error.message}).`, hint, error)
}
