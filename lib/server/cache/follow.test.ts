import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FakeLists, startFakeLists, widgets } from '../testing/fake-lists.ts'
import { cachedPage, createReader, listQuery, storeOver, userSession } from '../testing/store-kit.ts'
import type { RunningStore } from './create-scoped-store.ts'
import type { ChangeBatch } from './scoped-store.ts'

let fake: FakeLists
let store: RunningStore
let stops: AbortController[]
const alice = userSession('alice')

beforeEach(async () => {
  fake = await startFakeLists()
  for (const namespace of ['shop', 'bank'])
    for (let size = 0; size < 3; size += 1) fake.put(namespace, `w-${size}`, { spec: { size } }, { app: `a${size % 2}` })
  store = storeOver(fake)
  stops = []
})
afterEach(async () => {
  for (const stop of stops) stop.abort()
  await store.close()
  await fake.close()
})

/** Reads a follow as fast as it comes, and keeps what a client would. */
function read(more: Parameters<typeof listQuery>[0] = {}, resumeFrom: string | null = null, from = store) {
  const stop = new AbortController()
  stops.push(stop)
  const reader = createReader()
  const batches: ChangeBatch[] = []
  const ended = (async () => {
    for await (const batch of from.follow(alice, listQuery(more), resumeFrom, stop.signal)) {
      batches.push(batch)
      reader.take(batch)
    }
  })()
  ended.catch(() => undefined)
  return { ...reader, batches, ended, stop, last: () => batches.at(-1) }
}
const fromKube = (fits: (key: string) => boolean = () => true) =>
  Object.fromEntries([...fake.objects].filter(([key]) => fits(key)).map(([key, { metadata }]) => [key, metadata.resourceVersion]))
const shows = (reader: ReturnType<typeof read>, expected: () => object = fromKube) =>
  vi.waitFor(() => expect([Object.fromEntries(reader.held), reader.mistakes]).toEqual([expected(), []]), { timeout: 12_000 })

