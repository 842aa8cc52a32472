import { afterEach, describe, expect, it, test } from 'vitest'
import type { AccessQuestion } from '#contract/access.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type EnrichWorld, serve, startEnrichment } from '../testing/enrich-kit.ts'

const thing = serve('example.dev', 'Thing')
const oldThing = { ...thing, version: 'v1beta1' }
const part = serve('example.dev', 'Part')
const zone = serve('other.dev', 'Zone', { namespaced: false })
const pod = serve('', 'Pod')
const secret = serve('', 'Secret')
const configMap = serve('', 'ConfigMap')
const resources = [thing, oldThing, part, zone, pod]

function makeObject(kind: string, name: string, more: Partial<KubeObject> = {}, metadata: Partial<KubeObject['metadata']> = {}): KubeObject {
  const apiVersion = kind === 'Pod' ? 'v1' : kind === 'Zone' ? 'other.dev/v1' : 'example.dev/v1'
  return { apiVersion, kind, ...more, metadata: { name, ...(kind === 'Zone' ? {} : { namespace: 'shop' }), uid: `uid-${kind}-${name}`, ...metadata } }
}

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})
async function ask(world: Partial<EnrichWorld>, source: string) {
  const started = await startEnrichment({ resources, objects: [], ...world })
  close = started.close
  const { data, errors } = await started.run(source)
  return { ...started, errors, data: JSON.parse(JSON.stringify(data ?? null)) }
}
const inShopOnly = ({ namespace }: AccessQuestion) => namespace === 'shop'

describe('search', () => {
  const objects = [
    makeObject('Thing', 'web-2'),
    makeObject('Thing', 'old', {}, { labels: { app: 'web' } }),
    makeObject('Part', 'web'),
    makeObject('Zone', 'my-web'),
    makeObject('Pod', 'web'),
    makeObject('Thing', 'other'),
  ]
  const found = 'items { score matched object { _key kind } } total searched notSearched { kind namespace code } complete'

  test('finds objects of every custom kind, exact names first, then by how they begin', async () => {
    const { data, asked } = await ask({ objects }, `{ search(text: "WEB") { ${found} } }`)
    expect(data.search).toEqual({
      items: [
        { score: 100, matched: ['name'], object: { _key: 'shop/web', kind: 'Part' } },
        { score: 80, matched: ['name'], object: { _key: 'shop/web-2', kind: 'Thing' } },
        { score: 60, matched: ['name'], object: { _key: '/my-web', kind: 'Zone' } },
        { score: 30, matched: ['label app'], object: { _key: 'shop/old', kind: 'Thing' } },
      ],
      total: 4,
      searched: 3,
      notSearched: [],
      complete: true,
    })
    // Each kind in its preferred version alone, and the store searches.
    expect(asked.scans.map(({ resource, search }) => `${resource.version} ${search}`)).toEqual(['v1 web', 'v1 web', 'v1 web'])
  })

  test('shows the best and tells how many there are', async () => {
    const { data } = await ask({ objects }, '{ search(text: "web", first: 1) { items { score } total } }')
    expect(data.search).toEqual({ items: [{ score: 100 }], total: 4 })
  })

  test('reads no object but those that it shows more of than the list has', async () => {
    const none = await ask({ objects }, '{ search(text: "web") { items { matched object { _key _columns { value } } } total } }')
    expect([none.data.search.total, none.asked.reads]).toEqual([4, []])
    await close?.()
    const best = await ask({ objects }, '{ search(text: "web", first: 1) { items { object { _raw } } } }')
    expect(best.asked.reads).toEqual(['shop/web'])
  })

  it.each([
    ['kinds: ["Pod"]', ['/api Pod']],
    ['kinds: ["parts.example.dev"]', ['/api Part']],
    ['groups: ["other.dev"]', ['/api Zone']],
    ['namespaces: ["shop"]', ['/api Thing', '/api Part']],
  ])('looks through the kinds of %s', async (choice, kinds) => {
    const { asked } = await ask({ objects }, `{ search(text: "web", ${choice}) { total } }`)
    expect(asked.scans.map(({ resource }) => `/api ${resource.kind}`)).toEqual(kinds)
  })

  test('gives nothing of what may not be listed, and says so', async () => {
    const { data, errors } = await ask({ objects, allow: inShopOnly }, `{ search(text: "web") { ${found} } }`)
    expect(data.search).toMatchObject({ items: [], searched: 0, complete: true })
    expect(data.search.notSearched.map(({ kind, code }: Record<string, string>) => `${kind} ${code}`)).toEqual([
      'Thing FORBIDDEN',
      'Part FORBIDDEN',
      'Zone FORBIDDEN',
    ])
    expect(errors).toBeUndefined()
  })

  test('looks through the namespaces that may be listed of those named', async () => {
    const { data, asked } = await ask({ objects, allow: inShopOnly }, `{ search(text: "web", namespaces: ["shop", "other"]) { ${found} } }`)
    expect(data.search).toMatchObject({ total: 3, searched: 2 })
    expect(data.search.notSearched).toEqual([
      { kind: 'Thing', namespace: 'other', code: 'FORBIDDEN' },
      { kind: 'Part', namespace: 'other', code: 'FORBIDDEN' },
    ])
    expect(asked.scans.every(({ namespaces }) => namespaces?.join() === 'shop')).toBe(true)
  })

  test('a kind that fails does not hide the others', async () => {
    const onScan = ({ resource }: { resource: { kind: string } }) => {
      if (resource.kind === 'Thing') throw new Error('secret detail')
    }
    const { data } = await ask({ objects, onScan }, `{ search(text: "web") { total notSearched { kind code reason } } }`)
    expect(data.search).toEqual({
      total: 2,
      notSearched: [{ kind: 'Thing', code: 'INTERNAL', reason: 'Latchkey failed. The request id finds the cause in its log.' }],
    })
  })

  it.each([
    ['text: ""', '`text` is one word or more, of 200 characters at most.'],
    ['text: "  "', '`text` is one word or more, of 200 characters at most.'],
    ['text: "a", first: 0', '`first` is a number from 1 to 500.'],
    ['text: "a", first: 501', '`first` is a number from 1 to 500.'],
    ['text: "a", namespaces: ["../x"]', "'../x' cannot be the name of a namespace."],
  ])('refuses %s', async (args, message) => {
    const { errors, asked } = await ask({ objects }, `{ search(${args}) { total } }`)
    expect(errors?.[0]?.message).toBe(message)
    expect(asked.scans).toEqual([])
  })
})

