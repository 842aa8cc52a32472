import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ListItem, WatchBatch } from '#contract/operations/list.ts'
import { plainQuestion } from '#domain/list-question.ts'
import { type ListView, toRowView } from '#domain/list-view.ts'
import type { LiveState } from '#domain/live-state.ts'
import { nextEvent, refusalEvents as refusal, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts'

// How long the pauses are is tested where they are made.
vi.mock('#domain/watch-retry.ts', () => ({ retryDelayMs: () => 20 }))

let server: ScriptedServer
let followList: typeof import('./follow-list.ts').followList

beforeEach(async () => {
  vi.resetModules()
  ;({ followList } = await import('./follow-list.ts'))
  server = await startScriptedServer()
})
afterEach(() => server.close())

const item = (key: string): ListItem => ({
  _key: key,
  _columns: [{ value: key }],
  _columnTimes: [],
  _health: { level: 'OK', word: 'Ready' },
  metadata: { labels: null, creationTimestamp: null, deletionTimestamp: null },
})
const next = (watch: Partial<WatchBatch>): string =>
  nextEvent({ data: { watch: { type: 'DELTA', isFirst: true, isComplete: true, token: '', columns: [], changes: [], denied: [], ...watch } } })
const added = (...keys: string[]): Partial<WatchBatch> => ({ changes: keys.map(key => ({ type: 'ADDED', key, object: item(key) })) })

/** Follows until the list stops by itself, and tells all that happened. */
async function follow(from: Partial<ListView>): Promise<{ view: ListView; changed: string[]; states: LiveState[] }> {
  let view: ListView = { columns: [], rows: [], cursor: null, total: 0, token: 't0', denied: [], ...from }
  const changed: string[] = []
  const states: LiveState[] = []
  const scope = { resource: { group: 'a.io', version: 'v1', resource: 'things' }, namespace: 's' }
  const write = (written: ListView, keys: ReadonlyMap<string, unknown>): void => {
    view = written
    changed.push(...keys.keys())
  }
  await followList(
    { scope, question: { ...plainQuestion, search: 'x' }, read: () => view, write, onState: state => states.push(state) },
    new AbortController().signal,
  )
  return { view, changed, states }
}

it('goes on after a break from the last token, with what the question narrows', async () => {
  server.scripts = [
    response => response.write(next({ ...added('s/a'), token: 't1' }), () => setTimeout(() => response.destroy(), 30)),
    response => response.end(refusal('FORBIDDEN')),
  ]
  const { view, changed, states } = await follow({})
  expect(server.tokens()).toEqual(['t0', 't1'])
  expect(server.asked[0]?.variables).toMatchObject({ namespace: 's', search: 'x', resource: { resource: 'things' } })
  expect([view.rows.map(({ key }) => key), changed]).toEqual([['s/a'], ['s/a']])
  expect(states.map(({ kind }) => kind)).toEqual(['live', 'reconnecting', 'stopped'])
  expect(states.at(-1)).toMatchObject({ reason: 'you may not watch this' })
})

it('replaces what is shown by a snapshot, however many batches it has', async () => {
  const first = next({ ...added('s/b'), type: 'SNAPSHOT', isComplete: false })
  const last = next({ ...added('s/c'), type: 'SNAPSHOT', isFirst: false, token: 't2' })
  server.scripts = [response => response.end(first + last + refusal('NOT_FOUND'))]
  const { view, states } = await follow({ rows: [toRowView(item('s/old'), 0)] })
  expect(view.rows.map(({ key }) => key)).toEqual(['s/b', 's/c'])
  expect(states.at(-1)).toMatchObject({ kind: 'stopped', reason: 'this resource is no longer served' })
})

it('is not called live before a snapshot is whole', async () => {
  const part = next({ ...added('s/b'), type: 'SNAPSHOT', isComplete: false })
  const rest = next({ ...added('s/c'), type: 'SNAPSHOT', isFirst: false, token: 't2' })
  server.scripts = [response => response.end(part), response => response.end(next({}) + part + rest + refusal('NOT_FOUND'))]
  expect((await follow({})).states.map(({ kind }) => kind)).toEqual(['live', 'connecting', 'live', 'stopped'])
})

it('begins anew where its token is too old: with a snapshot, or the first page of what is not all loaded', async () => {
  server.scripts = [response => response.end(refusal('GONE')), response => response.end(refusal('FORBIDDEN'))]
  await follow({ rows: [toRowView(item('s/a'), 0)] })
  expect(server.tokens()).toEqual(['t0', null])
  server.asked = []
  server.scripts = [...server.scripts, ...server.scripts]
  const page = { columns: [], items: [item('s/n')], pageInfo: { endCursor: 'c2' }, total: 9, resourceVersion: 't9', denied: [] }
  server.answer = () => ({ data: { list: page } })
  const { view } = await follow({ cursor: 'c1' })
  expect(server.tokens()).toEqual(['t0', 't9'])
  expect([view.rows.map(({ key }) => key), view.cursor, view.total]).toEqual([['s/n'], 'c2', 9])
})

it('is not called live while it is read anew for long', async () => {
  server.scripts = [response => response.end(next({}) + refusal('GONE')), response => response.end(refusal('FORBIDDEN'))]
  const page = { columns: [], items: [], pageInfo: { endCursor: 'c2' }, total: 9, resourceVersion: 't9', denied: [] }
  server.answer = async () => {
    await new Promise(resolve => setTimeout(resolve, 2_200))
    return { data: { list: page } }
  }
  const { states } = await follow({ cursor: 'c1' })
  expect(states.map(({ kind }) => kind)).toEqual(['live', 'reconnecting', 'stopped'])
})

it('gives up an attempt that hangs where somebody asks for another, and none that stands', async () => {
  const { retryNow } = await import('./page-visibility.ts')
  server.scripts = [
    response => response.destroy(),
    // It never says a word.
    () => void setTimeout(retryNow, 100),
    response => {
      response.write(next(added('s/a')))
      setTimeout(retryNow, 100)
      setTimeout(() => response.end(refusal('FORBIDDEN')), 350)
    },
  ]
  const { view, states } = await follow({})
  expect(view.rows.map(({ key }) => key)).toEqual(['s/a'])
  expect([server.tokens().length, states.map(({ kind }) => kind)]).toEqual([3, ['reconnecting', 'live', 'stopped']])
})

it('is as stale as the kube-apiserver is unreachable', async () => {
  server.scripts = [response => response.end(next({}) + refusal('CLUSTER_UNREACHABLE')), response => response.end(next({}) + refusal('SESSION_EXPIRED'))]
  const { states } = await follow({})
  expect(states.map(({ kind }) => kind)).toEqual(['live', 'reconnecting', 'live', 'stopped'])
})