// Cached, and of a kind that is not: both have to behave alike.
describe.each([
  ['of the cache', undefined],
  ['live', { kindBytes: 1, totalBytes: 1 }],
])('a follow %s', (_, limits) => {
  beforeEach(async () => {
    await store.close()
    store = storeOver(fake, limits ? { limits } : {})
  })

  test('is a snapshot, then what changes', async () => {
    const reader = read()
    await shows(reader)
    expect(reader.batches.map(({ type, isFirst, isComplete }) => [type, isFirst, isComplete])).toEqual([['SNAPSHOT', true, true]])
    fake.put('shop', 'new')
    fake.put('shop', 'w-1', { spec: { size: 10 } })
    fake.remove('bank', 'w-0')
    await shows(reader)
    const changes = reader.batches.slice(1).flatMap(batch => batch.changes.map(({ type, object }) => `${type} ${object.key}`))
    expect(changes.sort()).toEqual(['ADDED shop/new', 'DELETED bank/w-0', 'MODIFIED shop/w-1'])
    reader.stop.abort()
    await reader.ended
  })

  test('goes on after its watch was cut, and after its resource version was forgotten', async () => {
    const reader = read()
    await shows(reader)
    fake.cut()
    fake.put('shop', 'meanwhile')
    await shows(reader)
    fake.isDown = true
    fake.cut()
    fake.remove('shop', 'w-0')
    fake.compact()
    fake.isDown = false
    await shows(reader)
  })

  test('tells of what comes to fit as added, and of what no longer does as deleted', async () => {
    const reader = read({ labelSelector: 'app=a0', where: [{ path: '.spec.size', op: 'LT', value: 5 }] })
    const expected = (...keys: string[]) => shows(reader, () => fromKube(key => keys.includes(key)))
    await expected('shop/w-0', 'shop/w-2', 'bank/w-0', 'bank/w-2')
    fake.put('shop', 'w-0', { spec: { size: 7 } }, { app: 'a0' })
    await expected('shop/w-2', 'bank/w-0', 'bank/w-2')
    fake.put('shop', 'w-0', { spec: { size: 1 } }, { app: 'a0' })
    fake.put('shop', 'w-1', { spec: { size: 9 } }, { app: 'a0' })
    await expected('shop/w-0', 'shop/w-2', 'bank/w-0', 'bank/w-2')
  })

  test('takes away what may be seen no longer, and brings it back', async () => {
    const reader = read({ namespaces: ['shop', 'bank'] })
    await shows(reader)
    fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
    store.bumpEpoch()
    await shows(reader, () => fromKube(key => key.startsWith('shop/')))
    await vi.waitFor(() => expect(reader.last()?.denied).toMatchObject([{ namespace: 'bank', code: 'FORBIDDEN', reason: expect.stringContaining('"bank"') }]))
    fake.put('bank', 'hidden')
    fake.put('shop', 'seen')
    await shows(reader, () => fromKube(key => key.startsWith('shop/')))
    fake.mayDo = () => true
    store.bumpEpoch()
    await shows(reader)
    expect(reader.last()?.denied).toEqual([])
    fake.put('bank', 'w-1', { spec: { size: 100 } })
    await shows(reader)
  })

  test('ends with the kube-apiserver’s refusal where all of it is lost', async () => {
    const reader = read()
    await shows(reader)
    fake.mayDo = () => false
    store.bumpEpoch()
    await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('User "alice" cannot') })
  })

  test('ends with NOT_FOUND where the kind is gone', async () => {
    const reader = read()
    await shows(reader)
    fake.isServed = false
    fake.cut()
    await expect(reader.ended).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('of what was never allowed is refused as kubectl is', async () => {
    fake.mayDo = (_user, _verb, namespace) => namespace !== null
    await expect(read().ended).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('cannot list') })
  })

  test('keeps little for a slow reader: changes of one object are one, and too many are a snapshot', async () => {
    const stop = new AbortController()
    stops.push(stop)
    const follow = store.follow(alice, listQuery(), null, stop.signal)[Symbol.asyncIterator]()
    const reader = createReader()
    const next = async (): Promise<ChangeBatch> => {
      const { value } = await follow.next()
      reader.take(value)
      return value
    }
    await next()
    for (let round = 1; round <= 50; round += 1) fake.put('shop', 'w-0', { spec: { round } })
    await delay(100)
    while (reader.held.get('shop/w-0') !== fake.resourceVersion()) expect((await next()).changes.length).toBe(1)
    for (let more = 0; more < 60; more += 1) fake.put('bulk', `b-${more}`, { spec: { text: 'x'.repeat(250_000) } })
    // Of a cached list it can be seen when all has come.
    if (limits) await delay(500)
    else await vi.waitFor(() => expect(store.metrics().objects).toBe(fake.objects.size), { timeout: 10_000 })
    const types = new Set<string>()
    while (reader.held.size < fake.objects.size) types.add((await next()).type)
    expect([limits !== undefined || types.has('SNAPSHOT'), Object.fromEntries(reader.held)]).toEqual([true, fromKube()])
  })

  test('says that the cluster does not answer, where it has not for long', async () => {
    await store.close()
    let ahead = 0
    store = storeOver(fake, { ...(limits ? { limits } : {}), now: () => Date.now() + ahead })
    const reader = read()
    await shows(reader)
    fake.isDown = true
    fake.cut()
    await delay(400)
    ahead = 11_000
    store.bumpEpoch()
    await expect(reader.ended).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  })
})

