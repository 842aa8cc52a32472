import { fromKubeStatus } from '../../lib/errors/status.ts'
import { rejected } from './rejected.ts'
import { parseJson, parseStatus } from './status.ts'
import { type KubeTransport, readText } from './transport.ts'

export type KubeJsonRequest = { method?: string; path: string; accept?: string; body?: unknown; contentType?: string; signal?: AbortSignal }

/**
 * One request to the kube-apiserver itself, as the user. Gives the parsed body and the HTTP status.
 * @throws AppError by the Status' reason; CREDENTIAL_REJECTED or _EXPIRED on 401
 */
export async function kubeJson(transport: KubeTransport, request: KubeJsonRequest): Promise<{ status: number; value: unknown }> {
  const hasBody = request.body !== undefined
  const response = await transport.request({
    method: request.method ?? 'GET',
    path: request.path,
    headers: { accept: request.accept ?? 'application/json', ...(hasBody ? { 'content-type': request.contentType ?? 'application/json' } : {}) },
    body: hasBody ? JSON.stringify(request.body) : null,
    ...(request.signal ? { signal: request.signal } : {}),
  })
  const text = await readText(response.body)
  if (response.status >= 400) {
    if (response.status === 401) throw await rejected(transport.connection)
    throw fromKubeStatus(response.status, parseStatus(text) ?? { message: `The kube-apiserver answered ${response.status}.` })
  }
  return { status: response.status, value: parseJson(text) }
}

/** `kubeJson` where a 404 is an answer: null. */
export async function kubeJsonOrNull(transport: KubeTransport, request: KubeJsonRequest): Promise<unknown> {
  try {
    return (await kubeJson(transport, request)).value
  } catch (thrown) {
    if (isNotFound(thrown)) return null
    throw thrown
  }
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'NOT_FOUND'
}
