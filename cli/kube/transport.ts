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
      if (response.status !== 401 || !isShortJson(response.headers)) return response
      const { response: kept, isKubeStatus } = await peek(response)
      // A 401 of the service behind the proxy is about its session, not about this credential.
      const mayRepeat = isKubeStatus && !(request.body instanceof Readable)
      if (!isKubeStatus || !(await connection.credentials.renew(credential)) || !mayRepeat) return kept
      return send(request, await connection.credentials.current())
    },
    close: () => dispatchers.close(),
  }
}

/** A whole body as text. */
export async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('utf8')
}

/** Whether a body may be read at once: the kube-apiserver's own refusals are short JSON of a known length. */
export function isShortJson(headers: Headers): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return length <= 65_536 && headers['content-encoding'] === undefined && String(headers['content-type']).startsWith('application/json')
}

async function peek(response: KubeResponse): Promise<{ response: KubeResponse; isKubeStatus: boolean }> {
  const text = await readText(response.body)
  return { response: { ...response, body: Readable.from([Buffer.from(text)]) }, isKubeStatus: parseStatus(text) !== null }
}

function withTimeout(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal | undefined {
  if (timeoutMs <= 0) return signal
  const timeout = AbortSignal.timeout(timeoutMs)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}
