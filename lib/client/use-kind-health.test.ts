import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { KindCount } from '#contract/operations/kinds.ts'

// Without a window the query client takes itself for a server's, which asks nothing again.
vi.hoisted(() => vi.stubGlobal('window', globalThis))
const query = vi.hoisted(() => vi.fn())
vi.mock('./subscription.ts', () => ({ queryWhereFollowed: query }))

const { focusManager, QueryClient, QueryObserver } = await import('@tanstack/react-query')
const { createPace } = await import('./pace.ts')
const { healthOptions } = await import('./use-kind-health.ts')

const failing = (count: number) => ({ ok: 0, progressing: 0, warning: 0, failing: count, unknown: 0 })
const counted = (resource: string, more: Partial<KindCount> = {}): KindCount => ({ group: 'g', resource, total: 1, health: failing(1), failure: null, ...more })
const scope = { everywhere: ['boats.g', 'rafts.g'], within: [], namespaces: [], left: 0 }
const minuteMs = 60_000

beforeEach(() => {
  vi.useFakeTimers()
  query.mockReset()
  query.mockResolvedValue({ everywhere: [counted('boats')] })
  focusManager.setFocused(true)
})
afterEach(() => {
  stop?.()
  vi.useRealTimers()
})

let stop: (() => void) | undefined
async function open(pathname: string) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const observer = new QueryObserver(client, healthOptions(scope, pathname, createPace()))
  stop = observer.subscribe(() => undefined)
  client.mount()
  await vi.advanceTimersByTimeAsync(0)
  return observer
}

it('a Home that stays open is counted about each minute, another page each few, and neither while it is not seen', async () => {
  await open('/')
  await vi.advanceTimersByTimeAsync(10 * minuteMs)
  expect(query.mock.calls.length).toBeGreaterThanOrEqual(10)
  const before = query.mock.calls.length
  focusManager.setFocused(false)
  await vi.advanceTimersByTimeAsync(600 * minuteMs)
  expect(query.mock.calls.length).toBe(before)
  focusManager.setFocused(true)
  await vi.advanceTimersByTimeAsync(1)
  expect(query.mock.calls.length, 'as soon as it is seen again').toBe(before + 1)
  stop?.()
  query.mockClear()
  await open('/resources/g/v1/boats')
  await vi.advanceTimersByTimeAsync(12 * minuteMs)
  expect(query.mock.calls.length).toBe(5)
})

it('what takes long to answer is asked less often', async () => {
  query.mockImplementation(() => new Promise(resolve => setTimeout(() => resolve({ everywhere: [] }), 6_000)))
  await open('/')
  await vi.advanceTimersByTimeAsync(16 * minuteMs)
  expect(query.mock.calls.length).toBe(4)
})

it('what cannot be counted again stays as it was, and is said to', async () => {
  const observer = await open('/')
  query.mockRejectedValue(new Error('gone'))
  await vi.advanceTimersByTimeAsync(minuteMs)
  const { data, isError, dataUpdatedAt } = observer.getCurrentResult()
  expect([data, isError]).toEqual([{ health: { 'boats.g': failing(1) }, unread: [] }, true])
  expect(Date.now() - dataUpdatedAt).toBeGreaterThanOrEqual(minuteMs - 1)
})

it('a kind that cannot be counted keeps what was told of it, and one that may not be is not missed', async () => {
  query.mockResolvedValue({ everywhere: [counted('boats'), counted('rafts', { health: failing(2) })] })
  const observer = await open('/')
  const failed = (code: string) => ({ total: null, health: null, failure: { code } })
  query.mockResolvedValue({ everywhere: [counted('boats', failed('TIMEOUT')), counted('rafts', failed('FORBIDDEN'))] })
  await vi.advanceTimersByTimeAsync(minuteMs)
  expect(observer.getCurrentResult().data).toEqual({ health: { 'boats.g': failing(1), 'rafts.g': null }, unread: ['boats.g'] })
})
