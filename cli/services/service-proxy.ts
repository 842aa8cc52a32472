import { errorResponseSchema } from '../../lib/contract/error.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { isErrorCode } from '../../lib/errors/codes.ts'
import { fromKubeStatus } from '../../lib/errors/status.ts'
import { parseJson, parseStatus } from '../kube/status.ts'
import { type Headers, type KubeRequest, type KubeResponse, type KubeTransport, readText } from '../kube/transport.ts'
import type { UpgradeAnswer, UpgradeRequest } from '../kube/upgrade.ts'
import { anyMethod, type LoginPreference } from './login-preference.ts'
import { serviceFailure } from './service-failure.ts'

/** Where the service proxy serves Latchkey; what follows it is a path of Latchkey's own. */
export const servicePath = '/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy'

export type JsonRequest = { method?: string; path: string; headers?: Headers; body?: unknown; signal?: AbortSignal }

/** The in-cluster Latchkey, reached through the kube-apiserver with the user's own credential. */
export type LatchkeyService = {
  /** The kube-apiserver itself, as the same user: for what must not pass through the pod network. */
  readonly transport: KubeTransport
  readonly loginPreference: LoginPreference
  /** Everything before a path of Latchkey in what the kube-apiserver sends back. */
  readonly prefix: string
  /** `path` starts with `/`. The answer may still be the kube-apiserver's own refusal. */
  send(request: KubeRequest): Promise<KubeResponse>
  /** JSON in, JSON out. @throws AppError with the code that Latchkey or the kube-apiserver gave */
  json(request: JsonRequest): Promise<unknown>
  /** A GET that asks for a WebSocket. `upgraded` only on 101; every other answer may be the kube-apiserver's own refusal. */
  upgrade(request: UpgradeRequest): Promise<UpgradeAnswer>
  /** A refusal by whoever stands between, as ours; null when the answer came from Latchkey itself. `text` is its body. */
  refusal(httpStatus: number, text: string): Promise<AppError | null>
  /** Ends every connection, with what is under way on it; the next request dials anew. */
  reset(): void
  close(): Promise<void>
}

export function createLatchkeyService(transport: KubeTransport, loginPreference: LoginPreference = anyMethod): LatchkeyService {
  const { connection } = transport
  const send = (request: KubeRequest) => transport.request({ ...request, path: `${servicePath}${request.path}` })
  const service: LatchkeyService = {
    transport,
    loginPreference,
    prefix: `${connection.server.basePath}${servicePath}`,
    send,
    upgrade: request => transport.upgrade({ ...request, path: `${servicePath}${request.path}` }),
    refusal: (httpStatus, text) => serviceFailure(connection, httpStatus, text),
    reset: () => transport.reset(),
    json: request => jsonThrough(service, request),
    close: () => transport.close(),
  }
  return service
}

/** `json` of a service, whatever carries its requests. */
export async function jsonThrough(
  { send, refusal }: Pick<LatchkeyService, 'send' | 'refusal'>,
  { method = 'GET', path, headers = {}, body, signal }: JsonRequest,
): Promise<unknown> {
  const response = await send({
    method,
    path,
    headers: { accept: 'application/json', ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
  const text = await readText(response.body)
  if (response.status >= 400) throw (await refusal(response.status, text)) ?? ownFailure(response.status, text)
  return parseJson(text)
}

/** A refusal that Latchkey itself sent: its own shape, or a Status that it passed on from the kube-apiserver. */
export function ownFailure(httpStatus: number, text: string): AppError {
  const own = errorResponseSchema.safeParse(parseJson(text))
  if (own.success) {
    const { code, message, requestId, details } = own.data.error
    return new AppError(isErrorCode(code) ? code : 'INTERNAL', message, { details: { ...details, ...(code === 'INTERNAL' ? { requestId } : {}) } })
  }
  const status = parseStatus(text)
  if (status) return fromKubeStatus(httpStatus, status)
  return new AppError('NOT_READY', `Latchkey answered ${httpStatus} with something that this version does not understand.`)
}
