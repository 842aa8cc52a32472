import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createUserClient } from '../kube/user-client.ts'
import { type FakeLists, startFakeLists, widgets } from '../testing/fake-lists.ts'
import { someone } from '../testing/session-kit.ts'
import { asUser, type ListSourceClient } from './list-source.ts'
import { type WatchedList, watchList } from './watched-list.ts'

let fake: FakeLists
let opened: WatchedList[]
let ahead: number
/** Answers instead of the kube-apiserver. */
let flap: (() => Dispatcher.ResponseData) | null

beforeEach(async () => {
  fake = await startFakeLists()
  for (let size = 0; size < 3; size += 1) fake.put('shop', `w-${size}`, { spec: { size } })
  opened = []
  ahead = 0
  flap = null
})
afterEach(async () => {
  for (const list of opened) list.close()
  await fake.close()
})

function begin(take: (bytes: number) => string | null = () => null): WatchedList {
  const users = createUserClient(fake.kube.connection, async () => 'classic', '1.2.3')
  const asked = asUser(users, { id: 'cache', identity: someone })
  const source: ListSourceClient = async (path, options) => flap?.() ?? asked(path, options)
  const list = watchList({
    source,
    resource: widgets,
    namespace: null,
    share: { take, release: () => undefined },
    now: () => Date.now() + ahead,
    log: () => undefined,
  })
  opened.push(list)
  return list
}
async function synced(): Promise<WatchedList> {
  const list = begin()
  await list.settled(5_000)
  expect(list.state()).toEqual({ is: 'SYNCED' })
  return list
}
const sameAsKube = (list: WatchedList) =>
  vi.waitFor(
    () => {
      expect(Object.fromEntries(list.index.rows().map(row => [row.key, row.resourceVersion]))).toEqual(
        Object.fromEntries([...fake.objects].map(([key, { metadata }]) => [key, metadata.resourceVersion])),
      )
      expect(list.isCurrent()).toBe(true)
    },
    { timeout: 10_000 },
  )

describe('a list begins', () => {
  test('when somebody waits for it, else a moment later', async () => {
    begin()
    await delay(20)
    expect(fake.count('watch-list')).toBe(0)
    await vi.waitFor(() => expect(fake.count('watch-list')).toBe(1), { timeout: 10_000 })
    void begin().settled(5_000)
    await vi.waitFor(() => expect(fake.count('watch-list')).toBe(2), { timeout: 200 })
  })

  test('not where it was ended before', async () => {
    begin().close()
    await delay(1_800)
    expect(fake.count('watch-list')).toBe(0)
  })

  test('by streaming, with one request', async () => {
    const list = await synced()
    expect([list.index.size, fake.count('watch-list'), fake.count('list'), fake.count('watch')]).toEqual([3, 1, 0, 0])
    expect(list.index.columns.map(({ name }) => name)).toEqual(['Name', 'Size', 'Age'])
    fake.put('shop', 'later')
    fake.remove('shop', 'w-0')
    await sameAsKube(list)
  })

  test('by pages and a watch where lists are not streamed', async () => {
    for (let more = 0; more < 1_100; more += 1) fake.put('bulk', `b-${more}`)
    fake.watchList = 'refused'
    const list = await synced()
    fake.put('shop', 'later')
    await sameAsKube(list)
    expect([fake.count('watch-list'), fake.count('list'), fake.count('watch')]).toEqual([1, 3, 1])
  })

  test('by pages where streaming is taken no notice of', async () => {
    fake.watchList = 'ignored'
    const list = await synced()
    fake.put('shop', 'later')
    await sameAsKube(list)
  })

  test.each([
    ['the right to watch', () => (fake.mayDo = (_, verb) => verb !== 'watch'), 'FORBIDDEN'],
    ['the kind', () => (fake.isServed = false), 'NOT_FOUND'],
  ])('not at all without %s', async (_, lack, code) => {
    lack()
    const list = begin()
    await list.settled(5_000)
    expect(list.state()).toMatchObject({ is: 'BROKEN', code })
  })

  test('not where it takes more than it may; that is said', async () => {
    for (let more = 0; more < 300; more += 1) fake.put('bulk', `b-${more}`, { spec: { text: 'x'.repeat(2_000) } })
    const list = begin(bytes => (bytes > 500_000 ? 'Not cached: too much.' : null))
    await list.settled(5_000)
    expect(list.state()).toEqual({ is: 'BROKEN', code: 'TOO_MANY_REQUESTS', reason: 'Not cached: too much.' })
    expect(list.index.size).toBe(0)
  })
})

