import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type AppError, toAppError } from '../../lib/errors/app-error.ts'
import { isShortJson, type KubeResponse, readText } from '../kube/transport.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'
import { forwardedRequestHeaders, returnedResponseHeaders } from './headers.ts'
import { sendRefusal } from './refusal.ts'

export type Upstream = { service: LatchkeyService }

/**
 * Sends a request on to Latchkey and streams its answer back, each at the pace of its reader. When the browser goes away,
 * the request to the cluster ends too.
 */
export async function forward(
  upstream: Upstream,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
  extraHeaders: Record<string, string>,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  let answer: KubeResponse
  try {
    answer = await upstream.service.send({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: { ...forwardedRequestHeaders(request.headers, port), ...extraHeaders },
      body: hasBody(request) ? request : null,
      signal: gone.signal,
    })
    const refused = await refusalOf(upstream, answer)
    if ('error' in refused) return sendRefusal(request, response, refused.error)
    answer = refused.answer
  } catch (thrown) {
    if (!gone.signal.aborted && !response.headersSent) sendRefusal(request, response, toAppError(thrown))
    return
  }
  response.writeHead(answer.status, returnedResponseHeaders(answer.headers, upstream.service.prefix))
  // The browser may start on the page before its first byte of body is there.
  response.flushHeaders()
  // Either end closing early is told by the other end's state; there is no one left to report it to.
  await pipeline(answer.body, response).catch(() => {})
}

/** The kube-apiserver's own refusals, which a browser could not read, as ours; every other answer as it came. */
async function refusalOf(upstream: Upstream, answer: KubeResponse): Promise<{ answer: KubeResponse } | { error: AppError }> {
  if (answer.status < 400 || !isShortJson(answer.headers)) return { answer }
  const text = await readText(answer.body)
  const error = await upstream.service.refusal(answer.status, text)
  return error ? { error } : { answer: { ...answer, body: Readable.from([Buffer.from(text)]) } }
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
}
