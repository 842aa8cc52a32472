import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
// biome-ignore lint/style/noRestrictedImports: a test looks at both ends of one connection.
import { followWatch } from '#client/watch-loop.ts'
import type { WatchEvent } from '#contract/kubernetes.ts'
import type { LiveState } from '#domain/live-state.ts'
import { AppError } from '#errors/app-error.ts'
import { startUpgradeServer } from './testing/upgrade-server.ts'

// How long the pauses are is tested where they are made.
vi.mock('#domain/watch-retry.ts', () => ({ retryDelayMs: () => 20 }))

// The browser's side of a watch on the server's, over real sockets; the kube-apiserver alone is a script.
type Event = WatchEvent<{ code?: number; metadata?: { resourceVersion: string } }>
let running: Awaited<ReturnType<typeof startUpgradeServer>>
let scripts: ((response: ServerResponse) => void)[]
let asked: URL[]

beforeEach(async () => {
  running = await startUpgradeServer()
  scripts = []
  asked = []
  running.kube.server.on('request', (request, response) => {
    asked.push(new URL(request.url ?? '', 'http://kube.test'))
    scripts[asked.length - 1]?.(response)
  })
  // Whether the socket passes is what is tested; requests answer as to a page that is signed in.
  running.server.on('request', (_, response) => response.end('{}'))
  const { cookie, proof } = await running.signIn()
  const origin = `http://127.0.0.1:${running.port}`
  const page = { hidden: false, querySelector: () => ({ content: proof.slice('latchkey.proof.'.length) }), addEventListener() {}, removeEventListener() {} }
  vi.stubGlobal('document', page)
  vi.stubGlobal('location', { href: `${origin}/` })
  vi.stubGlobal('__bp', () => origin)
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 0))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => clearTimeout(id))
  // A browser adds cookie and Origin by itself.
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(url: URL, protocols: string[]) {
        super(url, protocols, { headers: { cookie }, origin })
      }
    },
  )
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await running.close()
})

const line = (type: Event['type'], resourceVersion: string) => `${JSON.stringify({ type, object: { metadata: { resourceVersion } } })}\n`
const refuse = (status: number, reason: string) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', reason, message: 'no' }))

test('a page goes on where its watch broke off, lists anew where it is too old, and stops where it may not', async () => {
  scripts = [
    response => response.write(line('ADDED', '5') + line('BOOKMARK', '9'), () => setImmediate(() => response.destroy())),
    response => response.write(`${JSON.stringify({ type: 'ERROR', object: { code: 410 } })}\n`),
    refuse(410, 'Expired'),
    refuse(403, 'Forbidden'),
  ]
  const states: LiveState[] = []
  const seen: string[] = []
  let resourceVersion = '1'
  let relists = 0
  await followWatch<Event>(
    {
      request: () => ({ path: '/apis/apps/v1/deployments', accept: 'application/json', query: { resourceVersion } }),
      apply(events) {
        for (const { type, object } of events) {
          if (type === 'ERROR') throw new AppError('GONE')
          resourceVersion = object.metadata?.resourceVersion ?? resourceVersion
          seen.push(`${type} ${resourceVersion}`)
        }
      },
      async relist() {
        relists += 1
        resourceVersion = '100'
      },
      onState: state => states.push(state),
    },
    new AbortController().signal,
  )
  expect(seen).toEqual(['ADDED 5', 'BOOKMARK 9'])
  expect(relists).toBe(2)
  expect(asked.map(({ searchParams }) => searchParams.get('resourceVersion'))).toEqual(['1', '9', '100', '100'])
  expect(asked[0]?.searchParams.get('allowWatchBookmarks')).toBe('true')
  expect(states.at(-1)).toMatchObject({ kind: 'stopped', reason: 'you may not watch this' })
  expect(running.observed, 'one socket for all of it').toEqual([101])
})
