import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FakeLists, startFakeLists, widgets } from '../testing/fake-lists.ts'
import { cachedPage, forever, keysOf, listQuery, storeOver, userSession } from '../testing/store-kit.ts'
import type { RunningStore } from './create-scoped-store.ts'
import { mostPageBytes } from './page-bytes.ts'

let fake: FakeLists
let store: RunningStore
const alice = userSession('alice')
const bob = userSession('bob')

beforeEach(async () => {
  fake = await startFakeLists()
  for (const namespace of ['shop', 'bank'])
    for (let size = 0; size < 5; size += 1) fake.put(namespace, `w-${size}`, { spec: { size } }, { app: `a${size % 2}` })
  store = storeOver(fake)
})
afterEach(async () => {
  vi.useRealTimers()
  await store.close()
  await fake.close()
})

const bySizeDown = [{ column: 'Size', descending: true }]

describe('a page', () => {
  test('that is read live takes no more than it may, and says so', async () => {
    const text = 'x'.repeat(mostPageBytes / 8)
    for (let each = 0; each < 8; each += 1) fake.put('large', `l-${each}`, { spec: { text } })
    const page = (first: number) => store.page(alice, listQuery({ namespaces: ['large'], first, live: true }), forever)
    await expect(page(8)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE', details: { limit: 'pageBytes' } })
    expect(keysOf(await page(1))).toEqual(['large/l-0'])
  })

  test('is the kube-apiserver’s at first, and the cache’s once that is synced; both say the same', async () => {
    const first = await store.page(alice, listQuery({ first: 3 }), forever)
    expect(first.source.from).toBe('LIVE')
    expect([keysOf(first), first.total]).toEqual([['bank/w-0', 'bank/w-1', 'bank/w-2'], 10])
    const cached = await cachedPage(store, alice, listQuery({ first: 3 }))
    expect([keysOf(cached), cached.total, cached.columns.map(({ name }) => name)]).toEqual([keysOf(first), 10, ['Name', 'Size', 'Age']])
    expect(cached.resourceVersion).toBe(fake.resourceVersion())
    expect(cached.objects[1]?.read()['spec']).toEqual({ size: 1 })
  })

  test('goes on over the end of the cold state: a cursor of a live page is good for the cache, and the other way round', async () => {
    const live = await store.page(alice, listQuery({ first: 3 }), forever)
    const next = await cachedPage(store, alice, listQuery({ first: 3, after: live.endCursor }))
    expect(keysOf(next)).toEqual(['bank/w-3', 'bank/w-4', 'shop/w-0'])
    fake.cut()
    fake.isServed = false
    await vi.waitFor(() => expect(store.metrics().lists).toBe(0))
    fake.isServed = true
    const last = await store.page(alice, listQuery({ first: 3, after: next.endCursor }), forever)
    expect([last.source.from, keysOf(last)]).toEqual(['LIVE', ['shop/w-1', 'shop/w-2', 'shop/w-3']])
    const end = await store.page(alice, listQuery({ first: 3, after: last.endCursor }), forever)
    expect([keysOf(end), end.endCursor]).toEqual([['shop/w-4'], null])
  })

  test('is of the kube-apiserver where that is asked for, page by page, and nothing is watched for it', async () => {
    const live = listQuery({ first: 6, live: true })
    const first = await store.page(alice, live, forever)
    expect([first.source, keysOf(first).length]).toEqual([{ from: 'LIVE', reason: 'It was asked for so.' }, 6])
    expect(store.metrics().lists).toBe(0)
    await cachedPage(store, alice, listQuery())
    const last = await store.page(alice, { ...live, after: first.endCursor }, forever)
    expect([last.source.from, keysOf(last), last.endCursor]).toEqual(['LIVE', ['shop/w-1', 'shop/w-2', 'shop/w-3', 'shop/w-4'], null])
    const sorted = await store.page(alice, listQuery({ live: true, sortBy: bySizeDown, first: 2 }), forever)
    expect([sorted.source.from, keysOf(sorted)]).toEqual(['LIVE', ['bank/w-4', 'shop/w-4']])
  })

  test('asked for of the kube-apiserver is refused as that refuses', async () => {
    fake.mayDo = () => false
    await expect(store.page(alice, listQuery({ live: true }), forever)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('sorted and filtered is the same live and cached', async () => {
    const query = listQuery({ first: 4, sortBy: bySizeDown, where: [{ path: '.spec.size', op: 'GE', value: 2 }], labelSelector: 'app=a0' })
    const tiny = storeOver(fake, { limits: { kindBytes: 1, totalBytes: 1 } })
    for (const [which, from] of [
      [store, 'CACHE'],
      [tiny, 'LIVE'],
    ] as const) {
      const page = await which.page(alice, query, forever)
      expect([page.source.from, keysOf(page), page.total, page.endCursor]).toEqual([from, ['bank/w-4', 'shop/w-4', 'bank/w-2', 'shop/w-2'], 4, null])
    }
    expect((await tiny.page(alice, query, forever)).source.reason).toContain('MiB that')
    await tiny.close()
  })

  test('keeps its place when objects come and go before it', async () => {
    const query = listQuery({ first: 4, sortBy: bySizeDown })
    const first = await cachedPage(store, alice, query)
    fake.put('aaa', 'new', { spec: { size: 9 } })
    fake.remove('bank', 'w-4')
    await vi.waitFor(async () => expect((await store.page(alice, query, forever)).objects[0]?.key).toBe('aaa/new'))
    const second = await store.page(alice, { ...query, after: first.endCursor }, forever)
    expect([keysOf(first), keysOf(second)]).toEqual([
      ['bank/w-4', 'shop/w-4', 'bank/w-3', 'shop/w-3'],
      ['bank/w-2', 'shop/w-2', 'bank/w-1', 'shop/w-1'],
    ])
  })

  test.each([['nonsense'], ['e30']])('takes no cursor that is none: %s', async after => {
    await expect(store.page(alice, listQuery({ after }), forever)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('takes no cursor of another query', async () => {
    const { endCursor } = await store.page(alice, listQuery({ first: 2 }), forever)
    await expect(store.page(alice, listQuery({ first: 2, after: endCursor, search: 'w' }), forever)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('says GONE where the kube-apiserver no longer knows how to go on', async () => {
    fake.watchList = 'ignored'
    const { endCursor } = await store.page(alice, listQuery({ first: 2, fieldSelector: 'spec.x=1' }), forever)
    fake.put('shop', 'late')
    fake.compact()
    await expect(store.page(alice, listQuery({ first: 2, fieldSelector: 'spec.x=1', after: endCursor }), forever)).rejects.toMatchObject({ code: 'GONE' })
  })

  test.each([0, 501, Number.NaN])('of %d objects is none', async first => {
    await expect(store.page(alice, listQuery({ first }), forever)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('of a column or a path that is none is refused', async () => {
    await expect(store.page(alice, listQuery({ sortBy: [{ column: 'Colour', descending: false }] }), forever)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(store.page(alice, listQuery({ where: [{ path: '.a[', op: 'EXISTS' }] }), forever)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('shows what the same identity has changed through us, whatever the watch is up to', async () => {
    await cachedPage(store, alice, listQuery())
    const changed = fake.put('shop', 'mine')
    store.noteChange(alice, widgets, changed.metadata.resourceVersion ?? '')
    expect(keysOf(await store.page(alice, listQuery(), forever))).toContain('shop/mine')
    store.noteChange(alice, widgets, String(Number(fake.resourceVersion()) + 1))
    expect((await store.page(alice, listQuery(), forever)).source).toEqual({ from: 'LIVE', reason: 'A change of yours has not come to the cache yet.' })
    expect((await store.page(bob, listQuery({ search: 'w' }), forever)).source.from).toBe('CACHE')
  })
})

describe('whose lists are whose', () => {
  test('two identities never share, equal ones share one watch', async () => {
    await cachedPage(store, alice, listQuery())
    await cachedPage(store, { ...alice, id: 'another session', identity: { ...alice.identity } }, listQuery())
    expect(fake.watches.size).toBe(1)
    await cachedPage(store, bob, listQuery())
    await cachedPage(store, userSession('alice', { groups: ['system:authenticated'] }), listQuery())
    expect([fake.watches.size, store.metrics().lists]).toEqual([3, 3])
    expect(new Set([...fake.watches].map(({ user }) => user))).toEqual(new Set(['alice', 'bob']))
  })

  test('nothing cached is shown without a review: rights that are lost end it in seconds, with the kube-apiserver’s own refusal', async () => {
    await cachedPage(store, alice, listQuery())
    fake.mayDo = user => user !== 'alice'
    store.bumpEpoch()
    await expect(store.page(alice, listQuery(), forever)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('User "alice" cannot list'),
    })
  })

  test('where a review cannot be asked, nothing is shown', async () => {
    await cachedPage(store, alice, listQuery())
    fake.isDown = true
    store.bumpEpoch()
    await expect(store.page(alice, listQuery(), forever)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  })

  test('who may list but not watch is answered live', async () => {
    fake.mayDo = (_, verb) => verb !== 'watch'
    await store.page(alice, listQuery(), forever)
    await vi.waitFor(async () => expect((await store.page(alice, listQuery(), forever)).source.reason).toContain('cannot watch'), { timeout: 10_000 })
    expect(keysOf(await store.page(alice, listQuery({ search: 'w-1' }), forever))).toEqual(['bank/w-1', 'shop/w-1'])
  })

  test('Secrets are never cached, of whatever group', async () => {
    const secrets = { ...widgets, resource: 'secrets' }
    await expect(store.page(alice, listQuery({ resource: secrets }), forever))
      .rejects.toMatchObject({ code: 'NOT_FOUND' })
      .catch(() => undefined)
    await store.page(alice, listQuery({ resource: secrets, search: 'x' }), forever).catch(() => undefined)
    for await (const _ of store.scan(alice, listQuery({ resource: secrets }), forever)) break
    expect([store.metrics().lists, fake.count('watch'), fake.count('watch-list')]).toEqual([0, 0, 0])
  })
})

describe('several namespaces', () => {
  test('are decided each alone; those that are denied are named', async () => {
    fake.mayDo = (_, __, namespace) => namespace === 'shop'
    const query = listQuery({ namespaces: ['shop', 'bank'] })
    const denied = [{ namespace: 'bank', code: 'FORBIDDEN', reason: 'widgets is forbidden: User "alice" cannot list in "bank"' }]
    for (const search of ['', 'w']) {
      const page = await store.page(alice, { ...query, search }, forever)
      expect([keysOf(page).length, page.total, page.denied]).toEqual([5, 5, denied])
    }
    await expect(store.page(alice, listQuery({ namespaces: ['bank', 'vault'] }), forever)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('"bank"'),
    })
    await expect(store.page(alice, listQuery(), forever)).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('in ""') })
  })

  test.each([
    ['LIVE', 4],
    ['LIVE', 5],
    ['CACHE', 4],
    ['CACHE', 5],
  ])('make one list, page by page: %s, %d at once', async (from, first) => {
    fake.put('aaa', 'x')
    fake.put('zzz', 'x')
    const query = listQuery({ namespaces: ['zzz', 'shop', 'bank', 'empty'], first, ...(from === 'LIVE' ? { fieldSelector: 'spec.any=1' } : {}) })
    if (from === 'CACHE') await cachedPage(store, alice, query)
    const seen: string[] = []
    const totals: Array<number | null> = []
    for (let after: string | null = null, pages = 0; pages < 6; pages += 1) {
      const page = await store.page(alice, { ...query, after }, forever)
      expect(page.source.from).toBe(from)
      seen.push(...keysOf(page))
      totals.push(page.total)
      after = page.endCursor
      if (after === null) break
    }
    expect(seen).toEqual([...[0, 1, 2, 3, 4].map(n => `bank/w-${n}`), ...[0, 1, 2, 3, 4].map(n => `shop/w-${n}`), 'zzz/x'])
    expect(new Set(totals)).toEqual(new Set([11]))
  })

  test('are cut from the list of the whole cluster where that is held and may be seen', async () => {
    await cachedPage(store, alice, listQuery())
    const page = await store.page(alice, listQuery({ namespaces: ['shop'] }), forever)
    expect([page.source.from, page.total, store.metrics().lists]).toEqual(['CACHE', 5, 1])
    fake.mayDo = (_, __, namespace) => namespace !== null
    store.bumpEpoch()
    expect((await cachedPage(store, alice, listQuery({ namespaces: ['shop'] }))).total).toBe(5)
    expect(store.metrics().lists).toBe(2)
  })

  test('names that can be none are refused', async () => {
    await expect(store.page(alice, listQuery({ namespaces: ['../kube-system'] }), forever)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(store.page(alice, listQuery({ namespaces: [''] }), forever)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('a list that is lost', () => {
  test('is not shown as current: after a moment the kube-apiserver is asked, which says that it does not answer', async () => {
    let ahead = 0
    const other = storeOver(fake, { now: () => Date.now() + ahead })
    await cachedPage(other, alice, listQuery())
    fake.isDown = true
    fake.cut()
    // By the time that it watches anew it knows that it was lost.
    await vi.waitFor(() => expect(fake.count('unanswered')).toBeGreaterThan(0), 10_000)
    ahead = 4_000
    await expect(other.page(alice, listQuery(), forever)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    fake.isDown = false
    fake.put('shop', 'back')
    expect(keysOf(await cachedPage(other, alice, listQuery()))).toContain('shop/back')
    await other.close()
  })

  test('of a kind that is gone is no longer answered', async () => {
    await cachedPage(store, alice, listQuery())
    fake.isServed = false
    fake.cut()
    await vi.waitFor(async () => expect(await store.page(alice, listQuery(), forever).catch(error => error.code)).toBe('NOT_FOUND'))
  })
})

test('one object is read by a GET as the user', async () => {
  const object = await store.get(alice, widgets, 'shop', 'w-3', forever)
  expect([object.key, object.cells?.slice(0, 2), object.read()['spec']]).toEqual(['shop/w-3', ['w-3', 3], { size: 3 }])
  await expect(store.get(alice, widgets, 'shop', 'none', forever)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  fake.mayDo = () => false
  await expect(store.get(alice, widgets, 'shop', 'w-3', forever)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a scan gives every object once, cached or not', async () => {
  const tiny = storeOver(fake, { limits: { kindBytes: 1, totalBytes: 1 } })
  for (const which of [store, tiny]) {
    const keys: string[] = []
    for await (const { key } of which.scan(alice, listQuery({ labelSelector: 'app=a1' }), forever)) keys.push(key)
    expect(keys.sort()).toEqual(['bank/w-1', 'bank/w-3', 'shop/w-1', 'shop/w-3'])
  }
  await tiny.close()
})
