import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createAccessReviewer, type FreshReviewer } from '../access/review-access.ts'
import { createOwnClient } from '../kube/own-client.ts'
import { createUserClient, type UserClient, type UserRequest } from '../kube/user-client.ts'
import { type FakeLists, startFakeLists } from '../testing/fake-lists.ts'
import { silent } from '../testing/session-kit.ts'
import { createReader, listQuery, userSession } from '../testing/store-kit.ts'
import { createScopedStore, type RunningStore } from './create-scoped-store.ts'
import type { ChangeBatch } from './scoped-store.ts'

let fake: FakeLists
let store: RunningStore
let ahead: number
let isReady: boolean
/** Stands in the way of a request as the user, or of a review. */
let onRequest: (request: UserRequest) => Promise<void> | undefined
let onReview: (namespace: string | undefined) => Promise<boolean> | undefined
let stops: AbortController[]
const alice = userSession('alice')
const never = new Promise<never>(() => undefined)

function build(limits?: { kindBytes: number; totalBytes: number }): RunningStore {
  const real = createUserClient(fake.kube.connection, async () => 'classic', '1.2.3')
  const users: UserClient = {
    ...real,
    async request(caller, request) {
      await onRequest(request)
      return real.request(caller, request)
    },
  }
  const now = () => Date.now() + ahead
  const asking = createAccessReviewer(createOwnClient(fake.kube.connection), { refusals: async () => () => null }, now)
  const reviewer: FreshReviewer = {
    forget: asking.forget,
    async reviewFresh(identity, questions, atMostMs) {
      const allowed = await onReview(questions[0]?.namespace)
      return allowed === undefined ? asking.reviewFresh(identity, questions, atMostMs) : questions.map(() => ({ allowed, reason: '' }))
    },
  }
  return createScopedStore({ users, reviewer, logger: silent, now, isReady: async () => isReady, ...(limits ? { limits } : {}) })
}

beforeEach(async () => {
  fake = await startFakeLists()
  for (const namespace of ['bank', 'shop']) for (let size = 0; size < 3; size += 1) fake.put(namespace, `w-${size}`, { spec: { size } })
  ahead = 0
  isReady = true
  onRequest = onReview = () => undefined
  store = build()
  stops = []
})
afterEach(async () => {
  for (const stop of stops) stop.abort()
  await store.close()
  await fake.close()
})

function read(namespaces: string[] | null = null, fieldSelector = '') {
  const stop = new AbortController()
  stops.push(stop)
  const reader = createReader()
  const batches: ChangeBatch[] = []
  const ended = (async () => {
    for await (const batch of store.follow(alice, listQuery({ namespaces, fieldSelector }), null, stop.signal)) {
      batches.push(batch)
      reader.take(batch)
    }
  })()
  ended.catch(() => undefined)
  return { ...reader, batches, ended, snapshots: () => batches.filter(({ type, isFirst }) => type === 'SNAPSHOT' && isFirst).length }
}
const shows = (reader: ReturnType<typeof read>, count: number) =>
  vi.waitFor(() => expect([reader.held.size, reader.mistakes]).toEqual([count, []]), { timeout: 5_000 })

test('nothing more is told once a review says no, however long the kube-apiserver takes to word it', async () => {
  const reader = read()
  await shows(reader, 6)
  fake.mayDo = () => false
  onRequest = ({ path }) => (path.includes('limit=1&') || path.endsWith('limit=1') ? never : undefined)
  store.bumpEpoch()
  await vi.waitFor(() => expect(reader.held.size).toBe(0), { timeout: 1_500 })
  fake.put('shop', 'secret')
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('any more') })
  expect(reader.batches.flatMap(({ changes }) => changes).some(({ object }) => object.key === 'shop/secret')).toBe(false)
})

test('a follow ends where reviews hang, though its watch stands', async () => {
  const reader = read()
  await shows(reader, 6)
  onReview = () => never
  store.bumpEpoch()
  await delay(20)
  ahead = 11_000
  store.bumpEpoch()
  await expect(reader.ended).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
})

test('a review that hangs is given up, and asked again', async () => {
  const reader = read()
  await shows(reader, 6)
  onReview = () => never
  store.bumpEpoch()
  await delay(20)
  onReview = () => undefined
  fake.mayDo = () => false
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN' })
}, 8_000)

test('where the kube-apiserver lists what the review denies, it is followed live, and read anew but once', async () => {
  const reader = read()
  await shows(reader, 6)
  onReview = async () => false
  store.bumpEpoch()
  await vi.waitFor(() => expect([reader.snapshots(), reader.held.size]).toEqual([2, 6]), { timeout: 3_000 })
  await delay(700)
  store.bumpEpoch()
  fake.put('shop', 'new')
  await shows(reader, 7)
  await delay(700)
  expect(reader.snapshots()).toBe(2)
  fake.mayDo = () => false
  store.bumpEpoch()
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('cannot list') })
})

