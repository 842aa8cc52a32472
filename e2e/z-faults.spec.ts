import { setTimeout as delay } from 'node:timers/promises'
import { subscriptionFieldName } from '#domain/graphql/names.ts'
import { cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { ask, type Caller, callerOf, graphqlOrigin, tokenOf } from './graphql/ask.ts'
import { type CuttingFront, startCuttingFront } from './graphql/cutting-front.ts'
import { compactEtcd } from './graphql/etcd.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { batchFields, keepLiveList, type LiveList } from './graphql/live-list.ts'
import { type OwnServer, startOwnServer } from './graphql/own-server.ts'
import { createSecondApiServer, type SecondApiServer } from './graphql/second-api-server.ts'
import { openSse } from './graphql/sse.ts'
import { createTestResource, definitionOf, type TestResource } from './graphql/test-resource.ts'
import { errorCode, send } from './http.ts'
import { serviceAddress } from './mounts/nginx-mounts.ts'
import { isReady, latchkeyPods } from './pods.ts'
import { bearerOf, logInAt, logOutAt, type Replica, sessionAt } from './replicas.ts'

// What goes wrong around the server: nothing is shown that is not so, nothing is lost, and how long it takes is printed.
test.describe.configure({ mode: 'serial', timeout: 180_000 })
test.skip(cluster.authenticators === undefined, 'The control plane has to run on this machine, to be disturbed.')

let kube: Kube
let resource: TestResource
let namespace: string
/** Every version of every object that ever was, `key@resourceVersion`. */
const existed = new Set<string>()

test.beforeAll(async () => {
  kube = connectAdmin()
  resource = await createTestResource(kube)
  namespace = resource.namespaces[0] ?? ''
})
test.afterAll(async () => {
  await resource?.remove()
  await kube.close()
})

async function put(name: string, size: number, note = ''): Promise<void> {
  const { metadata } = await resource.put(namespace, name, { size, note })
  existed.add(`${namespace}/${name}@${metadata.resourceVersion}`)
}

/** What the kube-apiserver says now: key → resourceVersion. */
async function truth(): Promise<Map<string, string>> {
  const objects = (await kube.list(resource.path(namespace))) ?? new Map()
  return new Map([...objects].map(([key, { metadata }]) => [key, metadata.resourceVersion ?? '']))
}

const selection = (): string => `resource: {group: "${resource.group}", version: "v1", resource: "widgets"}, namespace: "${namespace}"`
function follow(caller: Caller): LiveList {
  const field = subscriptionFieldName({ group: resource.group, version: 'v1', resource: 'widgets' })
  const query = `subscription($resumeFrom: String) { ${field}(namespace: "${namespace}", resumeFrom: $resumeFrom) { ${batchFields} } }`
  return keepLiveList(resumeFrom => openSse(caller, { query, variables: { resumeFrom } }))
}

type Listed = { list: { items: Array<{ _key: string; metadata: { resourceVersion: string } }> } | null }
async function listed(caller: Caller): Promise<Map<string, string> | string> {
  const answer = await ask<Listed>(caller, `{ list(${selection()}, first: 500) { items { _key metadata { resourceVersion } } } }`)
  if (!answer.data?.list) return answer.codes.join()
  return new Map(answer.data.list.items.map(({ _key, metadata }) => [_key, metadata.resourceVersion]))
}

/** Waits until a stream and a list are what is so; prints how long it took. */
async function recovered(what: string, caller: Caller, live: LiveList, timeout = 60_000): Promise<void> {
  const startedMs = performance.now()
  const wanted = await truth()
  await expect.poll(() => live.versions(), { timeout, intervals: [50] }).toEqual(wanted)
  await expect.poll(() => listed(caller), { timeout, intervals: [100] }).toEqual(wanted)
  const refusals = [...new Set(live.refusals)].join(', ') || 'never refused'
  console.log(`recovery: ${what}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s, stream opened anew ${live.reopened()} times (${refusals})`)
  expect(
    [...live.seen].filter(version => !existed.has(version)),
    'nothing was shown that never was',
  ).toEqual([])
}

test.describe('between the server and the kube-apiserver', () => {
  let second: SecondApiServer
  let third: SecondApiServer | undefined
  let front: CuttingFront
  let server: OwnServer
  let caller: Caller
  let live: LiveList
  test.beforeAll(async () => {
    second = await createSecondApiServer()
    await second.start()
    front = await startCuttingFront(second.server)
    server = await startOwnServer({ kubeServer: front.server })
    caller = callerOf('admin', server.origin)
    for (let index = 0; index < 20; index += 1) await put(`object-${index}`, index)
    live = follow(caller)
    await recovered('nothing has happened yet', caller, live)
  })
  test.afterAll(async () => {
    await live?.close()
    await server?.stop()
    await front?.close()
    await second?.remove()
    await third?.remove()
  })

  test('a watch that is cut in the middle of a line loses and repeats nothing, ten times over', async () => {
    let slowestMs = 0
    for (let round = 0; round < 10; round += 1) {
      const cut = front.cutMidLine('widgets')
      await put('object-1', 100 + round, 'x'.repeat(4_000))
      await cut
      const startedMs = performance.now()
      await put('object-2', 100 + round)
      await resource.drop(namespace, 'object-3')
      if (round % 2 === 1) await put('object-3', round)
      await expect.poll(async () => live.versions(), { timeout: 30_000, intervals: [20] }).toEqual(await truth())
      slowestMs = Math.max(slowestMs, performance.now() - startedMs)
    }
    console.log(`recovery: a watch cut mid-line: ${(slowestMs / 1_000).toFixed(1)} s at most`)
    await recovered('after ten cuts', caller, live)
  })

  test('the kube-apiserver goes away and comes back: refusals meanwhile, and everything afterwards', async () => {
    await second.kill()
    await put('object-0', 1_000)
    await put('while-away', 1)
    await resource.drop(namespace, 'object-4')
    // What it remembers of rights is five seconds old at most; then it says that it cannot know.
    await expect.poll(() => listed(caller), { timeout: 20_000, intervals: [500] }).toMatch(/^(?:CLUSTER_UNREACHABLE|TIMEOUT|NOT_READY)$/)
    await delay(1_000)
    expect(await listed(caller), 'and goes on to say so').toMatch(/^(?:CLUSTER_UNREACHABLE|TIMEOUT|NOT_READY)$/)
    await second.start()
    await recovered('a restart of the kube-apiserver', caller, live)
    // A kube-apiserver that starts serves no custom resources yet and denies everything: that is no word on kinds and rights.
    expect([...new Set(live.refusals)].filter(code => ['FORBIDDEN', 'NOT_FOUND', 'QUERY_INVALID'].includes(code))).toEqual([])
  })

  test('where etcd has compacted away what a watch would go on from, the list is read anew (410)', async () => {
    const goneBefore = front.gone()
    front.holdWatches('widgets')
    for (let round = 0; round < 5; round += 1) await put('object-5', 2_000 + round)
    await resource.drop(namespace, 'object-6')
    await put('compacted', 1)
    const revision = await compactEtcd()
    // What it holds of the kind begins after all that the server has seen: nobody can go on from there.
    third = await createSecondApiServer()
    await third.start()
    const beside = connectAdmin(third.server)
    await expect.poll(async () => (await beside.ask(resource.path(namespace))).status, { timeout: 30_000 }).toBe(200)
    await beside.close()
    front.moveTo(third.server)
    await recovered(`compaction at revision ${revision}`, caller, live)
    console.log(`compaction: ${front.gone() - goneBefore} answers of 410`)
    expect(front.gone()).toBeGreaterThan(goneBefore)
  })

  test('a walk over pages that meets a compaction goes on, or is told GONE, and misses nothing', async () => {
    const query = `query($after: String) { list(${selection()}, first: 5, after: $after) { items { _key } pageInfo { endCursor hasNextPage } } }`
    type Page = { list: { items: Array<{ _key: string }>; pageInfo: { endCursor: string; hasNextPage: boolean } } | null }
    const keys: string[] = []
    for (let after: string | null = null, page = 0; ; page += 1) {
      const answer: { data: Page; codes: string[] } = await ask<Page>(caller, query, { after })
      if (!answer.data?.list) {
        expect(answer.codes).toEqual(['GONE'])
        return
      }
      keys.push(...answer.data.list.items.map(({ _key }) => _key))
      if (!answer.data.list.pageInfo.hasNextPage) break
      after = answer.data.list.pageInfo.endCursor
      if (page === 0) await compactEtcd()
    }
    expect(keys.sort()).toEqual([...(await truth()).keys()].sort())
  })

  test('readers that stop reading cost bounded memory, and see how things are once they read on', async () => {
    test.setTimeout(240_000)
    const field = subscriptionFieldName({ group: resource.group, version: 'v1', resource: 'widgets' })
    const query = `subscription { ${field}(namespace: "${namespace}") { type isFirst isComplete token denied { namespace code reason } changes { type key object { metadata { name namespace resourceVersion } spec { note } } } } }`
    let most = 0
    const change = async (rounds: number): Promise<void> => {
      const worker = async (index: number): Promise<void> => {
        for (let round = 0; round < rounds; round += 1) {
          await put(`slow-${index}-${round % 6}`, round, `${index}${round}`.padEnd(16_000, 'n'))
          most = Math.max(most, server.rssMiB())
        }
      }
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(worker))
    }
    const streams = await Promise.all(Array.from({ length: 8 }, () => openSse(caller, { query })))
    // A heap that has never had such changes in it grows by them, whoever reads.
    await change(50)
    const before = most
    for (const stream of streams) stream.stall()
    await change(250)
    const grown = most - before
    const lists = streams.map(stream => {
      let isOpen = true
      // The stream that stalled goes on; what comes after an end of it is opened as any other.
      return keepLiveList(async resumeFrom => {
        if (isOpen) {
          isOpen = false
          stream.flow()
          return stream
        }
        return openSse(caller, {
          query: query.replace('subscription {', 'subscription($resumeFrom: String) {').replace('namespace: "', 'resumeFrom: $resumeFrom, namespace: "'),
          variables: { resumeFrom },
        })
      })
    })
    const startedMs = performance.now()
    const wanted = await truth()
    // The snapshot was taken before the stall; what a reader has is that, and all that changed.
    const changed = (versions: Map<string, string>): Map<string, string> => new Map([...versions].filter(([key]) => key.includes('/slow-')))
    for (const list of lists) await expect.poll(() => changed(list.versions()), { timeout: 30_000 }).toEqual(changed(wanted))
    console.log(
      `recovery: stalled readers after 2,000 changes: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s, memory grew by ${grown.toFixed(0)} MiB`,
    )
    // Kept for each, they would be 250 MiB.
    expect(grown).toBeLessThanOrEqual(64)
    for (const list of lists) await list.close()
  })

  test('a kind that is deleted while it is followed and comes again is followed again', async () => {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${resource.group}`
    await kube.remove(path)
    await expect.poll(async () => (await kube.ask(path)).status, { timeout: 30_000 }).toBe(404)
    await expect.poll(() => [live.versions().size, live.isLive()], { timeout: 20_000 }).toEqual([0, false])
    await kube.apply(path, definitionOf(resource.group, { plural: 'widgets', kind: 'Widget', namespaced: true }))
    const startedMs = performance.now()
    await expect.poll(async () => (await kube.ask(resource.path(namespace))).status, { timeout: 30_000 }).toBe(200)
    await put('again', 1)
    await recovered('a kind that came again', caller, live)
    console.log(`recovery: since its definition came ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`)
  })
})

test.describe('of two replicas', () => {
  test.skip(process.env['LATCHKEY_E2E_ORIGIN'] !== undefined, 'Replicas are pods.')

  test('one is killed under load: its streams go on at the other, and every change that was acknowledged is seen', async () => {
    kubectl('admin', ['-n', 'latchkey-system', 'rollout', 'status', 'deployment/latchkey', '--timeout=120s'])
    expect(latchkeyPods().filter(isReady)).toHaveLength(2)
    const caller: Caller = { origin: `http://${serviceAddress()}`, token: tokenOf('admin') }
    const lives = Array.from({ length: 20 }, () => follow(caller))
    const first = await truth()
    for (const live of lives) await expect.poll(() => live.versions(), { timeout: 30_000 }).toEqual(first)
    const load = { isOn: true, acknowledged: [] as string[], asked: 0, failed: [] as string[] }
    const writer = async (worker: number): Promise<void> => {
      for (let index = 0; load.isOn; index += 1) {
        const name = `under-load-${worker}-${index}`
        const object = { apiVersion: `${resource.group}/v1`, kind: 'Widget', metadata: { name, namespace }, spec: { size: index } }
        // Through the API itself: what it acknowledged may not be lost with the replica that did.
        const answer = await ask<{ create: { object: { _key: string } } }>(caller, 'mutation($o: JSON!) { create(object: $o) { object { _key } } }', {
          o: object,
        }).catch(() => null)
        if (answer?.data?.create) load.acknowledged.push(answer.data.create.object._key)
        await delay(30)
      }
    }
    const reader = async (): Promise<void> => {
      while (load.isOn) {
        load.asked += 1
        const answer = await ask(caller, `{ list(${selection()}, first: 5) { total } }`).catch(() => null)
        if (answer?.status !== 200) load.failed.push(answer?.codes.join() ?? 'connection')
        await delay(20)
      }
    }
    const working = [writer(0), writer(1), reader(), reader(), reader(), reader()]
    await expect.poll(() => load.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(30)
    const victim = await busiestPod()
    expect(victim.subscriptions, 'streams at the replica that is killed').toBeGreaterThanOrEqual(10)
    kubectl('admin', ['-n', 'latchkey-system', 'delete', 'pod', victim.name, '--now', '--wait=false'])
    const standing = ['-n', 'latchkey-system', 'get', 'pod', victim.name, '--ignore-not-found', '-o', 'name']
    await expect.poll(() => kubectl('admin', standing), { timeout: 60_000, intervals: [100] }).toBe('')
    const goneMs = performance.now()
    await put('after-the-kill', 1)
    const key = `${namespace}/after-the-kill`
    await expect.poll(() => lives.filter(live => !live.versions().has(key)).length, { timeout: 60_000, intervals: [50] }).toBe(0)
    const seconds = ((performance.now() - goneMs) / 1_000).toFixed(1)
    const atKill = load.acknowledged.length
    await expect.poll(() => load.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(atKill + 30)
    load.isOn = false
    await Promise.all(working)
    const wanted = await truth()
    for (const [key, version] of wanted) existed.add(`${key}@${version}`)
    for (const live of lives) await expect.poll(() => live.versions(), { timeout: 60_000 }).toEqual(wanted)
    const reopened = lives.map(live => live.reopened())
    console.log(
      `recovery: a replica killed under load: all 20 streams go on ${seconds} s after it is gone, ${reopened.filter(count => count > 0).length} of them at the other; ` +
        `${load.acknowledged.length} changes acknowledged and seen, ${load.failed.length} of ${load.asked} lists failed (${[...new Set(load.failed)].join(', ')})`,
    )
    for (const live of lives) expect(load.acknowledged.filter(key => ![...live.seen].some(version => version.startsWith(`${key}@`)))).toEqual([])
    expect(reopened.filter(count => count > 0).length).toBeGreaterThanOrEqual(10)
    for (const live of lives) await live.close()
    kubectl('admin', ['-n', 'latchkey-system', 'rollout', 'status', 'deployment/latchkey', '--timeout=120s'])
  })
})

/** The replica with most of the streams: the Service spreads them by chance. */
async function busiestPod(): Promise<{ name: string; subscriptions: number }> {
  const read = latchkeyPods().map(async ({ metadata: { name }, status: { podIP } }) => {
    const { text } = await send(`http://${podIP}:9090/metrics`)
    return { name, subscriptions: Number(/^latchkey_graphql_subscriptions (\d+)$/m.exec(text)?.[1]) }
  })
  const [busiest] = (await Promise.all(read)).sort((a, b) => b.subscriptions - a.subscriptions)
  if (!busiest) throw new Error('there is no pod of Latchkey')
  return busiest
}

/** How far clocks may be apart for a sign-out everywhere (docs/decisions/revocation.md says five seconds), and far beyond. */
const skews = [4_000, -4_000, 600_000, -600_000]
for (const offsetMs of skews)
  test.describe(`a replica whose clock is ${Math.abs(offsetMs) / 1_000} s ${offsetMs > 0 ? 'ahead' : 'behind'}`, () => {
    let skewed: OwnServer
    let wrong: Replica
    let right: Replica
    test.beforeAll(async () => {
      const module = new URL('./graphql/shifted-clock.mjs', import.meta.url).pathname
      skewed = await startOwnServer({ nodeArgs: ['--import', module], env: { LATCHKEY_E2E_CLOCK_OFFSET_MS: String(offsetMs) } })
      wrong = { pod: '', origin: skewed.origin, close() {} }
      right = { pod: '', origin: graphqlOrigin(), close() {} }
    })
    test.afterAll(() => skewed?.stop())
    const standing = async (replica: Replica, token: string): Promise<string> => {
      const answer = await sessionAt(replica, token)
      return answer.status === 200 ? 'accepted' : errorCode(answer)
    }

    test('shows what is so, by lists and by streams', async () => {
      const caller = callerOf('admin', skewed.origin)
      const live = follow(caller)
      await recovered(`a clock ${offsetMs / 1_000} s off, first look`, caller, live)
      await put('skewed', 1)
      await resource.drop(namespace, 'skewed')
      await recovered(`a clock ${offsetMs / 1_000} s off, after changes`, caller, live)
      await live.close()
    })

    test('issues sessions that the others take, and that end when they are signed out', async () => {
      const bearer = bearerOf('viewer')
      const [there, here] = [await logInAt(wrong, bearer), await logInAt(right, bearer)]
      expect([await standing(right, there.token), await standing(wrong, here.token)]).toEqual(['accepted', 'accepted'])
      const { expiresAt } = JSON.parse((await sessionAt(right, there.token)).text) as { expiresAt: string }
      expect(Date.parse(expiresAt) - Date.now(), 'never longer, by more than the clock is wrong').toBeLessThanOrEqual(10 * 3_600_000 + Math.max(0, offsetMs))
      if (Math.abs(offsetMs) < 5_000) expect((await logOutAt(right, here.token, true)).status).toBe(204)
      else for (const { token } of [here, there]) expect((await logOutAt(right, token)).status).toBe(204)
      const standings = () => Promise.all([right, wrong].flatMap(replica => [there, here].map(({ token }) => standing(replica, token))))
      await expect.poll(standings, { timeout: 8_000 }).toEqual(Array.from({ length: 4 }, () => 'SESSION_REVOKED'))
      const next = await logInAt(right, bearer)
      expect([await standing(right, next.token), await standing(wrong, next.token)]).toEqual(['accepted', 'accepted'])
    })
  })