describe('counts', () => {
  const answer = (path: string) => ({
    body: path.endsWith('/things') ? { metadata: { continue: 'x', remainingItemCount: 6 }, items: [{}] } : { metadata: {}, items: null },
  })

  test('are of one object and what remains', async () => {
    const { data, asked } = await ask({ answer }, '{ counts { kind total health { ok } failure { code } } }')
    expect(data.counts).toEqual([
      { kind: 'Thing', total: 7, health: null, failure: null },
      { kind: 'Part', total: 0, health: null, failure: null },
      { kind: 'Zone', total: 0, health: null, failure: null },
    ])
    expect(asked.paths.every(path => path.endsWith('?limit=1'))).toBe(true)
  })

  test('with health look at each object', async () => {
    const objects = [
      makeObject('Thing', 'a', { status: { phase: 'Ready' } }),
      makeObject('Thing', 'b', { status: { phase: 'Failed' } }),
      makeObject('Thing', 'c'),
    ]
    const { data, asked } = await ask({ objects }, '{ counts(kinds: ["Thing"], health: true) { total health { ok progressing warning failing unknown } } }')
    expect(data.counts).toEqual([{ total: 3, health: { ok: 1, progressing: 0, warning: 0, failing: 1, unknown: 1 } }])
    // The list knows it: parsing thousands for it would hold up everybody.
    expect(asked.reads).toEqual([])
  })

  test('of kinds that may not be listed are failures, each with its reason', async () => {
    const { data, asked } = await ask({ answer, allow: ({ resource }) => resource === 'parts' }, '{ counts { kind total failure { code message } } }')
    expect(data.counts).toEqual([
      { kind: 'Thing', total: null, failure: { code: 'FORBIDDEN', message: 'may not list things in the cluster' } },
      { kind: 'Part', total: 0, failure: null },
      { kind: 'Zone', total: null, failure: { code: 'FORBIDDEN', message: 'may not list zones in the cluster' } },
    ])
    expect(asked.paths).toEqual(['/apis/example.dev/v1/parts?limit=1'])
  })

  test('of a kind that the schema does not know yet are of the kind that has come', async () => {
    const query = '{ counts(kinds: ["widgets.new.dev", "parts.example.dev"]) { kind total } }'
    const { data, close: end } = await ask({ answer, newestResources: [...resources, serve('new.dev', 'Widget')] }, query)
    await end()
    expect(data.counts).toEqual([
      { kind: 'Part', total: 0 },
      { kind: 'Widget', total: 0 },
    ])
    const none = await ask({ answer }, query)
    expect(none.data.counts).toEqual([{ kind: 'Part', total: 0 }])
  })

  test('that the kube-apiserver refuses all the same are in its words', async () => {
    const refusal = { status: 403, body: { kind: 'Status', reason: 'Forbidden', message: 'no' } }
    const { data } = await ask({ answer: () => refusal }, '{ counts(kinds: ["Part"]) { total failure { code message } } }')
    expect(data.counts).toEqual([{ total: null, failure: { code: 'FORBIDDEN', message: 'no' } }])
  })
})

