// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { once } from 'node:events'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { createServer, type Server, type ServerResponse } from 'node:http'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ListItem, WatchBatch } from '#contract/operations/list.ts'
import { listOperation } from '#contract/operations/list.ts'
import { plainQuestion } from '#domain/list-question.ts'
import { type ListView, toRowView } from '#domain/list-view.ts'
import type { LiveState } from '#domain/live-state.ts'

// How long the pauses are is tested where they are made.
vi.mock('#domain/watch-retry.ts', () => ({ retryDelayMs: () => 20 }))

// Our server where no socket passes: one script for each subscription, over real HTTP, and a page of a list.
type Body = { id?: string; query?: string; variables: Record<string, unknown> }
let server: Server
let asked: Body[]
let scripts: ((response: ServerResponse) => void)[]
let page: unknown
let followList: typeof import('./follow-list.ts').followList

beforeEach(async () => {
  vi.resetModules()
  ;({ followList } = await import('./follow-list.ts'))
  asked = []
  let subscriptions = 0
  server = createServer(async (request, response) => {
    if (request.method === 'GET') return void response.writeHead(request.url === '/api/v1/session' ? 200 : 426).end('{}')
    const body = JSON.parse((await request.toArray()).join('')) as Body
    asked.push(body)
    if (body.id === listOperation.id) return void response.end(JSON.stringify({ data: { list: page } }))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    scripts[subscriptions++]?.(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubGlobal('document', { hidden: false, querySelector: () => null, addEventListener() {}, removeEventListener() {} })
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

const item = (key: string): ListItem => ({
  _key: key,
  _columns: [{ value: key }],
  _health: { level: 'OK', word: 'Ready' },
  metadata: { labels: null, creationTimestamp: null, deletionTimestamp: null },
})
const next = (watch: Partial<WatchBatch>): string =>
  `event: next\ndata: ${JSON.stringify({ data: { watch: { type: 'DELTA', isFirst: true, isComplete: true, token: '', columns: [], changes: [], denied: [], ...watch } } })}\n\n`
const added = (...keys: string[]): Partial<WatchBatch> => ({ changes: keys.map(key => ({ type: 'ADDED', key, object: item(key) })) })
const refusal = (code: string): string =>
  `event: next\ndata: ${JSON.stringify({ errors: [{ message: 'no', extensions: { code, requestId: 'r' } }] })}\n\nevent: complete\n\n`

/** Follows until the list stops by itself, and tells all that happened. */
async function follow(from: Partial<ListView>): Promise<{ view: ListView; changed: string[]; states: LiveState[] }> {
  let view: ListView = { columns: [], rows: [], cursor: null, total: 0, token: 't0', denied: [], ...from }
  const changed: string[] = []
  const states: LiveState[] = []
  const scope = { resource: { group: 'a.io', version: 'v1', resource: 'things' }, namespace: 's' }
  const write = (written: ListView, keys: ReadonlySet<string>): void => {
    view = written
    changed.push(...keys)
  }
  await followList(
    { scope, question: { ...plainQuestion, search: 'x' }, read: () => view, write, onState: state => states.push(state) },
    new AbortController().signal,
  )
  return { view, changed, states }
}
const tokens = (): unknown[] => asked.filter(({ id }) => id === undefined).map(({ variables }) => variables['resumeFrom'])

it('goes on after a break from the last token, with what the question narrows', async () => {
  scripts = [
    response => response.write(next({ ...added('s/a'), token: 't1' }), () => setTimeout(() => response.destroy(), 30)),
    response => response.end(refusal('FORBIDDEN')),
  ]
  const { view, changed, states } = await follow({})
  expect(tokens()).toEqual(['t0', 't1'])
  expect(asked[0]?.variables).toMatchObject({ namespace: 's', search: 'x', resource: { resource: 'things' } })
  expect([view.rows.map(({ key }) => key), changed]).toEqual([['s/a'], ['s/a']])
  expect(states.map(({ kind }) => kind)).toEqual(['live', 'reconnecting', 'stopped'])
  expect(states.at(-1)).toMatchObject({ reason: 'you may not watch this' })
})

it('replaces what is shown by a snapshot, however many batches it has', async () => {
  const first = next({ ...added('s/b'), type: 'SNAPSHOT', isComplete: false })
  const last = next({ ...added('s/c'), type: 'SNAPSHOT', isFirst: false, token: 't2' })
  scripts = [response => response.end(first + last + refusal('NOT_FOUND'))]
  const { view, states } = await follow({ rows: [toRowView(item('s/old'))] })
  expect(view.rows.map(({ key }) => key)).toEqual(['s/b', 's/c'])
  expect(states.at(-1)).toMatchObject({ kind: 'stopped', reason: 'this resource is no longer served' })
})

it('begins anew where its token is too old: with a snapshot, or the first page of what is not all loaded', async () => {
  scripts = [response => response.end(refusal('GONE')), response => response.end(refusal('FORBIDDEN'))]
  await follow({ rows: [toRowView(item('s/a'))] })
  expect(tokens()).toEqual(['t0', null])
  asked = []
  scripts = [...scripts, ...scripts]
  page = { columns: [], items: [item('s/n')], pageInfo: { endCursor: 'c2' }, total: 9, resourceVersion: 't9', denied: [] }
  const { view } = await follow({ cursor: 'c1' })
  expect(tokens()).toEqual(['t0', 't9'])
  expect([view.rows.map(({ key }) => key), view.cursor, view.total]).toEqual([['s/n'], 'c2', 9])
})

it('is as stale as the kube-apiserver is unreachable', async () => {
  scripts = [response => response.end(next({}) + refusal('CLUSTER_UNREACHABLE')), response => response.end(next({}) + refusal('SESSION_EXPIRED'))]
  const { states } = await follow({})
  expect(states.map(({ kind }) => kind)).toEqual(['live', 'reconnecting', 'live', 'stopped'])
})
