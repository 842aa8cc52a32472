import { setTimeout as delay } from 'node:timers/promises'
import { expect, type TestContext, test, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createAccessReviewer, type FreshReviewer } from '../access/review-access.ts'
import { createOwnClient } from '../kube/own-client.ts'
import { createUserClient, type UserClient, type UserRequest } from '../kube/user-client.ts'
import { type FakeLists, startFakeLists } from '../testing/fake-lists.ts'
import { silent } from '../testing/session-kit.ts'
import { createReader, listQuery, userSession } from '../testing/store-kit.ts'
import { createScopedStore, type RunningStore } from './create-scoped-store.ts'
import type { ChangeBatch } from './scoped-store.ts'

type Followed = {
  fake: FakeLists
  store: RunningStore
  ahead: number
  isReady: boolean
  /** Stands in the way of a request as the user, or of a review. */
  onRequest: (request: UserRequest) => Promise<void> | undefined
  onReview: (namespace: string | undefined) => Promise<boolean> | undefined
  stops: AbortController[]
}
type Limits = { kindBytes: number; totalBytes: number }
const alice = userSession('alice')
const never = new Promise<never>(() => undefined)

function build(here: Omit<Followed, 'store'>, limits?: Limits): RunningStore {
  const { connection } = here.fake.kube
  const real = createUserClient(connection, async () => 'classic', '1.2.3')
  const users: UserClient = {
    ...real,
    async request(caller, request) {
      await here.onRequest(request)
      return real.request(caller, request)
    },
  }
  const now = () => Date.now() + here.ahead
  const asking = createAccessReviewer(createOwnClient(connection), { refusals: async () => () => null }, now)
  const reviewer: FreshReviewer = {
    forget: asking.forget,
    async reviewFresh(identity, questions, atMostMs) {
      const allowed = await here.onReview(questions[0]?.namespace)
      return allowed === undefined ? asking.reviewFresh(identity, questions, atMostMs) : questions.map(() => ({ allowed, reason: '' }))
    },
  }
  return createScopedStore({ users, reviewer, logger: silent, now, isReady: async () => here.isReady, ...(limits ? { limits } : {}) })
}

/** A cluster of six objects, and a store over it, for the running test. */
async function begin({ onTestFinished }: TestContext, limits?: Limits): Promise<Followed> {
  const fake = await startFakeLists()
  for (const namespace of ['bank', 'shop']) for (let size = 0; size < 3; size += 1) fake.put(namespace, `w-${size}`, { spec: { size } })
  const stops: AbortController[] = []
  const here: Omit<Followed, 'store'> = { fake, ahead: 0, isReady: true, onRequest: () => undefined, onReview: () => undefined, stops }
  const store = build(here, limits)
  onTestFinished(async () => {
    for (const stop of stops) stop.abort()
    await store.close()
    await fake.close()
  })
  return Object.assign(here, { store })
}

function read({ store, stops }: Followed, namespaces: string[] | null = null, fieldSelector = '') {
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

// These wait more than they work.
test.concurrent('nothing more is told once a review says no, however long the kube-apiserver takes to word it', async context => {
  const here = await begin(context)
  const reader = read(here)
  await shows(reader, 6)
  here.fake.mayDo = () => false
  here.onRequest = ({ path }) => (path.includes('limit=1&') || path.endsWith('limit=1') ? never : undefined)
  here.store.bumpEpoch()
  await vi.waitFor(() => expect(reader.held.size).toBe(0), { timeout: 1_500 })
  here.fake.put('shop', 'secret')
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('any more') })
  expect(reader.batches.flatMap(({ changes }) => changes).some(({ object }) => object.key === 'shop/secret')).toBe(false)
})

test.concurrent('a follow ends where reviews hang, though its watch stands', async context => {
  const here = await begin(context)
  const reader = read(here)
  await shows(reader, 6)
  here.onReview = () => never
  here.store.bumpEpoch()
  await delay(20)
  here.ahead = 11_000
  here.store.bumpEpoch()
  await expect(reader.ended).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
})

test.concurrent('a follow does not begin by a review that is good for a page still', async context => {
  const here = await begin(context)
  await shows(read(here), 6)
  here.fake.mayDo = () => false
  here.ahead = 2_000
  const late = read(here)
  let isOver = false
  late.ended.catch(() => {
    isOver = true
  })
  await vi.waitFor(() => expect(isOver).toBe(true), { timeout: 2_500 })
  await expect(late.ended).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(late.batches).toEqual([])
})

test.concurrent('a review that hangs is given up, and asked again', async context => {
  const here = await begin(context)
  const reader = read(here)
  await shows(reader, 6)
  here.onReview = () => never
  here.store.bumpEpoch()
  await delay(20)
  here.onReview = () => undefined
  here.fake.mayDo = () => false
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN' })
}, 8_000)

test.concurrent('where the kube-apiserver lists what the review denies, it is followed live, and read anew but once', async context => {
  const here = await begin(context)
  const reader = read(here)
  await shows(reader, 6)
  here.onReview = async () => false
  here.store.bumpEpoch()
  await vi.waitFor(() => expect([reader.snapshots(), reader.held.size]).toEqual([2, 6]), { timeout: 3_000 })
  await delay(700)
  here.store.bumpEpoch()
  here.fake.put('shop', 'new')
  await shows(reader, 7)
  await delay(700)
  expect(reader.snapshots()).toBe(2)
  here.fake.mayDo = () => false
  here.store.bumpEpoch()
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('cannot list') })
})

