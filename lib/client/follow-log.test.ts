import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LogLine } from '#domain/log-lines.ts'
import { followLog, type LogAsk, type LogState } from './follow-log.ts'
import { type RequestOptions, requestKube } from './request.ts'

vi.mock('./request.ts', () => ({ requestKube: vi.fn() }))

type Asked = { query: Record<string, string>; write: (text: string) => void; end: () => void; isOver: () => boolean }

let asked: Asked[]
let page: EventTarget & { hidden: boolean }
let stop: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  page = Object.assign(new EventTarget(), { hidden: false })
  vi.stubGlobal('document', page)
  const tab = new EventTarget()
  vi.stubGlobal('addEventListener', tab.addEventListener.bind(tab))
  vi.stubGlobal('removeEventListener', tab.removeEventListener.bind(tab))
  stop = new AbortController()
  vi.mocked(requestKube).mockImplementation(async (_, { query = {}, signal }: RequestOptions = {}) => {
    const encoder = new TextEncoder()
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    signal?.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => undefined))
    asked.push({
      query,
      write: text => void writer.write(encoder.encode(text)),
      end: () => void writer.close(),
      isOver: () => signal?.aborted === true,
    })
    return new Response(readable)
  })
})
afterEach(async () => {
  stop.abort()
  await vi.advanceTimersByTimeAsync(0)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function hide(hidden: boolean): void {
  page.hidden = hidden
  page.dispatchEvent(new Event('visibilitychange'))
}

function follow(ask: Partial<LogAsk> = {}): { texts: string[]; states: LogState[] } {
  const told = { texts: [] as string[], states: [] as LogState[] }
  const source = { pod: 'web-1', container: 'app' }
  const onLines = (lines: LogLine[]): void => void told.texts.push(...lines.map(({ text }) => text))
  void followLog({ namespace: 's', source, previous: false, follow: 'stream', tailLines: 500, ...ask }, onLines, state => told.states.push(state), stop.signal)
  return told
}

const [first, second, third] = ['2026-11-29T10:00:00.1Z one\n', '2026-11-29T10:00:00.2Z two\n', '2026-11-29T10:00:00.3Z three\n'] as const

it('a followed log ends once the page was hidden for a while, and goes on where it was once it is seen, each line once', async () => {
  const { texts, states } = follow()
  await vi.advanceTimersByTimeAsync(0)
  asked[0]?.write(first)
  asked[0]?.write(`${second}2026-11-29T10:00:00.3Z thr`)
  await vi.advanceTimersByTimeAsync(0)
  hide(true)
  await vi.advanceTimersByTimeAsync(9_000)
  expect(asked[0]?.isOver(), 'a look at another tab costs no connection').toBe(false)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([asked.length, asked[0]?.isOver()]).toEqual([1, true])
  hide(false)
  await vi.advanceTimersByTimeAsync(0)
  expect(asked.map(({ query }) => [query['tailLines'], query['sinceTime']])).toEqual([
    ['500', undefined],
    [undefined, '2026-11-29T10:00:00.2Z'],
  ])
  // Of the second that it goes on from it is told all.
  asked[1]?.write(first + second + third)
  await vi.advanceTimersByTimeAsync(0)
  expect(texts).toEqual(['one', 'two', 'three'])
  expect(states.filter(({ kind }) => kind !== 'reading')).toEqual([])
})

it('a polled log is not asked for while the page is hidden', async () => {
  follow({ follow: 'poll' })
  await vi.advanceTimersByTimeAsync(0)
  asked[0]?.end()
  await vi.advanceTimersByTimeAsync(0)
  hide(true)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked).toHaveLength(1)
  hide(false)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(asked).toHaveLength(2)
})
