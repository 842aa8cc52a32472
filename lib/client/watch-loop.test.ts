// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { createServer, type Server, type ServerResponse } from 'node:http'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WatchEvent } from '#contract/kubernetes.ts'
import type { LiveState } from '#domain/live-state.ts'
import { AppError } from '#errors/app-error.ts'
import { followWatch } from './watch-loop.ts'

// How long the pauses are is tested where they are made.
vi.mock('#domain/watch-retry.ts', () => ({ retryDelayMs: () => 20 }))

// A stand-in for the kube-apiserver's side of a watch: one script per connection, over real HTTP. It carries no WebSocket.
type Event = WatchEvent<{ kind?: string; code?: number; metadata?: { resourceVersion: string } }>
let server: Server
let asked: URLSearchParams[]
let scripts: ((response: ServerResponse) => void)[]

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    if (!request.url?.startsWith('/api/k8s/')) return void response.writeHead(request.url === '/api/v1/session' ? 200 : 404).end('{}')
    asked.push(new URL(request.url ?? '', 'http://x').searchParams)
    scripts[asked.length - 1]?.(response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const page = { hidden: false, querySelector: () => null, addEventListener() {}, removeEventListener() {} }
  vi.stubGlobal('document', page)
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 0))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => clearTimeout(id))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubGlobal('location', { href: `${origin}/` })
  vi.stubGlobal('__bp', () => origin)
})
afterEach(() => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})

const line = (type: Event['type'], resourceVersion: string) => `${JSON.stringify({ type, object: { metadata: { resourceVersion } } })}\n`
const refuse = (status: number, code: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code, message: 'no', requestId: 'r' } }))
}

/** Follows until the watch stops by itself, and tells all that happened. */
async function follow(): Promise<{ seen: string[]; states: LiveState['kind'][]; relists: number; last: LiveState | undefined }> {
  let resourceVersion = '1'
  let relists = 0
  const seen: string[] = []
  const states: LiveState[] = []
  await followWatch<Event>(
    {
      request: () => ({ path: '/api/v1/pods', accept: 'application/json', query: { resourceVersion } }),
      apply(events) {
        for (const { type, object } of events) {
          if (type === 'ERROR') throw new AppError(object.code === 410 ? 'GONE' : 'INTERNAL')
          resourceVersion = object.metadata?.resourceVersion ?? resourceVersion
          if (type !== 'BOOKMARK') seen.push(`${type} ${resourceVersion}`)
        }
      },
      async relist() {
        relists++
        resourceVersion = '100'
      },
      onState: state => states.push(state),
    },
    new AbortController().signal,
  )
  return { seen, states: states.map(state => state.kind), relists, last: states.at(-1) }
}

it('goes on after a dropped connection from the last version it saw, and says so meanwhile', async () => {
  scripts = [
    response => {
      response.write(line('ADDED', '5') + line('BOOKMARK', '9'), () => setTimeout(() => response.destroy(), 20))
    },
    refuse(401, 'SESSION_EXPIRED'),
  ]
  const { seen, states, last } = await follow()
  expect(seen).toEqual(['ADDED 5'])
  expect(asked.map(query => query.get('resourceVersion'))).toEqual(['1', '9'])
  expect(asked[0]?.get('allowWatchBookmarks')).toBe('true')
  expect(states).toEqual(['live', 'reconnecting', 'stopped'])
  expect(last).toMatchObject({ reason: 'the session has ended' })
})

it('lists anew when its version is too old, whether the answer or an event says so', async () => {
  const tooOld = `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`
  scripts = [response => response.write(tooOld), refuse(410, 'GONE'), refuse(403, 'FORBIDDEN')]
  const { relists, last } = await follow()
  expect(relists).toBe(2)
  expect(asked.map(query => query.get('resourceVersion'))).toEqual(['1', '100', '100'])
  expect(last).toMatchObject({ kind: 'stopped', reason: 'you may not watch this' })
})

it('tries again after a failure of the server, and is live once that works', async () => {
  scripts = [
    refuse(502, 'CLUSTER_UNREACHABLE'),
    response => response.write(line('MODIFIED', '7'), () => setTimeout(() => response.destroy(), 20)),
    refuse(404, 'NOT_FOUND'),
  ]
  const { seen, states } = await follow()
  expect(seen).toEqual(['MODIFIED 7'])
  expect(states).toEqual(['reconnecting', 'live', 'reconnecting', 'stopped'])
})
