import { stripVTControlCharacters } from 'node:util'
import { subscriptionFieldName } from '#domain/graphql/names.ts'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { type Caller, callerOf, freshToken, graphqlOrigin } from './graphql/ask.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { applyBatch, type Batch, batchFields, batchOf, keepLiveList, type StreamedObject } from './graphql/live-list.ts'
import type { Results } from './graphql/results.ts'
import { type Operation, openSse } from './graphql/sse.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'
import { openSocket } from './graphql/web-socket.ts'
import { send } from './http.ts'
import { startTunnel } from './latchkey.ts'

// A subscription tells all there is, then what changes, over both transports alike; it goes on after a break and ends with the session.
test.describe.configure({ mode: 'serial', timeout: 90_000 })

let kube: Kube
let resource: TestResource
let [here, there] = ['', '']
test.beforeAll(async () => {
  kube = connectAdmin()
  resource = await createTestResource(kube, 2)
  ;[here = '', there = ''] = resource.namespaces
})
test.afterAll(async () => {
  await resource?.remove()
  await kube.close()
})

type Transport = (caller: Caller, operation: Operation) => Promise<Results>
const transports: Record<string, Transport> = {
  SSE: openSse,
  WebSocket: async (caller, operation) => {
    const socket = await openSocket(caller)
    const results = socket.subscribe(operation)
    const close = (): void => {
      results.close()
      socket.close()
    }
    return { ...results, close }
  },
}

const root = (): string => subscriptionFieldName({ group: resource.group, version: 'v1', resource: 'widgets' })
const following = (args: string, selection = batchFields): string =>
  `subscription($resumeFrom: String) { ${root()}(${args}, resumeFrom: $resumeFrom) { ${selection} } }`

/** Batches until the snapshot is whole. */
async function snapshotOf(results: Results): Promise<Batch> {
  const first = batchOf(await results.next())
  expect([first.type, first.isFirst]).toEqual(['SNAPSHOT', true])
  let whole = first
  while (!whole.isComplete) {
    const next = batchOf(await results.next())
    whole = { ...next, changes: [...whole.changes, ...next.changes] }
  }
  return whole
}
const keysOf = ({ changes }: Batch): string[] => changes.map(({ key }) => key).sort()
/** What comes next that says something; batches without changes may say where to go on. */
async function deltaOf(results: Results): Promise<Batch> {
  for (;;) {
    const batch = batchOf(await results.next())
    expect(batch.type).toBe('DELTA')
    if (batch.changes.length > 0) return batch
  }
}

