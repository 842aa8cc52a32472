import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { kindsTagHeader, opaqueHtmlHeader } from '#contract/headers.ts'
import { languageCookie, languageOf, parseLanguage } from '#domain/language.ts'
import { AppError } from '#errors/app-error.ts'
import type { Latchkey } from '#server/app.ts'
import { forwardedPort, isThroughServiceProxyAlone } from '#server/http/forwarded.ts'
import { logRefused } from '#server/http/route.ts'
import { presentedProof, refuseEmbedding, refuseForeignOrigin } from '#server/http/same-origin.ts'
import { sendError } from '#server/http/send-error.ts'
import { isStreamRequest } from '#server/proxy/kube-path.ts'
import { refuseIdentityHeaders } from '#server/proxy/proxy-headers.ts'
import { runInRequestContext } from '#server/request-context.ts'
import type { RequestContext } from '#server/services.ts'
import { parseCookies } from '#server/session/cookie-chunks.ts'
import { cookieScope, mountTag } from '#server/session/cookie-scope.ts'
import { acceptedEncodings } from './content-encoding.ts'
import { contentPolicy, securityHeaders } from './content-policy.ts'
import { headInsert } from './head-insert.ts'
import type { Metrics } from './metrics.ts'
import type { PageRenderer } from './next-renderer.ts'
import { newNonce } from './nonce.ts'
import type { PageResponse } from './page-response.ts'
import { detectPrefix, stripPrefix } from './prefix.ts'
import { rememberNamespacesRoute } from './remember-namespaces.ts'
import type { StaticFiles } from './static-files.ts'

export type RequestDeps = {
  latchkey: Latchkey
  renderPage: PageRenderer
  staticFiles: StaticFiles
  metrics: Pick<Metrics, 'observe'>
  logger: Logger
  configuredPrefix: string
  isStopping: () => boolean
}

/** Answers one request: mount, security headers, then the first of probes, our routes, and Next's pages that wants it. Never throws. */
export async function handleRequest(request: IncomingMessage, response: PageResponse, deps: RequestDeps): Promise<void> {
  const startedMs = performance.now()
  const requestId = randomUUID()
  const prefix = detectPrefix(request.headers, request.url ?? '/', deps.configuredPrefix)
  const url = stripPrefix(request.url ?? '/', prefix)
  request.url = url
  const route = routeClass(url, deps.staticFiles)
  response.once('close', () => deps.metrics.observe(route, request.method ?? '', response.statusCode, (performance.now() - startedMs) / 1000))

  const nonce = newNonce()
  shapeResponse(request, response, { prefix, nonce, route, styleHashes: deps.staticFiles.styleHashes })
  response.setHeader('X-Request-Id', requestId)
  try {
    refuseIdentityHeaders(request)
    if (route === 'probe') return await answerProbe(url, response, deps)
    if (route === 'static') return deps.staticFiles.answer(request, response)
    refuseEmbedding(request)
    if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method ?? '')) refuseForeignOrigin(request)
    const tag = mountTag(prefix)
    const sharedOrigin = isThroughServiceProxyAlone(request.headers)
    const proof = presentedProof(request)
    const sessionResult = await deps.latchkey.readSession(request, { tag, isSharedOrigin: sharedOrigin, proof })
    const kindsTag = sessionResult.session?.kindsTag ?? ''
    if (route === 'api' && kindsTag !== '') response.setHeader(kindsTagHeader, kindsTag)
    const context: RequestContext = {
      requestId,
      prefix,
      url,
      isSharedOrigin: sharedOrigin,
      cookieScope: cookieScope(deps.latchkey.services.clusterId, forwardedPort(request), tag),
      language: parseLanguage(parseCookies(request.headers.cookie).get(languageCookie)) ?? languageOf(request.headers['accept-language']),
      nonce,
      sessionResult,
      services: deps.latchkey.services,
      setStatus: status => setStatus(request, response, status),
    }
    await runInRequestContext(context, () => dispatch(request, response, context, deps))
  } catch (error) {
    logRefused(deps.logger, { requestId, session: null, method: request.method, path: url }, error)
    if (response.headersSent) response.destroy()
    else sendError(response, error, requestId)
  }
}

async function dispatch(request: IncomingMessage, response: PageResponse, context: RequestContext, deps: RequestDeps): Promise<void> {
  for (const route of [...deps.latchkey.routes, rememberNamespacesRoute]) if (await route(request, response, context)) return
  // Pages and files are read-only; there are no Server Actions.
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new AppError('METHOD_NOT_ALLOWED')
  removeInternalHeaders(request)
  // Our server compresses after the insertion; Next must not see that the client accepts it.
  delete request.headers['accept-encoding']
  await deps.renderPage(request, response)
}

type RouteClass = 'probe' | 'static' | 'proxy' | 'api' | 'page'

function routeClass(url: string, staticFiles: StaticFiles): RouteClass {
  const pathname = url.split('?', 1)[0] ?? ''
  if (pathname === '/healthz' || pathname === '/readyz') return 'probe'
  if (staticFiles.owns(pathname)) return 'static'
  if (pathname.startsWith('/api/k8s/')) return 'proxy'
  return pathname.startsWith('/api/') || pathname === '/login' ? 'api' : 'page'
}

// A page that another site made the browser ask for holds our text beside theirs: its length must not tell of either (BREACH).
function isLedHere(request: IncomingMessage): boolean {
  return ['cross-site', 'same-site'].includes(String(request.headers['sec-fetch-site']))
}

type Shape = { prefix: string; nonce: string; route: RouteClass; styleHashes: readonly string[] }

function shapeResponse(request: IncomingMessage, response: PageResponse, { prefix, nonce, route, styleHashes }: Shape): void {
  const isStream = route === 'proxy' && isStreamRequest((request.url ?? '').slice('/api/k8s'.length))
  response.setShape({
    prefix,
    // Nothing of the kube-apiserver's is ever a page.
    headInsert: route === 'proxy' ? '' : headInsert(prefix, nonce),
    htmlType: request.headers[opaqueHtmlHeader] === 'opaque' ? 'opaque' : request.headers['x-forwarded-uri'] === undefined ? 'plain' : 'mixed-case',
    compression: {
      encodings: request.method === 'HEAD' || isStream || isLedHere(request) ? [] : acceptedEncodings(request.headers['accept-encoding']),
      fromBytes: route === 'proxy' ? 16_384 : 1024,
    },
  })
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  const policy = contentPolicy(nonce, styleHashes)
  response.setHeader('Content-Security-Policy', policy)
  response.setHeader('Cache-Control', 'no-store')
  request.headers['content-security-policy'] = policy
}

// Headers by which Next talks to itself; from outside they have bypassed middleware and rewritten routes (CVE-2025-29927).
function removeInternalHeaders(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers)) {
    if (/^(?:x-middleware-|x-invoke-|x-matched-path|x-nextjs-|x-now-|next-action|next-resume)/.test(name)) delete request.headers[name]
  }
}

// To Next's navigation anything but 200 is no page at all: it would load the whole document again.
function setStatus({ headers }: IncomingMessage, response: PageResponse, status: number): void {
  if (!response.headersSent && headers.rsc === undefined) response.statusCode = status
}

async function answerProbe(url: string, response: PageResponse, deps: RequestDeps): Promise<void> {
  if (url.startsWith('/healthz')) return void response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok\n')
  const state = deps.isStopping() ? { ok: false, reason: 'stopping' } : await deps.latchkey.ready()
  response.writeHead(state.ok ? 200 : 503, { 'Content-Type': 'text/plain' }).end(state.ok ? 'ok\n' : `${state.reason}\n`)
}
