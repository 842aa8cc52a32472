import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'

/**
 * The HTTP server of a tunnel. Heads of up to 128 KiB, for cookies know no ports: the browser sends those of every local
 * program. Uploads and streams take as long as they take, but a head has to be there within `headersTimeoutMs`.
 */
export function createListener(headersTimeoutMs = 60_000): Server {
  return createServer({
    maxHeaderSize: 131_072,
    requestTimeout: 0,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: headersTimeoutMs / 2,
    keepAliveTimeout: 95_000,
  })
}

/** Listens on 127.0.0.1 and gives the port, which is a free one for `port` 0. @throws PORT_IN_USE */
export function listen(server: Server, port: number): Promise<number> {
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