describe('a token', () => {
  test('goes on with what changed since, merged by object', async () => {
    await cachedPage(store, alice, listQuery())
    const first = read()
    await shows(first)
    first.stop.abort()
    await first.ended
    fake.put('shop', 'new')
    fake.put('shop', 'gone')
    fake.remove('shop', 'gone')
    fake.put('shop', 'new', { spec: { size: 2 } })
    fake.remove('shop', 'w-0')
    await vi.waitFor(async () => expect((await cachedPage(store, alice, listQuery())).resourceVersion).toBe(fake.resourceVersion()))
    const again = read({}, first.last()?.token)
    await vi.waitFor(() => expect(again.batches.length).toBe(1))
    const [batch] = again.batches
    expect([batch?.type, batch?.changes.map(({ type, object }) => `${type} ${object.key}`).sort()]).toEqual(['DELTA', ['ADDED shop/new', 'DELETED shop/w-0']])
  })

  test('is the resource version of a list, too, where that is one list', async () => {
    const page = await cachedPage(store, alice, listQuery())
    fake.put('shop', 'later')
    fake.remove('bank', 'w-0')
    const reader = read({}, page.resourceVersion)
    await vi.waitFor(() => expect(reader.batches.flatMap(({ changes }) => changes).map(({ type, object }) => [type, object.key])).toHaveLength(2), 12_000)
    expect(reader.batches.map(({ type }) => type)).not.toContain('SNAPSHOT')
    const several = read({ namespaces: ['shop', 'bank'] }, page.resourceVersion)
    await vi.waitFor(() => expect(several.batches[0]).toMatchObject({ type: 'SNAPSHOT' }), 12_000)
  })

  // A page is read of the kube-apiserver before the list of it is begun, here or in another replica.
  test.each<[string, Parameters<typeof listQuery>[0], string[]]>([
    ['everything', {}, ['ADDED shop/new', 'DELETED shop/w-0', 'MODIFIED bank/w-1']],
    ['one namespace', { namespaces: ['shop'] }, ['ADDED shop/new', 'DELETED shop/w-0']],
    ['what fits', { where: [{ path: '.spec.size', op: 'GE', value: 0 }], namespaces: ['bank'] }, ['MODIFIED bank/w-1']],
  ])('of a time before the list was begun goes on too, with what was changed and deleted meanwhile: %s', async (_, more, told) => {
    const before = fake.resourceVersion()
    fake.put('shop', 'new')
    fake.put('shop', 'short-lived')
    fake.remove('shop', 'short-lived')
    fake.remove('shop', 'w-0')
    fake.put('bank', 'w-1', { spec: { size: 7 } })
    await cachedPage(store, alice, listQuery())
    const reader = read(more, before)
    await vi.waitFor(() => expect(reader.batches.length).toBe(1), 12_000)
    const [batch] = reader.batches
    expect([batch?.type, batch?.changes.map(({ type, object }) => `${type} ${object.key}`).sort()]).toEqual(['DELTA', told])
    const [here = 'shop'] = more?.namespaces ?? []
    fake.put(here, 'w-2', { spec: { size: 0 } })
    await vi.waitFor(() => expect(reader.last()?.changes.map(({ object }) => object.key)).toEqual([`${here}/w-2`]))
  })

  test('of a time before the list was begun, since when something may have come to fit no more, begins anew', async () => {
    const before = fake.resourceVersion()
    fake.put('bank', 'w-1', { spec: { size: 7 } })
    await cachedPage(store, alice, listQuery())
    const reader = read({ where: [{ path: '.spec.size', op: 'LT', value: 5 }] }, before)
    await vi.waitFor(() => expect(reader.batches[0]?.type).toBe('SNAPSHOT'), 12_000)
    expect(reader.held.has('bank/w-1')).toBe(false)
  })

  test('of a time before the list was begun, which the kube-apiserver knows no more, begins anew', async () => {
    const before = fake.resourceVersion()
    fake.remove('shop', 'w-0')
    await cachedPage(store, alice, listQuery())
    fake.compact()
    const reader = read({}, before)
    await shows(reader)
    expect(reader.batches[0]?.type).toBe('SNAPSHOT')
  })

  test.each<[string, (token: string) => string, Parameters<typeof listQuery>[0]?]>([
    ['nonsense', () => 'nonsense'],
    ['of another selection', token => token, { search: 'w' }],
    ['of other namespaces', token => token, { namespaces: ['shop'] }],
    ['of a time that is forgotten', () => Buffer.from(JSON.stringify({ of: 'x', at: { '': '1' } })).toString('base64url')],
  ])('that is %s begins anew', async (_, change, more = {}) => {
    const first = read()
    await shows(first)
    const again = read(more, change(first.last()?.token ?? ''))
    await vi.waitFor(() => expect(again.batches[0]?.type).toBe('SNAPSHOT'))
  })

  test('of a moment at which the identity saw more than now begins anew', async () => {
    const namespaces = ['shop', 'bank']
    const first = read({ namespaces })
    await shows(first)
    fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
    store.bumpEpoch()
    const again = read({ namespaces }, first.last()?.token)
    await vi.waitFor(() => expect(again.last()).toMatchObject({ type: 'SNAPSHOT', denied: [{ namespace: 'bank' }] }))
    expect([...again.held.keys()]).toEqual(['shop/w-0', 'shop/w-1', 'shop/w-2'])
  })
})

