import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { withHint } from '../io/report-error.ts'
import type { RequestLog } from '../io/request-log.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import type { Credential } from '../kubeconfig/credential.ts'
import { unreachable } from './connection-error.ts'
import { type CertificateConnections, createDispatcherHolder } from './dispatcher.ts'
import { headerValue, impersonationHeaders } from './impersonation-headers.ts'
import { parseStatus } from './status.ts'
import { handshake, type UpgradeAnswer, type UpgradeRequest } from './upgrade.ts'

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
  /** A GET that asks for a WebSocket; sent once, but for a credential that had to be renewed. @throws as `request` */
  upgrade(request: UpgradeRequest): Promise<UpgradeAnswer>
  /** Ends every connection, with what is under way on it; the next request dials anew. */
  reset(): void
  close(): Promise<void>
}

/** `requestTimeoutMs` 0 means none, as kubectl's --request-timeout. */
export function createTransport(connection: Connection, log: RequestLog, requestTimeoutMs = 0): KubeTransport {
  const dispatchers = createDispatcherHolder(connection)
  const { origin, basePath } = connection.server
  const impersonation = connection.impersonation ? impersonationHeaders(connection.impersonation) : {}

  async function send<T>(
    request: { method: string; path: string; headers?: Headers | undefined; signal?: AbortSignal | undefined },
    credential: Credential,
    through: (
      connections: CertificateConnections,
      options: Dispatcher.DispatchOptions,
      signal: AbortSignal | undefined,
    ) => Promise<{ status: number; value: T }>,
  ): Promise<T> {
    const authorization = authorizationHeader(credential, connection)
    const startedMs = performance.now()
    const outcome = (text: string) => log(request.method, `${basePath}${request.path}`, text, performance.now() - startedMs)
    const options = {
      origin,
      method: request.method as Dispatcher.HttpMethod,
      path: `${basePath}${request.path}`,
      headers: { 'user-agent': 'latchkey', ...request.headers, ...impersonation, ...authorization },
    }
    try {
      const { status, value } = await through(dispatchers.for(credential.certificate), options, withTimeout(request.signal, requestTimeoutMs))
      outcome(String(status))
      return value
    } catch (thrown) {
      outcome('failed')
      if (request.signal?.aborted) throw thrown
      throw unreachable(connection, thrown)
    }
  }

  const request = (request: KubeRequest, credential: Credential): Promise<KubeResponse> =>
    send(request, credential, async ({ dispatcher }, options, signal) => {
      const { statusCode, headers, body } = await dispatcher.request({ ...options, body: request.body ?? null, ...(signal ? { signal } : {}) })
      const isPerhapsTls = statusCode === 400 && !connection.server.isTls && headers['content-type'] === undefined
      return { status: statusCode, value: { status: statusCode, headers, body: isPerhapsTls ? await refusePlainHttp(body) : body } }
    })

  const upgrade = (request: UpgradeRequest, credential: Credential): Promise<UpgradeAnswer> =>
    send<UpgradeAnswer>({ method: 'GET', ...request }, credential, async (connections, options, signal) => {
      const answer = await handshake(connections.dispatcher, options, signal)
      if ('answer' in answer) return { status: answer.answer.status, value: answer }
      connections.keep(answer.upgraded.socket)
      return { status: 101, value: answer }
    })

  /** The answer to use where it is a 401 that another credential may change: null when it is to be asked for again. */
  async function afterRefusal(response: KubeResponse, refused: Credential, mayRepeat: boolean): Promise<KubeResponse | null> {
    if (response.status !== 401 || !isShortJson(response.headers)) return response
    const { response: kept, isKubeStatus } = await peek(response)
    // A 401 of the service behind the proxy is about its session, not about this credential.
    if (!isKubeStatus || !(await connection.credentials.renew(refused)) || !mayRepeat) return kept
    return null
  }

  return {
    connection,
    async request(asked) {
      const credential = await connection.credentials.current()
      const response = await request(asked, credential)
      const kept = await afterRefusal(response, credential, !(asked.body instanceof Readable))
      return kept ?? request(asked, await connection.credentials.current())
    },
    async upgrade(asked) {
      const credential = await connection.credentials.current()
      const outcome = await upgrade(asked, credential)
      if ('upgraded' in outcome) return outcome
      const kept = await afterRefusal(outcome.answer, credential, true)
      return kept === null ? upgrade(asked, await connection.credentials.current()) : { answer: kept }
    },
    reset: dispatchers.reset,
    close: dispatchers.close,
  }
}

function authorizationHeader({ authorization }: Credential, { contextName, server }: Connection): { authorization?: string } {
  if (authorization === null) return {}
  const value = headerValue(authorization)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header cannot carry.
  if (!/[\0-\x08\n-\x1f\x7f]/.test(value)) return { authorization: value }
  const where = contextName === '' ? server.origin : `context "${contextName}"`
  throw withHint('CREDENTIAL_REJECTED', `The token for ${where} holds a line break or another character that no header can carry.`, 'Copy it again.')
}

/** What Go answers in clear text where it speaks TLS; a kubeconfig without `https://` leads there. */
async function refusePlainHttp(body: Readable): Promise<Readable> {
  const text = await readText(body)
  if (!text.startsWith('Client sent an HTTP request to an HTTPS server')) return Readable.from([Buffer.from(text)])
  throw Object.assign(new Error('the server speaks TLS'), { code: 'ERR_PLAIN_HTTP' })
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

/** `timeoutMs` 0 means none. */
export function withTimeout(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal | undefined {
  if (timeoutMs <= 0) return signal
  const timeout = AbortSignal.timeout(timeoutMs)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}
