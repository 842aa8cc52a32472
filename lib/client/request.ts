import { kindsTagHeader, queryHeader, requestedByHeader } from '#contract/headers.ts'
import { withBase } from './base.ts'
import { noteKindsTag } from './kinds-tag.ts'
import { pageProof } from './page-proof.ts'
import { readError, unreachable } from './read-error.ts'
import { noteSessionEnd } from './session-end.ts'

export type RequestOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Record<string, string>
  accept?: string
  body?: unknown
  /** The body, where it is JSON already. */
  text?: string
  contentType?: string
  dryRun?: boolean
  signal?: AbortSignal | undefined
  /** 'no-cache' for what the server names by an ETag; nothing else is kept. */
  cache?: 'no-store' | 'no-cache'
}

/** A request to our server. Throws AppError for every refusal, and for no answer at all; an abort is thrown as it is. */
export async function requestServer(path: string, options: RequestOptions = {}): Promise<Response> {
  const {
    method = 'GET',
    query = {},
    accept = 'application/json',
    body,
    text = body === undefined ? undefined : JSON.stringify(body),
    contentType = 'application/json',
    dryRun = false,
    signal,
    cache = 'no-store',
  } = options
  const headers: Record<string, string> = { accept }
  const proof = pageProof()
  // Any value tells that a script sent this; the proof also that its page is of this very session.
  if (method !== 'GET' || proof !== '') headers[requestedByHeader] = proof || '1'
  if (text !== undefined) headers['content-type'] = contentType
  if (dryRun) headers[queryHeader] = 'dryRun=All'
  const search = new URLSearchParams(query).toString()
  let response: Response
  try {
    response = await fetch(withBase(path) + (search ? `?${search}` : ''), {
      method,
      headers,
      credentials: 'same-origin',
      cache,
      ...(text === undefined ? {} : { body: text }),
      ...(signal ? { signal } : {}),
    })
  } catch (thrown) {
    throw signal?.aborted ? thrown : unreachable(thrown)
  }
  noteKindsTag(response.headers.get(kindsTagHeader))
  if (response.ok) return response
  const error = await readError(response)
  noteSessionEnd(error)
  throw error
}

/** A request to the kube-apiserver as the signed-in identity. `path` from domain/api-path.ts. */
export function requestKube(path: string, options: RequestOptions = {}): Promise<Response> {
  return requestServer(`/api/k8s${path}`, options)
}

export async function kubeJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await (await requestKube(path, options)).json()) as T
}
