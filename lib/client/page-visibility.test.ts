import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { retryNow, waitForRetry } from './page-visibility.ts'

beforeEach(() => {
  vi.stubGlobal('document', new EventTarget())
  const page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
})
afterEach(() => vi.unstubAllGlobals())

it('whoever does not want to wait ends every wait for a retry, and none that comes later', async () => {
  const ended: string[] = []
  const waits = ['list', 'object'].map(name => waitForRetry(60_000, new AbortController().signal).then(() => ended.push(name)))
  retryNow()
  await Promise.all(waits)
  expect(ended).toEqual(['list', 'object'])
  const stop = new AbortController()
  let isOver = false
  const later = waitForRetry(60_000, stop.signal).then(() => {
    isOver = true
  })
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(isOver).toBe(false)
  stop.abort()
  await later
})
