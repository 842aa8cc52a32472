import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { kindsTagHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import type { Latchkey } from '#server/app.ts'
import { requestContext } from '#server/request-context.ts'
import type { RequestContext, Services, Session } from '#server/services.ts'
import type { AskedMount } from '#server/session/read-session.ts'
import { sessionOf, silent } from '#server/testing/session-kit.ts'
import { handleRequest, type RequestDeps } from './handle-request.ts'
import { PageResponse } from './page-response.ts'

// The process around Next, with pages that say what reached them.
const serviceProxy = '/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy'
let server: Server
let origin: string
let reached: { url: string; headers: IncomingHttpHeaders; context: RequestContext }[] = []
let mounts: AskedMount[] = []
let failure: Error | null = null
let pageStatus: number | null = null
let session: Session | null = null

const deps: RequestDeps = {
  latchkey: {
    services: { clusterId: '0123456789abcdef', allowSharedOrigin: true } as Services,
    readSession: async (_request, mount) => {
      mounts.push(mount)
      return session ? { session, error: null } : { session: null, error: new AppError('UNAUTHENTICATED') }
    },
    routes: [],
    upgrades: [],
    ready: async () => ({ ok: false, reason: 'the keyring has not been read' }),
    close: async () => {},
  } satisfies Latchkey,
  renderPage: async (incoming, response) => {
    if (failure) throw failure
    reached.push({ url: incoming.url ?? '', headers: incoming.headers, context: requestContext() })
    if (pageStatus !== null) requestContext().setStatus(pageStatus)
    response.writeHead(response.statusCode, { 'Content-Type': 'text/html' }).end('<html><head></head><body></body></html>')
  },
  staticFiles: {
    styleHashes: [],
    owns: pathname => pathname.startsWith('/_next/'),
    answer: (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/css' }).end('a{}'),
  },
  metrics: { observe: () => {} },
  logger: silent,
  configuredPrefix: '/kept',
  isStopping: () => false,
}

beforeAll(async () => {
  server = createServer({ ServerResponse: PageResponse }, (incoming, response) => void handleRequest(incoming, response, deps))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  reached = []
  mounts = []
  failure = null
  pageStatus = null
  session = null
})

async function ask(path: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' = 'GET') {
  const { statusCode, headers: answered, body } = await request(origin + path, { method, headers })
  return { status: statusCode, headers: answered, text: await body.text() }
}

describe('a request', () => {
  test.each<[string, string, Record<string, string>, { url: string; prefix: string; isSharedOrigin: boolean }]>([
    ['at the root', '/a?b=c', {}, { url: '/a?b=c', prefix: '', isSharedOrigin: false }],
    [
      'through the tunnel',
      '/a',
      { 'x-forwarded-uri': `${serviceProxy}/a`, 'x-forwarded-prefix': '/', 'sec-latchkey-tunnel': '1' },
      { url: '/a', prefix: '', isSharedOrigin: false },
    ],
    ['through the service proxy', '/a', { 'x-forwarded-uri': `${serviceProxy}/a` }, { url: '/a', prefix: serviceProxy, isSharedOrigin: true }],
    [
      'through the service proxy, as the tunnel so called',
      '/a',
      { 'x-forwarded-uri': `${serviceProxy}/a`, 'x-forwarded-prefix': '/' },
      { url: '/a', prefix: serviceProxy, isSharedOrigin: true },
    ],
    ['through an ingress that takes the path off', '/a', { 'x-forwarded-prefix': '/ops' }, { url: '/a', prefix: '/ops', isSharedOrigin: false }],
    ['through an ingress that keeps it', '/kept/a', {}, { url: '/a', prefix: '/kept', isSharedOrigin: false }],
  ])('%s learns its mount, and its session that of the mount', async (_, path, headers, { url, prefix, isSharedOrigin }) => {
    const answer = await ask(path, headers)
    expect(answer.text).toContain(`<head><base href="${prefix}/">`)
    expect(reached[0]?.url).toBe(url)
    expect(reached[0]?.context).toMatchObject({ url, prefix, isSharedOrigin })
    expect(reached[0]?.context.cookieScope).toMatch(prefix === '' ? /^01234567-\d+$/ : /^01234567-\d+-[0-9a-f]{8}$/)
    expect(mounts).toEqual([{ tag: prefix === '' ? '0' : expect.stringMatching(/^[0-9a-f]{8}$/), isSharedOrigin, proof: null }])
  })

  test('of a session to the API is told the tag of the kinds, and nobody else is', async () => {
    const tagOf = async (path: string) => (await ask(path)).headers[kindsTagHeader]
    expect(await tagOf('/api/v1/session')).toBeUndefined()
    session = sessionOf({ kindsTag: 'kinds-1' })
    expect(await tagOf('/api/v1/session')).toBe('kinds-1')
    expect(await tagOf('/'), 'a page has it in itself').toBeUndefined()
    session = sessionOf()
    expect(await tagOf('/api/v1/session'), 'where it is not known').toBeUndefined()
  })

  test('reaches Next without the headers by which Next talks to itself', async () => {
    const names = [
      'x-middleware-subrequest',
      'x-middleware-rewrite',
      'x-invoke-path',
      'x-matched-path',
      'x-nextjs-data',
      'x-now-route-matches',
      'next-action',
      'next-resume',
    ]
    await ask('/a', { ...Object.fromEntries(names.map(name => [name, '1'])), 'x-kept': '1', 'accept-encoding': 'br' })
    expect(Object.keys(reached[0]?.headers ?? {}).filter(name => names.includes(name))).toEqual([])
    expect(reached[0]?.headers).toMatchObject({ 'x-kept': '1' })
    expect(reached[0]?.headers['accept-encoding']).toBeUndefined()
  })

  test('for a document has the status of its page; for a navigation within one, which takes nothing else for a page, 200', async () => {
    pageStatus = 403
    expect((await ask('/a')).status).toBe(403)
    expect((await ask('/a?_rsc=1', { rsc: '1' })).status).toBe(200)
  })

  test('that changes something is refused on pages, and from elsewhere before anything looks at it', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      expect((await ask('/a', {}, method)).status).toBe(405)
      for (const headers of [
        { origin: 'null' },
        { origin: 'https://evil.test' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      ])
        expect((await ask('/a', headers, method)).text).toContain('CROSS_SITE')
    }
    expect(reached).toEqual([])
    expect(mounts).toHaveLength(4)
  })

  test('of another origin for anything but a page of its own is refused before its session is read', async () => {
    expect((await ask('/a', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).status).toBe(403)
    expect((await ask('/a', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })).status).toBe(403)
    expect(mounts).toEqual([])
    expect((await ask('/a', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).status).toBe(200)
  })

  test('that fails tells nothing of why, and leaves the next one alone', async () => {
    failure = new Error('postgres://user:password@host')
    const answer = await ask('/a')
    expect([answer.status, answer.text.includes('password')]).toEqual([500, false])
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'INTERNAL' } })
    failure = null
    expect((await ask('/a')).status).toBe(200)
  })
})