test.concurrent('one object is followed by the right to its name alone, and no list is read for it', async context => {
  const here = await begin(context)
  here.fake.mayDo = (_, __, ___, name) => name === 'w-1'
  const reader = read(here, ['shop'], 'metadata.name=w-1')
  await shows(reader, 1)
  here.store.bumpEpoch()
  await delay(700)
  here.fake.put('shop', 'w-1', { spec: { size: 9 } })
  here.fake.put('shop', 'w-2', { spec: { size: 9 } })
  await vi.waitFor(() =>
    expect(reader.batches.flatMap(({ changes }) => changes).map(({ type, object }) => [type, object.key])).toEqual([
      ['ADDED', 'shop/w-1'],
      ['MODIFIED', 'shop/w-1'],
    ]),
  )
  expect([reader.snapshots(), here.fake.count('watch-list')]).toEqual([1, 0])
  here.fake.mayDo = () => false
  here.store.bumpEpoch()
  await expect(reader.ended).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(reader.held.size).toBe(0)
})

test.concurrent('a page of one name is read without a list either, and only by who may', async context => {
  const here = await begin(context)
  here.fake.mayDo = (_, __, ___, name) => name === 'w-1'
  const page = (fieldSelector: string) => here.store.page(alice, listQuery({ namespaces: ['shop'], fieldSelector }), new AbortController().signal)
  const { objects, source } = await page('metadata.name=w-1')
  expect([objects.map(({ key }) => key), source.from]).toEqual([['shop/w-1'], 'LIVE'])
  await expect(page('metadata.name=w-2')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await delay(300)
  expect(here.fake.count('watch-list')).toBe(0)
})

test.concurrent.for([
  ['of the cache', undefined],
  ['live', { kindBytes: 1, totalBytes: 1 }],
] as const)('a follow %s keeps what it told while the kube-apiserver is starting and refuses everything', async ([, limits], context) => {
  const here = await begin(context, limits)
  const reader = read(here)
  await shows(reader, 6)
  here.isReady = false
  here.fake.mayDo = () => false
  here.fake.cut()
  here.store.bumpEpoch()
  await delay(900)
  expect([reader.held.size, reader.batches.length]).toEqual([6, 1])
  here.isReady = true
  here.fake.mayDo = () => true
  here.fake.put('shop', 'new')
  await shows(reader, 7)
  expect([reader.snapshots(), reader.batches.flatMap(({ denied }) => denied)]).toEqual([1, []])
})

test.concurrent('a review that said no just before the kube-apiserver was ready is asked again', async context => {
  const here = await begin(context)
  const reader = read(here)
  await shows(reader, 6)
  let asked = 0
  here.onReview = async () => ++asked > 1
  here.store.bumpEpoch()
  await vi.waitFor(() => expect(asked).toBeGreaterThan(1))
  await delay(200)
  expect([reader.held.size, reader.batches.length]).toEqual([6, 1])
})

test.concurrent('a watch that is answered 429 is tried again', async context => {
  const here = await begin(context, { kindBytes: 1, totalBytes: 1 })
  const reader = read(here)
  await shows(reader, 6)
  await vi.waitFor(() => expect(here.fake.count('watch')).toBe(1))
  let busy = 2
  here.onRequest = async ({ path }) => {
    if (path.includes('watch=1') && busy-- > 0) throw new AppError('TOO_MANY_REQUESTS', 'busy', { details: { reason: 'TooManyRequests' } })
  }
  here.fake.cut()
  here.fake.put('shop', 'new')
  await shows(reader, 7)
  expect(busy).toBeLessThanOrEqual(0)
})

test.concurrent('a page reads the cache of no scope that was denied since it was entered', async context => {
  const here = await begin(context)
  const query = listQuery({ namespaces: ['bank', 'shop'] })
  await vi.waitFor(async () => expect((await here.store.page(alice, query, new AbortController().signal)).source.from).toBe('CACHE'), { timeout: 10_000 })
  let asked = 0
  here.onReview = async namespace => namespace !== 'bank' || ++asked <= 1
  here.fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
  const page = await here.store.page(alice, query, new AbortController().signal)
  expect([page.objects.length, page.denied]).toMatchObject([3, [{ namespace: 'bank', code: 'FORBIDDEN' }]])
})

test('what is gained is not told as changed where the reader had nothing', async context => {
  const here = await begin(context)
  for (let more = 0; more < 2_000; more += 1) here.fake.put('bank', `b-${more}`)
  here.fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
  const reader = read(here, ['bank', 'shop'])
  await shows(reader, 3)
  here.fake.mayDo = () => true
  const changing = setInterval(() => here.fake.put('bank', 'w-1', { spec: { size: Math.random() } }), 1)
  here.store.bumpEpoch()
  await vi.waitFor(() => expect(reader.held.size).toBe(2_006), { timeout: 5_000 })
  clearInterval(changing)
  expect([reader.mistakes, reader.snapshots()]).toEqual([[], 2])
})

test('of a namespace that is denied during the snapshot the rest is left out', async context => {
  const here = await begin(context)
  for (let more = 0; more < 1_500; more += 1) here.fake.put('bank', `b-${more}`)
  const stop = new AbortController()
  here.stops.push(stop)
  const follow = here.store.follow(alice, listQuery({ namespaces: ['bank', 'shop'] }), null, stop.signal)[Symbol.asyncIterator]()
  const first = await follow.next()
  expect(first.value?.isComplete).toBe(false)
  here.fake.mayDo = (_user, _verb, namespace) => namespace === 'shop'
  here.store.bumpEpoch()
  await delay(700)
  const reader = createReader()
  while (reader.held.size === 0) reader.take((await follow.next()).value as ChangeBatch)
  expect([[...reader.held.keys()], reader.mistakes]).toEqual([['shop/w-0', 'shop/w-1', 'shop/w-2'], []])
})