describe('a watch that fails', () => {
  test('is begun again from where it was: nothing is lost, nothing is read twice', async () => {
    const list = await synced()
    fake.cut()
    fake.put('shop', 'meanwhile')
    fake.remove('shop', 'w-1')
    await sameAsKube(list)
    expect([fake.count('watch-list'), fake.count('list')]).toEqual([1, 0])
  })

  test.each([
    ['cut in the middle of a line', '{"type":"ADDED","object":{"kind":"Table","rows":[{"cells":["ghost"],"object":{"metadata":{"name":"gho'],
    ['that brings what is no JSON', 'nonsense\n'],
    ['that brings JSON which is no event', '{"a":1}\n'],
    ['that brings an object without a name', '{"type":"ADDED","object":{"kind":"Widget","metadata":{}}}\n'],
    ['that brings an error', '{"type":"ERROR","object":{"kind":"Status","code":500,"message":"etcd"}}\n'],
    ['that brings a line without end', 'x'.repeat(9 * 1024 * 1024)],
  ])('%s', async (_, text) => {
    const list = await synced()
    fake.inject(text)
    await delay(50)
    fake.cut()
    fake.put('shop', 'after')
    await sameAsKube(list)
  })

  test('because its resource version is too old makes the list be read anew; who follows is told the difference', async () => {
    const list = await synced()
    const told: string[] = []
    list.index.subscribe(({ key, before, after }) => told.push(`${before ? 'had' : 'new'} ${key} ${after ? 'now' : 'gone'}`))
    fake.isDown = true
    fake.cut()
    fake.put('shop', 'new')
    fake.put('shop', 'w-2', { spec: { size: 20 } })
    fake.remove('shop', 'w-0')
    fake.compact()
    fake.isDown = false
    await sameAsKube(list)
    expect([fake.count('watch-list'), told.sort()]).toEqual([2, ['had shop/w-0 gone', 'had shop/w-2 now', 'new shop/new now']])
  })

  test('without a word is noticed by the bookmarks that do not come', async () => {
    const list = await synced()
    const isDropped = vi.fn()
    for (const { response } of fake.watches) response.once('close', isDropped)
    ahead = 90_000
    list.tick()
    expect([isDropped.mock.calls.length, list.isCurrent()]).toEqual([0, true])
    ahead = 110_000
    list.tick()
    await vi.waitFor(() => expect(isDropped).toHaveBeenCalled())
    await sameAsKube(list)
  })

  test('for longer than a moment is not taken for current', async () => {
    const list = await synced()
    fake.isDown = true
    fake.cut()
    await delay(30)
    expect(list.isCurrent()).toBe(true)
    ahead = 3_100
    expect([list.isCurrent(), list.staleMs() > 3_000]).toEqual([false, true])
  })
})

test('a watch that was opened again is current with the first that it gives', async () => {
  const frozen = Date.now()
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => frozen)
  onTestFinished(() => clock.mockRestore())
  const list = await synced()
  fake.isDown = true
  fake.cut()
  await delay(30)
  ahead = 5_000
  expect(list.isCurrent()).toBe(false)
  fake.isDown = false
  fake.put('shop', 'meanwhile')
  await sameAsKube(list)
})

test('a watch that ends again and again, and gives nothing, is opened ever more seldom; one that gives something is opened at once', async () => {
  const list = await synced()
  let opened = 0
  let line = ''
  flap = () => {
    opened += 1
    return { statusCode: 200, headers: {}, body: Readable.from(line === '' ? [] : [Buffer.from(line)]) } as unknown as Dispatcher.ResponseData
  }
  fake.cut()
  await delay(1_500)
  expect(opened).toBeLessThan(7)
  line = `${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Widget', metadata: { resourceVersion: fake.resourceVersion() } } })}\n`
  await vi.waitFor(() => expect(opened).toBeGreaterThan(20), { timeout: 6_000 })
  list.close()
}, 10_000)

test('a bookmark carries the resource version on', async () => {
  const list = await synced()
  fake.put('shop', 'x')
  fake.remove('shop', 'x')
  fake.bookmark()
  await vi.waitFor(() => expect(list.index.resourceVersion).toBe(fake.resourceVersion()))
  expect(await list.index.reaches(fake.resourceVersion(), 0)).toBe(true)
  expect(await list.index.reaches('99999999', 10)).toBe(false)
})