for (const [name, open] of Object.entries(transports)) {
  test.describe(name, () => {
    test('brings a snapshot, then each change with the fields that were asked for and no others', async () => {
      await resource.put(here, 'first', { size: 1, color: 'red', note: 'not asked for' })
      await resource.put(there, 'elsewhere', { size: 1 })
      const results = await open(callerOf('admin'), {
        query: following(
          `namespace: "${here}"`,
          'type isFirst isComplete token denied { namespace } changes { type key object { metadata { name } spec { color } } }',
        ),
      })
      const snapshot = await snapshotOf(results)
      expect(snapshot.changes.filter(({ key }) => key.endsWith('/first'))).toEqual([
        { type: 'ADDED', key: `${here}/first`, object: { metadata: { name: 'first' }, spec: { color: 'red' } } },
      ])
      expect(snapshot.token).not.toBe('')
      await resource.put(here, 'second', { size: 2, color: 'blue' })
      expect((await deltaOf(results)).changes).toEqual([
        { type: 'ADDED', key: `${here}/second`, object: { metadata: { name: 'second' }, spec: { color: 'blue' } } },
      ])
      await resource.put(here, 'second', { size: 2, color: 'green' })
      expect((await deltaOf(results)).changes).toEqual([
        { type: 'MODIFIED', key: `${here}/second`, object: { metadata: { name: 'second' }, spec: { color: 'green' } } },
      ])
      await resource.put(there, 'elsewhere', { size: 2 })
      await resource.drop(here, 'second')
      expect((await deltaOf(results)).changes, 'nothing of another namespace').toEqual([{ type: 'DELETED', key: `${here}/second`, object: null }])
      results.close()
    })

    test('an object that no longer fits is deleted, and one that comes to fit is added', async () => {
      await resource.put(here, 'fitting', { size: 9, color: 'red' }, { tier: 'gold' })
      const args = `namespace: "${here}", labelSelector: "tier=gold", where: [{path: ".spec.size", op: GT, value: 5}]`
      const results = await open(callerOf('admin'), { query: following(args) })
      expect(keysOf(await snapshotOf(results))).toEqual([`${here}/fitting`])
      await resource.put(here, 'fitting', { size: 1 }, { tier: 'gold' })
      expect((await deltaOf(results)).changes).toMatchObject([{ type: 'DELETED', key: `${here}/fitting` }])
      await resource.put(here, 'fitting', { size: 6 }, { tier: 'gold' })
      expect((await deltaOf(results)).changes).toMatchObject([{ type: 'ADDED', key: `${here}/fitting` }])
      await resource.put(here, 'fitting', { size: 6 }, { tier: 'iron' })
      expect((await deltaOf(results)).changes).toMatchObject([{ type: 'DELETED', key: `${here}/fitting` }])
      results.close()
    })

    test('goes on from a token with what it missed and nothing else', async () => {
      // At one replica: the other has not followed the list for as long, and begins with a snapshot.
      const caller = callerOf('admin')
      const query = following(`namespace: "${here}"`)
      const goOn = async (missed: string, gone: string): Promise<void> => {
        const before = await open(caller, { query })
        const snapshot = await snapshotOf(before)
        before.close()
        const held = new Map<string, StreamedObject>()
        applyBatch(held, snapshot)
        await resource.put(here, missed, { size: 1 })
        await resource.put(here, gone, { size: 1 })
        await resource.drop(here, gone)
        const after = await open(caller, { query, variables: { resumeFrom: snapshot.token } })
        const told: string[] = []
        const wanted = [...new Set([...keysOf(snapshot), `${here}/${missed}`])].sort()
        while ([...held.keys()].sort().join() !== wanted.join()) {
          const batch = batchOf(await after.next())
          // Within the minute that a list is remembered there is no other snapshot.
          expect(batch.type).toBe('DELTA')
          applyBatch(held, batch)
          told.push(...keysOf(batch))
        }
        expect(
          told.filter(key => ![`${here}/${missed}`, `${here}/${gone}`].includes(key)),
          'nothing is told again',
        ).toEqual([])
        await resource.put(here, missed, { size: 2 })
        expect((await deltaOf(after)).changes).toMatchObject([{ type: 'MODIFIED', key: `${here}/${missed}` }])
        after.close()
      }
      const as = name.toLowerCase()
      // A kube-apiserver that is still taking up a definition may end what is read of it once more, and then the list begins anew.
      await goOn(`missed-${as}`, `gone-${as}`).catch((error: Error) => {
        if (!/Received: "SNAPSHOT"/.test(stripVTControlCharacters(error.message))) throw error
        return goOn(`missed-again-${as}`, `gone-again-${as}`)
      })
    })

    test('a token of another selection or of nobody begins with a snapshot, or is refused', async () => {
      const other = await open(callerOf('admin'), { query: following(`namespace: "${there}"`) })
      const { token } = await snapshotOf(other)
      other.close()
      for (const resumeFrom of [token, 'nonsense', Buffer.from('{}').toString('base64url')]) {
        const results = await open(callerOf('admin'), { query: following(`namespace: "${here}"`), variables: { resumeFrom } })
        const first = await results.next()
        const code = first.errors?.[0]?.extensions.code
        if (code === undefined) expect([batchOf(first).type, keysOf(batchOf(first)).every(key => key.startsWith(`${here}/`))]).toEqual(['SNAPSHOT', true])
        else expect(code).toMatch(/^(?:BAD_REQUEST|GONE)$/)
        results.close()
      }
    })

    test('is refused with a code where nothing of it may be seen', async () => {
      const results = await open(callerOf('guest'), { query: following(`namespace: "${here}"`) })
      expect((await results.next()).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })
      await expect.poll(() => results.ended()).not.toBeNull()
      results.close()
    })

    test('ends within five seconds of the sign-out', async () => {
      const caller = { origin: graphqlOrigin(), token: freshToken('viewer') }
      const results = await open(caller, {
        query: 'subscription { networking_istio_io_v1_virtualservices(namespace: "shop") { type isFirst isComplete changes { key } } }',
      })
      await results.next()
      const headers = { 'content-type': 'application/json', 'x-latchkey-request': 'e2e', 'x-latchkey-session': caller.token }
      expect((await send(`${caller.origin}/api/v1/logout`, { method: 'POST', headers, body: '{}' })).status).toBe(204)
      await expect.poll(() => results.ended(), { timeout: 6_000, intervals: [50] }).not.toBeNull()
    })
  })
}

