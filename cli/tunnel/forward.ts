import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Headers, KubeResponse } from '../kube/transport.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'
import { ask } from './ask.ts'
import type { Browser, Browsers } from './browsers.ts'
import { setsSession, sortCookies } from './cookie-jar.ts'
import type { CredentialTrouble } from './credential-trouble.ts'
import { forwardedRequestHeaders, type Reached, returnedResponseHeaders } from './headers.ts'
import type { Target } from './launch-secret.ts'
import { sendRefusal } from './refusal.ts'

/** Where a tunnel leads, and by which port it is known to the browser. */
export type Route = { service: LatchkeyService; port: number; patienceMs: number; trouble: CredentialTrouble; browsers: Browsers }

/** A request that may pass: under which mount, what it asks Latchkey for, and from which browser; null where one has no session here. */
export type Visit = Target & { browser: Browser | null }

/**
 * Sends a request on to Latchkey and streams its answer back, each at the pace of its reader. When the browser goes away,
 * the request to the cluster ends too.
 */
export async function forward(route: Route, visit: Visit, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const outcome = await route.trouble.watch(() =>
    ask(
      route.service,
      {
        method: request.method ?? 'GET',
        path: visit.path,
        headers: forwardedRequestHeaders(request.headers, reached(route, visit)),
        body: hasBody(request) ? request : null,
        signal: gone.signal,
      },
      route.patienceMs,
    ),
  )
  if (gone.signal.aborted) return
  if ('error' in outcome) return sendRefusal(request, response, outcome.error)
  // An answer may come before all of the request was read: then nothing may follow on this connection.
  if (!request.complete) response.setHeader('connection', 'close')
  await sendAnswer(route, visit, response, outcome.answer)
}

export function reached({ port }: Route, { mount, browser }: Visit): Reached {
  return { port, mount, sessionCookies: browser?.jar.pairs() ?? [] }
}

async function sendAnswer(route: Route, visit: Visit, response: ServerResponse, answer: KubeResponse): Promise<void> {
  response.writeHead(answer.status, answerHeaders(route, visit, answer.headers))
  // The browser may start on the page before its first byte of body is there.
  response.flushHeaders()
  // Either end closing early is told by the other end's state; there is no one left to report it to.
  await pipeline(answer.body, response).catch(() => {})
}

/** Headers of an answer as they go to the browser: a session in them stays in the jar. Whoever begins one is let in by a cookie from then on. */
export function answerHeaders({ service, port, browsers }: Route, { mount, path, browser }: Visit, headers: Headers): Record<string, string | string[]> {
  const { 'set-cookie': lines = [], ...kept } = returnedResponseHeaders(headers, service.prefix)
  const { session, others } = sortCookies([lines].flat(), port)
  const cookies = [...others]
  if (session.length > 0) {
    const owner = browser ?? (setsSession(session) ? browsers.admit(mount) : null)
    // Whom a session acts as changes nothing of whose it is.
    if (!isView(path)) owner?.keeper?.stop()
    owner?.jar.take(session)
    if (owner !== null && owner !== browser) cookies.push(owner.setCookie)
  }
  return cookies.length === 0 ? kept : { ...kept, 'set-cookie': cookies }
}

function isView(path: string): boolean {
  return path.split('?', 1)[0] === '/api/v1/view'
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
}