describe('changes', () => {
  const changed = (name: string, time: string, manager = 'kubectl') =>
    makeObject('Thing', name, {}, { managedFields: [{ manager, operation: 'Update', time, fieldsV1: { 'f:spec': { 'f:a': {} } } }] })
  const objects = [
    changed('a', '2026-01-01T00:00:00Z'),
    changed('b', '2026-01-03T00:00:00Z', 'ctl'),
    changed('c', '2026-01-02T00:00:00Z'),
    makeObject('Thing', 'd'),
  ]

  test('are the latest first, over all kinds', async () => {
    const { data } = await ask({ objects }, '{ changes(first: 2) { items { manager time paths reference { kind name } } searched complete } }')
    expect(data.changes).toEqual({
      items: [
        { manager: 'ctl', time: '2026-01-03T00:00:00Z', paths: ['spec.a'], reference: { kind: 'Thing', name: 'b' } },
        { manager: 'kubectl', time: '2026-01-02T00:00:00Z', paths: ['spec.a'], reference: { kind: 'Thing', name: 'c' } },
      ],
      searched: 3,
      complete: true,
    })
  })

  test('are counted by minute, also those that are not given', async () => {
    const twice = [...objects, changed('e', '2026-01-02T00:00:59Z')]
    const { data } = await ask({ objects: twice }, '{ changes(first: 1) { items { manager } total perMinute { minute count } } }')
    expect(data.changes).toEqual({
      items: [{ manager: 'ctl' }],
      total: 4,
      perMinute: [
        { minute: '2026-01-03T00:00:00Z', count: 1 },
        { minute: '2026-01-02T00:00:00Z', count: 2 },
        { minute: '2026-01-01T00:00:00Z', count: 1 },
      ],
    })
  })

  test('since a time are those later than it', async () => {
    const { data } = await ask({ objects }, '{ changes(since: "2026-01-02T01:00:00+01:00") { items { reference { name } } } }')
    expect(data.changes.items).toEqual([{ reference: { name: 'b' } }])
  })

  test('of the status are left out where they are not wanted', async () => {
    const byController = makeObject(
      'Thing',
      'a',
      {},
      { managedFields: [{ manager: 'ctl', operation: 'Update', subresource: 'status', time: '2026-02-01T00:00:00Z' }] },
    )
    const { data } = await ask(
      { objects: [byController, ...objects.slice(1, 2)] },
      '{ all: changes { items { manager } } own: changes(status: false) { items { reference { name } } } }',
    )
    expect([data.all.items.length, data.own.items]).toEqual([2, [{ reference: { name: 'b' } }]])
  })

  test('of more cached objects than are parsed are of those written last, wherever they stand', async () => {
    const hour = (of: number) => `2026-01-01T${String(of).padStart(2, '0')}:00:00Z`
    const many = Array.from({ length: 5_001 }, (_, at) => changed(`n-${at}`, hour(at === 5_000 ? 9 : 1)))
    for (const [at, { metadata }] of many.entries()) metadata.resourceVersion = String(at + 1)
    const query = (since: string) => `{ changes(since: "${since}") { items { reference { name } } total complete notSearched { code } } }`
    const { data, asked } = await ask({ objects: many, isCached: true }, query(hour(2)))
    expect(data.changes).toEqual({ items: [{ reference: { name: 'n-5000' } }], total: 1, complete: true, notSearched: [] })
    expect(new Set(asked.reads).size).toBe(5_000)
    expect(asked.reads).not.toContain('shop/n-0')
    await close?.()
    const cut = await ask({ objects: many, isCached: true }, query(hour(0)))
    expect(cut.data.changes).toMatchObject({ total: 5_000, complete: false, notSearched: [{ code: 'QUERY_TOO_LARGE' }] })
  })

  test('of Kubernetes’ own kinds, where they are named, are read of metadata alone, and of Secrets without their keys', async () => {
    const managed = (paths: object, time = '2026-01-03T00:00:00Z') => [{ manager: 'kubectl', operation: 'Update', time, fieldsV1: paths }]
    const lease = { 'f:metadata': { 'f:annotations': { 'f:control-plane.alpha.kubernetes.io/leader': {} } } }
    const metadata = (name: string, paths: object) => ({ metadata: { name, namespace: 'shop', managedFields: managed(paths) } })
    const answer = (path: string) => ({
      body: {
        metadata: {},
        items: path.endsWith('/secrets') ? [metadata('s', { 'f:data': { 'f:key': {} } })] : [metadata('c', { 'f:data': { 'f:a': {} } }), metadata('l', lease)],
      },
    })
    const query = '{ changes(kinds: ["configmaps", "secrets"], status: false) { items { paths reference { name } } total } }'
    const { data, asked } = await ask({ resources: [...resources, configMap, secret], answer }, query)
    expect(data.changes.items).toHaveLength(2)
    expect(data.changes.items).toEqual(
      expect.arrayContaining([
        { paths: ['data.a'], reference: { name: 'c' } },
        { paths: [], reference: { name: 's' } },
      ]),
    )
    expect(asked.scans).toEqual([])
  })

  test('of what may not be listed are not told', async () => {
    const { data } = await ask(
      { objects, allow: ({ resource }) => resource !== 'things' && resource !== '*' },
      '{ changes { items { manager } notSearched { kind } } }',
    )
    expect(data.changes).toEqual({ items: [], notSearched: [{ kind: 'Thing' }] })
  })
})

