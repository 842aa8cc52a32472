import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '#server/logger.ts'
import type { Services } from '#server/services.ts'
import { handleRequest, type RequestDeps } from './handle-request.ts'
import { PageResponse } from './page-response.ts'

// Headers that name an identity, at the door of the whole server: no route of whatever kind is reached.
let server: Server
let origin: string
const reached: string[] = []
const lines: string[] = []

const deps: RequestDeps = {
  latchkey: {
    services: { clusterId: '0123456789abcdef', allowSharedOrigin: true } as Services,
    readSession: async () => {
      reached.push('session')
      return { session: null, error: new Error('none') as never }
    },
    routes: [],
    upgrades: [],
    ready: async () => {
      reached.push('probe')
      return { ok: true, reason: '' }
    },
    close: async () => {},
  },
  renderPage: async (_request, response) => {
    reached.push('page')
    response.writeHead(200).end()
  },
  staticFiles: {
    styleHashes: [],
    owns: pathname => pathname.startsWith('/_next/'),
    answer: (_request, response) => {
      reached.push('file')
      response.writeHead(200).end()
    },
  },
  metrics: { observe: () => {} },
  logger: createLogger({ write: line => void lines.push(line) }),
  configuredPrefix: '',
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

const names = [
  'Impersonate-User',
  'impersonate_group',
  'IMPERSONATE-EXTRA-a',
  'Impersonate',
  '_Impersonate-Uid',
  'Impersonate.User',
  'X-Remote-User',
  'x_remote_group',
  'X-Remote_Extra-a',
  'x.remote.user',
]
const paths = ['/', '/resources/a/v1/b', '/readyz', '/_next/static/a.css', '/api/k8s/version', '/api/v1/session', '/login', '/nothing']

test.each(paths)('%s refuses them all, and says so in the log', async path => {
  reached.length = 0
  lines.length = 0
  for (const name of names) {
    const { statusCode, body } = await request(origin + path, { headers: { [name]: 'planted-identity' } })
    expect([name, statusCode, (await body.json()) as unknown]).toEqual([name, 400, { error: expect.objectContaining({ code: 'HEADER_REFUSED' }) }])
  }
  for (const protocol of ['Impersonate-User.cm9vdA', 'chat, x-remote-user.cm9vdA', 'base64url.bearer.authorization.k8s.io.cGxhbnRlZA']) {
    const { statusCode, body } = await request(origin + path, { headers: { 'sec-websocket-protocol': protocol } })
    await body.dump()
    expect([protocol, statusCode]).toEqual([protocol, 400])
  }
  expect(reached).toEqual([])
  expect(lines).toHaveLength(names.length + 3)
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ event: 'refused', code: 'HEADER_REFUSED', path, method: 'GET', status: 400 })
    expect(line).not.toMatch(/planted|cGxhbnRlZA|cm9vdA/)
  }
})

test('headers that only look a little like them pass', async () => {
  for (const name of ['X-Remotely', 'X-Forwarded-User', 'Remote-User', 'X-Impersonate', 'Sec-WebSocket-Protocol'])
    expect((await request(`${origin}/_next/a`, { headers: { [name]: 'v5.channel.k8s.io' } })).statusCode).toBe(200)
})
