import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAccessReviewer } from '../access/review-access.ts'
import { createOwnClient } from '../kube/own-client.ts'
import { createUserClient } from '../kube/user-client.ts'
import { type FakeLists, startFakeLists, widgets } from '../testing/fake-lists.ts'
import { silent } from '../testing/session-kit.ts'
import { forever, listQuery, userSession } from '../testing/store-kit.ts'
import { createScopedStore, type RunningStore } from './create-scoped-store.ts'

let fake: FakeLists
let store: RunningStore
let isReady: () => Promise<boolean>
const alice = userSession('alice')

beforeEach(async () => {
  fake = await startFakeLists()
  fake.put('shop', 'w')
  const users = createUserClient(fake.kube.connection, async () => 'classic', '1.2.3')
  const reviewer = createAccessReviewer(createOwnClient(fake.kube.connection), { refusals: async () => () => null }, Date.now)
  store = createScopedStore({ users, reviewer, logger: silent, isReady: () => isReady() })
})
afterEach(async () => {
  await store.close()
  await fake.close()
})

async function scanAll(): Promise<number> {
  let count = 0
  for await (const _ of store.scan(alice, listQuery(), forever)) count += 1
  return count
}
const reads: Array<[string, () => Promise<number>]> = [
  ['a page', async () => (await store.page(alice, listQuery(), forever)).objects.length],
  ['a filtered page', async () => (await store.page(alice, listQuery({ search: 'w' }), forever)).objects.length],
  ['an object', async () => Number((await store.get(alice, widgets, 'shop', 'w', forever)).key !== '')],
  ['a scan', scanAll],
]

const mayAll = (may: boolean) => () => {
  fake.mayDo = () => may
}
const serves = (is: boolean) => () => {
  fake.isServed = is
}

describe.each([
  ['forbids', mayAll(false), mayAll(true), 'FORBIDDEN'],
  ['does not know', serves(false), serves(true), 'NOT_FOUND'],
])('a kube-apiserver that %s', (_, refuse, allow, code) => {
  test.each(reads)('%s while it is starting is not believed', async (__, ask) => {
    refuse()
    isReady = async () => false
    await expect(ask()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE', message: expect.stringContaining('starting') })
  })
  test.each(reads)('%s just before it was ready is asked again', async (__, ask) => {
    refuse()
    isReady = async () => {
      allow()
      return true
    }
    expect(await ask()).toBe(1)
  })
  test.each(reads)('%s when it is ready is believed', async (__, ask) => {
    refuse()
    isReady = async () => true
    await expect(ask()).rejects.toMatchObject({ code })
  })
})