describe('kinds', () => {
  const names = (data: { kinds: { version: string; kind: string }[] }) => data.kinds.map(({ version, kind }) => `${kind} ${version}`)

  test('are the custom ones in every version, or those of a group', async () => {
    const { data } = await ask({}, '{ kinds { kind version preferred typeName listField objectField } }')
    expect(names(data)).toEqual(['Part v1', 'Thing v1', 'Thing v1beta1', 'Zone v1'])
    expect(data.kinds[1]).toMatchObject({
      preferred: true,
      typeName: 'example_dev_v1_Thing',
      listField: 'example_dev.v1.things',
      objectField: 'example_dev.v1.Thing',
    })
    expect(data.kinds[2]).toMatchObject({ preferred: false })
    await close?.()
    const core = await ask({}, '{ kinds(groups: [""]) { kind version } }')
    expect(names(core.data)).toEqual(['Pod v1'])
  })

  test('tell what one may do in the cluster and in namespaces', async () => {
    const allow = ({ verb, resource, namespace }: AccessQuestion) =>
      (verb === 'list' && resource === 'parts') || (namespace === 'shop' && resource === '*' && verb !== 'delete')
    const { data } = await ask({ allow }, '{ kinds(groups: ["example.dev"]) { kind capabilities(namespaces: ["shop", "other"]) { namespace verbs } } }')
    expect(data.kinds[0]).toEqual({
      kind: 'Part',
      capabilities: [
        { namespace: null, verbs: ['list'] },
        { namespace: 'shop', verbs: ['list', 'create', 'update'] },
        { namespace: 'other', verbs: ['list'] },
      ],
    })
  })
})

describe('the session', () => {
  test('me is the identity, with all that the cluster says of it', async () => {
    const { data } = await ask({}, '{ me { name uid groups extra { key values } expiresAt method } schemaHash }')
    expect(data).toMatchObject({
      me: {
        name: 'editor',
        uid: 'u-1',
        groups: ['team-shop', 'system:authenticated'],
        extra: [{ key: 'example.org/scope', values: ['a', 'b'] }],
        method: 'token',
      },
      schemaHash: 'hash-1',
    })
    expect(Date.parse(data.me.expiresAt)).toBeGreaterThan(Date.now())
  })

  test('namespaces are listed as the user, in order', async () => {
    const { data, asked } = await ask(
      { answer: () => ({ body: { metadata: {}, items: [{ metadata: { name: 'b' } }, { metadata: { name: 'a' } }] } }) },
      '{ namespaces }',
    )
    expect(data.namespaces).toEqual(['a', 'b'])
    expect(asked.paths).toEqual(['/api/v1/namespaces?limit=1000'])
  })

  test('namespaces that may not be listed are an error, and the rest of the answer stands', async () => {
    const { data, errors } = await ask(
      { answer: () => ({ status: 403, body: { kind: 'Status', reason: 'Forbidden', message: 'no' } }) },
      '{ namespaces me { name } }',
    )
    expect(data).toEqual({ namespaces: null, me: { name: 'editor' } })
    expect(errors?.[0]).toMatchObject({ message: 'no', path: ['namespaces'] })
  })
})
