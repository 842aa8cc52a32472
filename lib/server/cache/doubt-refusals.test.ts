import { describe, expect, type TestContext, test } from 'vitest'
import { createAccessReviewer } from '../access/review-access.ts'
import { createOwnClient } from '../kube/own-client.ts'
import { createUserClient } from '../kube/user-client.ts'
import { type FakeLists, startFakeLists, widgets } from '../testing/fake-lists.ts'
import { silent } from '../testing/session-kit.ts'
import { forever, listQuery, userSession } from '../testing/store-kit.ts'
import { createScopedStore, type RunningStore } from './create-scoped-store.ts'

const alice = userSession('alice')

type Refusing = { fake: FakeLists; store: RunningStore; isReady: () => Promise<boolean> }

/** A cluster with one object, and a store over it, for the running test. */
async function begin(onTestFinished: TestContext['onTestFinished']): Promise<Refusing> {
  const fake = await startFakeLists()
  fake.put('shop', 'w')
  const users = createUserClient(fake.kube.connection, async () => 'classic', '1.2.3')
  const reviewer = createAccessReviewer(createOwnClient(fake.kube.connection), { refusals: async () => () => null }, Date.now)
  const here: Refusing = { fake, store: createScopedStore({ users, reviewer, logger: silent, isReady: () => here.isReady() }), isReady: async () => true }
  onTestFinished(async () => {
    await here.store.close()
    await fake.close()
  })
  return here
}

async function scanAll(store: RunningStore): Promise<number> {
  let count = 0
  for await (const _ of store.scan(alice, listQuery(), forever)) count += 1
  return count
}
const reads: Array<[string, (store: RunningStore) => Promise<number>]> = [
  ['a page', async store => (await store.page(alice, listQuery(), forever)).objects.length],
  ['a filtered page', async store => (await store.page(alice, listQuery({ search: 'w' }), forever)).objects.length],
  ['an object', async store => Number((await store.get(alice, widgets, 'shop', 'w', forever)).key !== '')],
  ['a scan', scanAll],
]

const mayAll = (may: boolean) => (fake: FakeLists) => {
  fake.mayDo = () => may
}
const serves = (is: boolean) => (fake: FakeLists) => {
  fake.isServed = is
}

// At once: some of them wait for a list that does not come.
describe.concurrent.each([
  ['forbids', mayAll(false), mayAll(true), 'FORBIDDEN'],
  ['does not know', serves(false), serves(true), 'NOT_FOUND'],
])('a kube-apiserver that %s', (_, refuse, allow, code) => {
  test.for(reads)('%s while it is starting is not believed', async ([, ask], { onTestFinished }) => {
    const here = await begin(onTestFinished)
    refuse(here.fake)
    here.isReady = async () => false
    await expect(ask(here.store)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE', message: expect.stringContaining('starting') })
  })
  test.for(reads)('%s just before it was ready is asked again', async ([, ask], { onTestFinished }) => {
    const here = await begin(onTestFinished)
    refuse(here.fake)
    here.isReady = async () => {
      allow(here.fake)
      return true
    }
    expect(await ask(here.store)).toBe(1)
  })
  test.for(reads)('%s when it is ready is believed', async ([, ask], { onTestFinished }) => {
    const here = await begin(onTestFinished)
    refuse(here.fake)
    await expect(ask(here.store)).rejects.toMatchObject({ code })
  })
})