test('one object is followed by the right to its name alone, and no list is read for it', async () => {
  fake.mayDo = (_, __, ___, name) => name === 'w-1'
  const reader = read(['shop'], 'metadata.name=w-1')
  await shows(reader, 1)
  store.bumpEpoch()
  await delay(700)
  fake.put('shop', 'w-1', { spec: { size: 9 } })
  fake.put('shop', 'w-2', { spec: { size: 9 } })
  await vi.waitFor(() =>
    expect(reader.batches.flatMap(({ changes }) => changes).map(({ type, object }) => [type, object.key])).toEqual([
      ['ADDED', 'shop/w-1'],
      ['MODIFIED', 'shop/w-1'],
    ]),
  )
  expect([reader.snapshots(), fake.count('watch-list')]).toEqual([1, 0])
  fake.mayDo = () => false
  store.bumpEpoch()
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(reader.held.size).toBe(0)
})

test('a page of one name is read without a list either, and only by who may', async () => {
  fake.mayDo = (_, __, ___, name) => name === 'w-1'
  const page = (fieldSelector: string) => store.page(alice, listQuery({ namespaces: ['shop'], fieldSelector }), new AbortController().signal)
  const { objects, source } = await page('metadata.name=w-1')
  expect([objects.map(({ key }) => key), source.from]).toEqual([['shop/w-1'], 'LIVE'])
  await expect(page('metadata.name=w-2')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await delay(300)
  expect(fake.count('watch-list')).toBe(0)
})

test.each([
  ['of the cache', undefined],
  ['live', { kindBytes: 1, totalBytes: 1 }],
])('a follow %s keeps what it told while the kube-apiserver is starting and refuses everything', async (_, limits) => {
  await store.close()
  store = build(limits)
  const reader = read()
  await shows(reader, 6)
  isReady = false
  fake.mayDo = () => false
  fake.cut()
  store.bumpEpoch()
  await delay(900)
  expect([reader.held.size, reader.batches.length]).toEqual([6, 1])
  isReady = true
  fake.mayDo = () => true
  fake.put('shop', 'new')
  await shows(reader, 7)
  expect([reader.snapshots(), reader.batches.flatMap(({ denied }) => denied)]).toEqual([1, []])
})

test('a review that said no just before the kube-apiserver was ready is asked again', async () => {
  const reader = read()
  await shows(reader, 6)
  let asked = 0
  onReview = async () => ++asked > 1
  store.bumpEpoch()
  await vi.waitFor(() => expect(asked).toBeGreaterThan(1))
  await delay(200)
  expect([reader.held.size, reader.batches.length]).toEqual([6, 1])
})

test('what is gained is not told as changed where the reader had nothing', async () => {
  for (let more = 0; more < 2_000; more += 1) fake.put('bank', `b-${more}`)
  fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
  const reader = read(['bank', 'shop'])
  await shows(reader, 3)
  fake.mayDo = () => true
  const changing = setInterval(() => fake.put('bank', 'w-1', { spec: { size: Math.random() } }), 1)
  store.bumpEpoch()
  await vi.waitFor(() => expect(reader.held.size).toBe(2_006), { timeout: 5_000 })
  clearInterval(changing)
  expect([reader.mistakes, reader.snapshots()]).toEqual([[], 2])
})

test('of a namespace that is denied during the snapshot the rest is left out', async () => {
  for (let more = 0; more < 1_500; more += 1) fake.put('bank', `b-${more}`)
  const stop = new AbortController()
  stops.push(stop)
  const follow = store.follow(alice, listQuery({ namespaces: ['bank', 'shop'] }), null, stop.signal)[Symbol.asyncIterator]()
  const first = await follow.next()
  expect(first.value?.isComplete).toBe(false)
  fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
  store.bumpEpoch()
  await delay(700)
  const reader = createReader()
  while (reader.held.size === 0) reader.take((await follow.next()).value as ChangeBatch)
  expect([[...reader.held.keys()], reader.mistakes]).toEqual([['shop/w-0', 'shop/w-1', 'shop/w-2'], []])
})

test('a watch that is answered 429 is tried again', async () => {
  await store.close()
  store = build({ kindBytes: 1, totalBytes: 1 })
  const reader = read()
  await shows(reader, 6)
  await vi.waitFor(() => expect(fake.count('watch')).toBe(1))
  let busy = 2
  onRequest = async ({ path }) => {
    if (path.includes('watch=1') && busy-- > 0) throw new AppError('TOO_MANY_REQUESTS', 'busy', { details: { reason: 'TooManyRequests' } })
  }
  fake.cut()
  fake.put('shop', 'new')
  await shows(reader, 7)
  expect(busy).toBeLessThanOrEqual(0)
})

test('a page reads the cache of no scope that was denied since it was entered', async () => {
  const query = listQuery({ namespaces: ['bank', 'shop'] })
  await vi.waitFor(async () => expect((await store.page(alice, query, new AbortController().signal)).source.from).toBe('CACHE'))
  let asked = 0
  onReview = async namespace => namespace !== 'bank' || ++asked <= 1
  fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
  const page = await store.page(alice, query, new AbortController().signal)
  expect([page.objects.length, page.denied]).toMatchObject([3, [{ namespace: 'bank', code: 'FORBIDDEN' }]])
})