describe('an answer', () => {
  test.each([
    ['plain', {}, 'text/html; charset=utf-8'],
    ['opaque for the tunnel', { 'x-latchkey-html': 'opaque', 'x-forwarded-uri': '/p/a' }, 'application/x-latchkey-html; charset=utf-8'],
    ['in mixed case for the service proxy', { 'x-forwarded-uri': '/p/a' }, 'Text/HTML; charset=utf-8'],
  ])('names its HTML %s', async (_, headers, expected) => {
    expect((await ask('/a', headers as Record<string, string>)).headers['content-type']).toBe(expected)
  })

  test('is compressed, but not where another site led to it', async () => {
    const accepted = { 'accept-encoding': 'gzip, br' }
    expect((await ask('/a', { ...accepted, 'sec-fetch-site': 'none' })).headers['content-encoding']).toBe('br')
    const led = { ...accepted, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await ask('/a', led)).headers['content-encoding']).toBeUndefined()
  })

  test('tells probes whether it is ready, and why not, without a session', async () => {
    expect(await ask('/healthz')).toMatchObject({ status: 200, text: 'ok\n' })
    expect(await ask('/readyz')).toMatchObject({ status: 503, text: 'the keyring has not been read\n' })
    expect(mounts).toEqual([])
  })

  test('of a file asks for no session', async () => {
    expect((await ask('/_next/static/a.css', { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect(mounts).toEqual([])
  })
})
