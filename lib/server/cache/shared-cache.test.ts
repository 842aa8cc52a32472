import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeLists, startFakeLists, widgets } from '../testing/fake-lists.ts'
import { cachedPage, createReader, forever, keysOf, listQuery, storeOver, userSession } from '../testing/store-kit.ts'
import type { RunningStore } from './create-scoped-store.ts'

let fake: FakeLists
let store: RunningStore
const alice = userSession('alice')
const bob = userSession('bob')
/** The server itself sends no Impersonate-User. */
const server = ''

beforeEach(async () => {
  fake = await startFakeLists()
  for (const namespace of ['shop', 'bank']) for (let size = 0; size < 3; size += 1) fake.put(namespace, `w-${size}`, { spec: { size } })
  store = storeOver(fake, { isShared: true })
})
afterEach(async () => {
  await store.close()
  await fake.close()
})

test('one list of the server’s own serves all, each by a review of theirs', async () => {
  await cachedPage(store, alice, listQuery())
  await cachedPage(store, bob, listQuery())
  expect([fake.count('watch-list', server), fake.count('watch-list'), store.metrics().lists]).toEqual([1, 1, 1])
  expect(new Set(fake.seen.filter(({ what }) => what === 'review').map(({ user }) => user))).toEqual(new Set(['alice', 'bob']))
})

test('who may not see it gets the kube-apiserver’s refusal, though the server holds it', async () => {
  await cachedPage(store, alice, listQuery())
  fake.mayDo = user => user !== 'bob'
  await expect(store.page(bob, listQuery(), forever)).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('User "bob"') })
  fake.mayDo = (user, _verb, namespace) => user !== 'bob' || namespace === 'shop'
  store.bumpEpoch()
  const page = await cachedPage(store, bob, listQuery({ namespaces: ['shop'] }))
  expect(keysOf(page)).toEqual(['shop/w-0', 'shop/w-1', 'shop/w-2'])
  await expect(store.page(bob, listQuery(), forever)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a follow loses what its reader may see no longer, though the list goes on', async () => {
  const stop = new AbortController()
  const reader = createReader()
  const ended = (async () => {
    for await (const batch of store.follow(bob, listQuery({ namespaces: ['shop', 'bank'] }), null, stop.signal)) reader.take(batch)
  })()
  await vi.waitFor(() => expect(reader.held.size).toBe(6))
  fake.mayDo = (user, _verb, namespace) => user !== 'bob' || namespace === 'shop'
  store.bumpEpoch()
  await vi.waitFor(() => expect([...reader.held.keys()]).toEqual(['shop/w-0', 'shop/w-1', 'shop/w-2']))
  fake.put('bank', 'hidden')
  fake.put('shop', 'seen')
  await vi.waitFor(() => expect(reader.held.size).toBe(4))
  expect([...reader.held.keys()]).not.toContain('bank/hidden')
  stop.abort()
  await ended
})

test('what the server may not read itself is cached for each identity, by its own rights', async () => {
  fake.mayDo = user => user !== server
  await store.page(alice, listQuery({ search: 'w' }), forever)
  await cachedPage(store, alice, listQuery())
  expect([...fake.watches].map(({ user }) => user)).toEqual(['alice'])
})

test('kinds of Kubernetes itself, and Secrets of whatever group, are never read by the server', async () => {
  for (const resource of [
    { ...widgets, resource: 'secrets' },
    { ...widgets, group: '' },
  ])
    await store.page(alice, listQuery({ resource }), forever).catch(() => undefined)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(fake.seen.filter(({ user, url }) => user === server && !url.includes('rbac.authorization'))).toEqual([])
})