test('objects leave within seconds when rights leave, the stream says so, and they come back with the rights', async () => {
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `gql-${resource.tag}` }
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const bindingPath = (namespace: string): string => `${rbac}/namespaces/${namespace}/rolebindings/gql`
  const bind = (namespace: string) =>
    kube.apply(bindingPath(namespace), {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'gql', namespace }, roleRef: role },
      subjects: [{ apiGroup: role.apiGroup, kind: 'Group', name: 'team-shop' }],
    })
  await kube.apply(`${rbac}/clusterroles/${role.name}`, {
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: role.name } },
    rules: [{ apiGroups: [resource.group], resources: ['widgets'], verbs: ['get', 'list', 'watch'] }],
  })
  await Promise.all([bind(here), bind(there)])
  await resource.put(here, 'right', { size: 1 })
  await resource.put(there, 'right', { size: 1 })
  const caller = callerOf('editor')
  const live = keepLiveList(resumeFrom => openSse(caller, { query: following(`namespaces: ["${here}", "${there}"]`), variables: { resumeFrom } }))
  const shown = (): string[] => [...live.versions().keys()].filter(key => key.endsWith('/right')).sort()
  const took = async (what: string, expected: string[]): Promise<void> => {
    const startedMs = performance.now()
    await expect.poll(shown, { timeout: 10_000, intervals: [50] }).toEqual(expected)
    console.log(`rights: ${what} after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  }
  try {
    await took('two namespaces came', [`${here}/right`, `${there}/right`].sort())
    await kube.remove(bindingPath(there))
    await took('one left', [`${here}/right`])
    expect(live.denied()).toEqual([there])
    expect([live.refusals, live.reopened()], 'in the same stream').toEqual([[], 0])
    await bind(there)
    await took('one came back', [`${here}/right`, `${there}/right`].sort())
    expect(live.denied()).toEqual([])
    await kube.remove(bindingPath(here))
    await kube.remove(bindingPath(there))
    await took('all left', [])
    await expect.poll(() => live.refusals).toContain('FORBIDDEN')
    await bind(here)
    await took('and one came again', [`${here}/right`])
  } finally {
    await live.close()
    await kube.remove(`${rbac}/clusterroles/${role.name}`)
  }
})

test('the generic root follows any kind by its name, and enriched fields go with it', async () => {
  const query = `subscription { watch(resource: {group: "${resource.group}", version: "v1", resource: "widgets"}, namespace: "${here}") {
    type isFirst isComplete token denied { namespace code reason } changes { type key object { _key metadata { name resourceVersion } _health { level } _raw } } } }`
  const results = await openSse(callerOf('admin'), { query })
  const { changes } = await snapshotOf(results)
  expect(changes[0]?.object).toMatchObject({ _key: changes[0]?.key, _health: { level: expect.any(String) }, _raw: { kind: 'Widget' } })
  results.close()
})

test('through the tunnel and the service proxy each change comes as it happens, by both transports', async () => {
  test.skip(process.env['LATCHKEY_E2E_ORIGIN'] !== undefined, 'A tunnel leads to the installed server.')
  const tunnel = await startTunnel('admin', 'proxy')
  const caller = { origin: tunnel.mount, token: callerOf('admin').token }
  try {
    for (const [name, open] of Object.entries(transports)) {
      const results = await open(caller, { query: following(`namespace: "${there}"`) })
      await snapshotOf(results)
      for (const size of [1, 2, 3]) {
        await resource.put(there, `tunnelled-${name.toLowerCase()}`, { size })
        expect(keysOf(await deltaOf(results))).toEqual([`${there}/tunnelled-${name.toLowerCase()}`])
      }
      results.close()
    }
  } finally {
    await tunnel.stop()
  }
})

test('a WebSocket carries many subscriptions, and one that is ended leaves the others alone', async () => {
  const socket = await openSocket(callerOf('admin'))
  const [one, other] = [here, there].map(namespace => socket.subscribe({ query: following(`namespace: "${namespace}"`) })) as [Results, Results]
  await Promise.all([snapshotOf(one), snapshotOf(other)])
  one.close()
  await resource.put(here, 'unheard', { size: 1 })
  await resource.put(there, 'heard', { size: 1 })
  expect(keysOf(await deltaOf(other))).toEqual([`${there}/heard`])
  expect(one.waiting()).toBe(0)
  const wrong = socket.subscribe({ query: 'subscription { nonsense }' })
  expect((await wrong.next()).errors?.[0]?.extensions.code).toBe('QUERY_INVALID')
  expect(socket.closed()).toBeNull()
  socket.close()
})

test('a kind that is deleted ends its subscriptions with nothing left shown', async () => {
  const doomed = await createTestResource(kube, 1)
  try {
    const [namespace = ''] = doomed.namespaces
    await doomed.put(namespace, 'last', { size: 1 })
    const field = subscriptionFieldName({ group: doomed.group, version: 'v1', resource: 'widgets' })
    const live = keepLiveList(() => openSse(callerOf('admin'), { query: `subscription { ${field}(namespace: "${namespace}") { ${batchFields} } }` }))
    await expect.poll(() => [...live.versions().keys()]).toEqual([`${namespace}/last`])
    kubectl('admin', ['delete', 'crd', `widgets.${doomed.group}`, '--wait=true', '--timeout=30s'])
    await expect.poll(() => [live.versions().size, live.isLive()], { timeout: 15_000 }).toEqual([0, false])
    await expect.poll(() => live.refusals.at(-1), { timeout: 15_000 }).toMatch(/^(?:NOT_FOUND|QUERY_INVALID)$/)
    await live.close()
  } finally {
    await doomed.remove()
  }
})
