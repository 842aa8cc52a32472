import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { RequestLog } from '../io/request-log.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import type { Credential } from '../kubeconfig/credential.ts'
import { unreachable } from './connection-error.ts'
import { createDispatcherHolder } from './dispatcher.ts'
import { impersonationHeaders } from './impersonation-headers.ts'
import { parseStatus } from './status.ts'

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** `path` is what follows the server's own path, raw: it is never joined by a URL parser. */
export type KubeRequest = {
  method: string
  path: string
  headers?: Headers
  body?: string | Readable | null
  signal?: AbortSignal
}

export type KubeResponse = { status: number; headers: Headers; body: Readable }

/** Requests to one kube-apiserver as one user. Redirects are answers like any other: never followed. */
export type KubeTransport = {
  readonly connection: Connection
  /** @throws CLUSTER_UNREACHABLE, TIMEOUT, or what the credential's source throws */
  request(request: KubeRequest): Promise<KubeResponse>
  close(): Promise<void>
}

/** `requestTimeoutMs` 0 means none, as kubectl's --request-timeout. */
export function createTransport(connection: Connection, log: RequestLog, requestTimeoutMs = 0): KubeTransport {
  const dispatchers = createDispatcherHolder(connection)
  const { origin, basePath } = connection.server
  const impersonation = connection.impersonation ? impersonationHeaders(connection.impersonation) : {}

  async function send(request: KubeRequest, credential: Credential): Promise<KubeResponse> {
    const authorization = credential.authorization === null ? {} : { authorization: credential.authorization }
    const signal = withTimeout(request.signal, requestTimeoutMs)
    const startedMs = performance.now()
    const outcome = (text: string) => log(request.method, `${basePath}${request.path}`, text, performance.now() - startedMs)
    try {
      const { statusCode, headers, body } = await dispatchers.for(credential.certificate).request({
        origin,
        method: request.method as Dispatcher.HttpMethod,
        path: `${basePath}${request.path}`,
        headers: { 'user-agent': 'latchkey', ...request.headers, ...impersonation, ...authorization },
        body: request.body ?? null,
        ...(signal ? { signal } : {}),
      })
      outcome(String(statusCode))
      return { status: statusCode, headers, body }
    } catch (thrown) {
      outcome('failed')
      if (request.signal?.aborted) throw thrown
      throw unreachable(connection, thrown)
    }
  }

  return {
    connection,
    async request(request) {
      const credential = await connection.credentials.current()
      const response = await send(request, credential)
      if (response.status !== 401) return response
      const { response: kept, isKubeStatus } = await peek(response)
      // A 401 of the service behind the proxy is about its session, not about this credential.
      const mayRepeat = isKubeStatus && !(request.body instanceof Readable)
      if (!isKubeStatus || !(await connection.credentials.renew(credential)) || !mayRepeat) return kept
      return send(request, await connection.credentials.current())
    },
    close: () => dispatchers.close(),
  }
}

/** Reads a body up to `limitBytes`; what is longer is cut. */
export async function readText(body: Readable, limitBytes = 64 * 1024 * 1024): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk as Uint8Array)
    chunks.push(bytes)
    size += bytes.length
    if (size > limitBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function peek(response: KubeResponse): Promise<{ response: KubeResponse; isKubeStatus: boolean }> {
  const text = await readText(response.body, 65_536)
  return { response: { ...response, body: Readable.from([Buffer.from(text)]) }, isKubeStatus: parseStatus(text) !== null }
}

function withTimeout(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal | undefined {
  if (timeoutMs <= 0) return signal
  const timeout = AbortSignal.timeout(timeoutMs)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}
