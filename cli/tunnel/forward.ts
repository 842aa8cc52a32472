import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { KubeResponse } from '../kube/transport.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'
import { ask } from './ask.ts'
import type { CredentialTrouble } from './credential-trouble.ts'
import { forwardedRequestHeaders, returnedResponseHeaders } from './headers.ts'
import { sendRefusal } from './refusal.ts'

/** Where a tunnel leads, and by which port it is known to the browser. */
export type Route = { service: LatchkeyService; port: number; patienceMs: number; trouble: CredentialTrouble }

/** `headers` are the tunnel's own; `comeBackTo` is where a refused page leads that cannot be asked for again as it was. */
type Extras = { headers?: Record<string, string>; comeBackTo?: () => string }

/**
 * Sends a request on to Latchkey and streams its answer back, each at the pace of its reader. When the browser goes away,
 * the request to the cluster ends too.
 */
export async function forward(route: Route, request: IncomingMessage, response: ServerResponse, { headers, comeBackTo }: Extras = {}): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const outcome = await route.trouble.watch(() =>
    ask(
      route.service,
      {
        method: request.method ?? 'GET',
        path: request.url ?? '/',
        headers: { ...forwardedRequestHeaders(request.headers, route.port), ...headers },
        body: hasBody(request) ? request : null,
        signal: gone.signal,
      },
      route.patienceMs,
    ),
  )
  if (gone.signal.aborted) return
  if ('error' in outcome) return sendRefusal(request, response, outcome.error, comeBackTo)
  await sendAnswer(route, response, outcome.answer)
}

async function sendAnswer({ service }: Route, response: ServerResponse, answer: KubeResponse): Promise<void> {
  response.writeHead(answer.status, returnedResponseHeaders(answer.headers, service.prefix))
  // The browser may start on the page before its first byte of body is there.
  response.flushHeaders()
  // Either end closing early is told by the other end's state; there is no one left to report it to.
  await pipeline(answer.body, response).catch(() => {})
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
}