test('a large snapshot comes in pieces, of which the last alone has a token', async () => {
  for (let more = 0; more < 1_200; more += 1) fake.put('bulk', `b-${more}`)
  const reader = read()
  await shows(reader)
  expect(reader.batches.map(({ changes, isFirst, isComplete, token }) => [changes.length <= 500, isFirst, isComplete, token !== ''])).toEqual([
    [true, true, false, false],
    [true, false, false, false],
    [true, false, true, true],
  ])
})

test('of a namespace that is cut from the list of the whole cluster nothing else is told', async () => {
  await cachedPage(store, alice, listQuery())
  const reader = read({ namespaces: ['shop'] })
  const inShop = () => fromKube(key => key.startsWith('shop/'))
  await shows(reader, inShop)
  fake.put('bank', 'new')
  fake.put('bank', 'w-0', { spec: { size: 8 } })
  fake.remove('shop', 'w-0')
  await shows(reader, inShop)
  expect([store.metrics().lists, reader.batches.flatMap(({ changes }) => changes).every(({ object }) => object.namespace === 'shop')]).toEqual([1, true])
})

test('one watch serves all followers of an identity', async () => {
  const readers = Array.from({ length: 20 }, () => read())
  for (const reader of readers) await shows(reader)
  fake.put('shop', 'new')
  for (const reader of readers) await shows(reader)
  expect([fake.count('watch-list'), fake.count('watch'), store.metrics().followers]).toEqual([1, 0, 20])
})

test('Secrets are followed live', async () => {
  const reader = read({ resource: { ...widgets, resource: 'secrets' } })
  await shows(reader)
  fake.put('shop', 'new')
  await shows(reader)
  expect(store.metrics().lists).toBe(0)
})

test('what breaks while something else is being opened is read anew', async () => {
  fake.delayMs = namespace => (namespace === 'bank' ? 2_000 : 0)
  const reader = read({ namespaces: ['bank', 'shop'] })
  await vi.waitFor(() => expect([...fake.watches].map(({ namespace }) => namespace)).toEqual(['shop']))
  // Its watch is refused once, and the list with it.
  const refused = fake.count('watch')
  fake.mayDo = (_user, verb, namespace) => !(verb === 'watch' && namespace === 'shop')
  fake.cut()
  await vi.waitFor(() => expect(fake.count('watch')).toBeGreaterThan(refused))
  await vi.waitFor(() => expect(store.metrics().refused).toBe(1))
  fake.mayDo = () => true
  expect(reader.batches).toEqual([])
  await vi.waitFor(() => expect(reader.last()?.isComplete).toBe(true), { timeout: 10_000 })
  fake.put('shop', 'later')
  await shows(reader)
}, 30_000)
