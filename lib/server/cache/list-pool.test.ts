import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FakeLists, startFakeLists, widgets } from '../testing/fake-lists.ts'
import { cachedPage, forever, listQuery, storeOver, userSession } from '../testing/store-kit.ts'
import type { RunningStore } from './create-scoped-store.ts'

let fake: FakeLists
let store: RunningStore
let ahead: number
const alice = userSession('alice')
const mebibyte = 1024 * 1024

beforeEach(async () => {
  fake = await startFakeLists()
  // About 420 KB with what rows cost.
  for (let index = 0; index < 10; index += 1) fake.put('shop', `w-${index}`, { spec: { text: 'x'.repeat(40_000) } })
  ahead = 0
})
afterEach(async () => {
  await store.close()
  await fake.close()
})
const now = () => Date.now() + ahead

describe('lists', () => {
  test('end when nobody has looked for a minute, unless they are followed', async () => {
    store = storeOver(fake, { now })
    const stop = new AbortController()
    const follow = store.follow(alice, listQuery(), null, stop.signal)[Symbol.asyncIterator]()
    await follow.next()
    await cachedPage(store, userSession('bob'), listQuery())
    ahead = 61_000
    await vi.waitFor(() => expect([store.metrics().lists, fake.watches.size, [...fake.watches][0]?.user]).toEqual([1, 1, 'alice']), { timeout: 5_000 })
    stop.abort()
    await follow.return?.()
    ahead = 130_000
    await vi.waitFor(() => expect([store.metrics(), fake.watches.size]).toMatchObject([{ lists: 0, objects: 0, bytes: 0 }, 0]), { timeout: 5_000 })
  })

  test('of one identity are forty at once', async () => {
    store = storeOver(fake, { now })
    const pages = await Promise.all(Array.from({ length: 45 }, (_, index) => store.page(alice, listQuery({ namespaces: [`n-${index}`] }), forever)))
    expect(pages.filter(({ source }) => source.reason.includes('as many lists')).length).toBe(5)
    expect(store.metrics().lists).toBe(40)
    expect((await store.page(userSession('bob'), listQuery(), forever)).source.reason).toContain('being read')
  })

  test('that were only looked through yield their places to one that is opened, and take nobody’s', async () => {
    store = storeOver(fake, { now })
    const namespaces = Array.from({ length: 45 }, (_, index) => `n-${index}`)
    const scan = async (): Promise<void> => {
      for await (const object of store.scan(alice, listQuery({ namespaces }), forever)) expect(object.namespace).toMatch(/^n-/)
    }
    const opened = listQuery({ namespaces: ['shop'] })
    await scan()
    expect(store.metrics().lists).toBe(40)
    await cachedPage(store, alice, opened)
    await scan()
    expect([store.metrics().lists, (await store.page(alice, opened, forever)).source.from]).toEqual([40, 'CACHE'])
    // Forty that are opened, and followed, stay.
    const stop = new AbortController()
    const follows = namespaces
      .slice(0, 40)
      .map(namespace => store.follow(alice, listQuery({ namespaces: [namespace] }), null, stop.signal)[Symbol.asyncIterator]())
    await Promise.all(follows.map(follow => follow.next()))
    expect((await store.page(alice, listQuery({ namespaces: ['late'] }), forever)).source.reason).toContain('as many lists')
    stop.abort()
    await Promise.all(follows.map(follow => follow.return?.()))
  })

  test('that nobody looks at make room for others; those in use stay', async () => {
    store = storeOver(fake, { now, limits: { kindBytes: 8 * mebibyte, totalBytes: mebibyte } })
    for (const name of ['a', 'b']) await cachedPage(store, userSession(name), listQuery())
    expect((await store.page(userSession('c'), listQuery({ search: 'w' }), forever)).source.reason).toContain('all that is cached')
    ahead = 10_000
    await cachedPage(store, userSession('b'), listQuery())
    await cachedPage(store, userSession('d'), listQuery())
    expect([...fake.watches].map(({ user }) => user).sort()).toEqual(['b', 'd'])
  })

  test('of one kind are refused beyond its bytes, for a minute, and are answered live', async () => {
    store = storeOver(fake, { now, limits: { kindBytes: mebibyte / 2, totalBytes: 8 * mebibyte } })
    await cachedPage(store, alice, listQuery())
    const query = listQuery({ search: 'w' })
    for (let round = 0; round < 3; round += 1) {
      const page = await store.page(userSession('bob'), query, forever)
      expect([page.total, page.source]).toEqual([
        10,
        { from: 'LIVE', reason: `Not cached: widgets.${widgets.group} takes more than the 1 MiB that one kind may.` },
      ])
    }
    expect([fake.count('watch-list', 'bob'), store.metrics().refused]).toEqual([1, 1])
    ahead = 55_000
    await store.page(userSession('bob'), query, forever)
    expect(fake.count('watch-list', 'bob')).toBe(1)
    ahead = 61_000
    await store.page(userSession('bob'), query, forever)
    expect(fake.count('watch-list', 'bob')).toBe(2)
  })

  test('drop what was made of them before they end for their kind’s bytes: who follows hears nothing of it', async () => {
    for (let index = 0; index < 2_500; index += 1) fake.put('many', `m-${index}`, {})
    const query = listQuery({ namespaces: ['many'] })
    const measured = storeOver(fake, { now })
    await cachedPage(measured, alice, query)
    const { bytes } = measured.metrics()
    await measured.close()
    store = storeOver(fake, { now, limits: { kindBytes: bytes + mebibyte / 2, totalBytes: 64 * mebibyte } })
    const stop = new AbortController()
    const follow = store.follow(alice, query, null, stop.signal)[Symbol.asyncIterator]()
    for (let isComplete = false; !isComplete; ) isComplete = (await follow.next()).value?.isComplete ?? true
    // Each is an order of all of them, of 300 KB.
    for (const search of ['m', 'm-', 'a', 'an', 'man', 'many']) await cachedPage(store, alice, { ...query, search })
    fake.put('many', 'm-1', { spec: { size: 1 } })
    expect((await follow.next()).value).toMatchObject({ type: 'DELTA', changes: [{ type: 'MODIFIED' }] })
    expect([store.metrics().lists, store.metrics().refused, (await store.page(alice, query, forever)).source.from]).toEqual([1, 0, 'CACHE'])
    stop.abort()
    await follow.return?.()
  })

  test('that nobody looks at yield to one of the same kind', async () => {
    store = storeOver(fake, { now, limits: { kindBytes: (mebibyte * 3) / 4, totalBytes: 8 * mebibyte } })
    await cachedPage(store, alice, listQuery())
    ahead = 10_000
    await cachedPage(store, userSession('bob'), listQuery())
    expect([...fake.watches].map(({ user }) => user)).toEqual(['bob'])
  })
})
