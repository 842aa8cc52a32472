import { afterEach, describe, expect, it, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type EnrichWorld, serve, startEnrichment } from '../testing/enrich-kit.ts'

const thing = serve('example.dev', 'Thing', { subresources: ['status'] })
const part = serve('example.dev', 'Part')
const secret = serve('', 'Secret')
const deployment = serve('apps', 'Deployment', { subresources: ['scale', 'status'] })
const namespace = serve('', 'Namespace', { namespaced: false })
const resources = [thing, part, secret, deployment, namespace]

function makeObject(
  apiVersion: string,
  kind: string,
  name: string,
  more: Partial<KubeObject> = {},
  metadata: Partial<KubeObject['metadata']> = {},
): KubeObject {
  return { apiVersion, kind, ...more, metadata: { name, namespace: 'shop', uid: `uid-${kind}-${name}`, ...metadata } }
}
const makeThing = (name: string, more: Partial<KubeObject> = {}, metadata: Partial<KubeObject['metadata']> = {}) =>
  makeObject('example.dev/v1', 'Thing', name, more, metadata)
const ownedBy = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'example.dev/v1', kind, name, uid: `uid-${kind}-${name}`, controller: true }],
})

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})
async function start(world: Partial<EnrichWorld>) {
  const started = await startEnrichment({ resources, objects: [], ...world })
  close = started.close
  return started
}
/** One object of a query of its fields. */
async function ask(world: Partial<EnrichWorld>, fields: string, target = 'resource: {group: "example.dev", resource: "things"}, namespace: "shop", name: "a"') {
  const started = await start(world)
  const { data, errors } = await started.run(`{ object(${target}) { ${fields} } }`)
  return { ...started, errors, object: JSON.parse(JSON.stringify(data?.['object'] ?? null)) }
}

describe('what an object tells of itself', () => {
  const status = { conditions: [{ type: 'Ready', status: 'False', reason: 'Down', lastTransitionTime: '2026-01-01T00:00:00Z' }] }

  test('health with reasons, and conditions with what they mean', async () => {
    const { object } = await ask(
      { objects: [makeThing('a', { status })] },
      '_health { level word reasons } _conditions { type isGood reason lastTransitionTime }',
    )
    expect(object).toEqual({
      _health: { level: 'FAILING', word: 'Not ready', reasons: ['Ready is False: Down'] },
      _conditions: [{ type: 'Ready', isGood: false, reason: 'Down', lastTransitionTime: '2026-01-01T00:00:00Z' }],
    })
  })

  test('printer columns, links and changes', async () => {
    const metadata = {
      annotations: { 'link.x/docs': 'https://d.example.com/', 'link.x/bad': 'javascript:alert(1)' },
      managedFields: [{ manager: 'm', operation: 'Apply', fieldsV1: { 'f:spec': {} } }],
    }
    const { object } = await ask(
      { objects: [makeThing('a', {}, metadata)] },
      '_columns { name value } _links { page api external { title href } } _changes { manager operation paths more }',
    )
    expect(object).toEqual({
      _columns: [{ name: 'Name', value: 'a' }],
      _links: {
        page: '/resources/example.dev/v1/things/shop/a',
        api: '/api/k8s/apis/example.dev/v1/namespaces/shop/things/a',
        external: [{ title: 'docs', href: 'https://d.example.com/' }],
      },
      _changes: [{ manager: 'm', operation: 'Apply', paths: ['spec'], more: 0 }],
    })
  })
})

test('the exact times behind printer columns', async () => {
  const job = makeObject('batch/v1', 'Job', 'a', { status: { startTime: '2026-01-01T00:00:00Z' } })
  const columns = ['Name', 'Duration', 'Age']
  const world = { resources: [...resources, serve('batch', 'Job')], objects: [job], columns }
  const { object } = await ask(world, '_columnTimes { column time }', 'resource: {group: "batch", resource: "jobs"}, namespace: "shop", name: "a"')
  expect(object).toEqual({ _columnTimes: [{ column: 'Duration', time: '2026-01-01T00:00:00Z' }] })
})

describe('events', () => {
  const event = (uid: string, message: string) => ({ type: 'Warning', reason: 'Bad', message, involvedObject: { uid }, lastTimestamp: '2026-01-01T00:00:00Z' })
  const answer = (_path: string, query: URLSearchParams) => {
    const uid = query.get('fieldSelector')?.split('=')[1]
    return {
      body: {
        metadata: {},
        items: [event('uid-Thing-a', 'one'), event('uid-Thing-b', 'two')].filter(each => uid === undefined || each.involvedObject.uid === uid),
      },
    }
  }

  test('of one object are asked for by its uid', async () => {
    const { object, asked } = await ask({ objects: [makeThing('a')], answer }, '_events { items { type message count lastSeen } complete failure { code } }')
    expect(object._events).toEqual({ items: [{ type: 'Warning', message: 'one', count: 1, lastSeen: '2026-01-01T00:00:00Z' }], complete: true, failure: null })
    expect(asked.paths).toEqual(['/api/v1/namespaces/shop/events?fieldSelector=involvedObject.uid=uid-Thing-a&limit=200'])
  })

  test('that may not be listed are not asked for, and it is said why', async () => {
    const allow = ({ resource }: { resource: string }) => resource !== 'events'
    const { object, asked } = await ask({ objects: [makeThing('a')], answer, allow }, '_events { items { type } failure { code } }')
    expect([object._events, asked.paths]).toEqual([{ items: [], failure: { code: 'FORBIDDEN' } }, []])
  })

  const aliases = (names: string) =>
    `{ ${[...names].map(name => `${name}: object(resource: {group: "example.dev", resource: "things"}, namespace: "shop", name: "${name}") { _events { items { message } failure { code } } }`).join(' ')} }`
  const objects = ['a', 'b', 'c'].map(name => makeThing(name))

  test('of three objects of a namespace are one list, of two are two', async () => {
    const three = await start({ objects, answer })
    const { data } = await three.run(aliases('abc'))
    expect(three.asked.paths).toEqual(['/api/v1/namespaces/shop/events?limit=5000'])
    expect(JSON.parse(JSON.stringify(data))).toMatchObject({
      a: { _events: { items: [{ message: 'one' }] } },
      b: { _events: { items: [{ message: 'two' }] } },
      c: { _events: { items: [] } },
    })
    await three.close()
    const two = await start({ objects, answer })
    await two.run(aliases('ab'))
    expect(two.asked.paths).toHaveLength(2)
  })

  test('are asked for one by one where a namespace has more than a list gives', async () => {
    const cut = (path: string, query: URLSearchParams) => {
      const { body } = answer(path, query)
      return { body: query.has('fieldSelector') ? body : { ...body, metadata: { continue: 'more' } } }
    }
    const { run, asked } = await start({ objects, answer: cut })
    const { data } = await run(aliases('abc'))
    expect(asked.paths).toHaveLength(4)
    expect(data).toMatchObject({ a: { _events: { items: [{ message: 'one' }] } } })
  })

  test('of what is cluster-scoped stand in the namespace default', async () => {
    const { asked } = await ask(
      { objects: [makeObject('v1', 'Namespace', 'shop', {}, { namespace: undefined } as never)] },
      '_events { complete }',
      'resource: {resource: "namespaces"}, name: "shop"',
    )
    expect(asked.paths[0]).toMatch('/api/v1/namespaces/default/events?')
  })

  test('that may not be listed are a failure in the words of the cluster, and the object stands', async () => {
    const refusal = { status: 403, body: { kind: 'Status', reason: 'Forbidden', message: 'no events for you' } }
    const { object, errors } = await ask(
      { objects: [makeThing('a')], answer: () => refusal },
      '_key _events { items { message } complete failure { code message } }',
    )
    expect(object).toEqual({ _key: 'shop/a', _events: { items: [], complete: false, failure: { code: 'FORBIDDEN', message: 'no events for you' } } })
    expect(errors).toBeUndefined()
  })
})

describe('owners and what is owned', () => {
  const objects = [
    makeThing('a', {}, ownedBy('Thing', 'root')),
    makeObject('example.dev/v1', 'Part', 'p1', { status: { phase: 'Failed' } }, ownedBy('Thing', 'a')),
    makeObject('example.dev/v1', 'Part', 'p2', {}, ownedBy('Part', 'p1')),
    makeObject('example.dev/v1', 'Part', 'p3', {}, ownedBy('Part', 'p2')),
    makeObject('example.dev/v1', 'Part', 'elsewhere', {}, { ...ownedBy('Thing', 'a'), namespace: 'other' }),
  ]
  const tree =
    '_owned(depth: 2) { nodes { depth owner isController health { level } reference { kind name exists } } searched notSearched { kind code reason } complete }'

  test('an owner that is gone, or of a kind that is not served, is a reference still', async () => {
    const gone = makeThing(
      'a',
      {},
      { ownerReferences: [...ownedBy('Thing', 'root').ownerReferences, { apiVersion: 'x.io/v1', kind: 'Y', name: 'y', uid: 'u' }] },
    )
    const { object } = await ask({ objects: [gone] }, '_owners { kind namespace name uid via exists unreadable object { _key } }')
    expect(object._owners).toEqual([
      {
        kind: 'Thing',
        namespace: 'shop',
        name: 'root',
        uid: 'uid-Thing-root',
        via: 'metadata.ownerReferences[0]',
        exists: false,
        unreadable: null,
        object: null,
      },
      {
        kind: 'Y',
        namespace: null,
        name: 'y',
        uid: 'u',
        via: 'metadata.ownerReferences[1]',
        exists: null,
        unreadable: 'The cluster serves no kind Y of the group x.io.',
        object: null,
      },
    ])
  })

  test('an owner whose name another object has now is not there', async () => {
    const { object } = await ask(
      { objects: [makeThing('a', {}, ownedBy('Thing', 'root')), makeThing('root', {}, { uid: 'new' })] },
      '_owners { exists unreadable }',
    )
    expect(object._owners).toEqual([{ exists: false, unreadable: 'Another object has that name now.' }])
  })

  test('the tree holds what is owned, level by level, with its health', async () => {
    const { object, asked } = await ask({ objects }, tree)
    expect(object._owned).toMatchObject({
      nodes: [
        { depth: 1, owner: 'uid-Thing-a', isController: true, health: { level: 'FAILING' }, reference: { kind: 'Part', name: 'p1', exists: true } },
        { depth: 2, owner: 'uid-Part-p1', reference: { name: 'p2' } },
      ],
      searched: 4,
      notSearched: [],
      complete: true,
    })
    expect(asked.scans.every(({ namespaces }) => namespaces?.join() === 'shop')).toBe(true)
    // Of Secrets, metadata alone.
    expect(asked.scans.some(({ resource }) => resource.resource === 'secrets')).toBe(false)
    expect(asked.paths).toEqual(['/api/v1/namespaces/shop/secrets?limit=500'])
  })

  test('a circle of owners ends', async () => {
    const circle = [makeThing('a', {}, ownedBy('Part', 'p')), makeObject('example.dev/v1', 'Part', 'p', {}, ownedBy('Thing', 'a'))]
    const { object } = await ask({ objects: circle }, '_owned(depth: 5) { nodes { reference { name } } }')
    expect(object._owned.nodes).toEqual([{ reference: { name: 'p' } }])
  })

  test('a kind that may not be listed is told, not shown', async () => {
    const allow = ({ verb, resource }: { verb: string; resource: string }) => !(verb === 'list' && (resource === 'parts' || resource === '*'))
    const { object, errors } = await ask({ objects, allow }, tree)
    expect(object._owned).toMatchObject({ nodes: [], searched: 3, notSearched: [{ kind: 'Part', code: 'FORBIDDEN', reason: 'may not list parts in shop' }] })
    expect(errors).toBeUndefined()
  })

  test('a right that was there at login and is gone is the refusal of the list', async () => {
    const allow = ({ verb, resource }: { verb: string; resource: string }) => !(verb === 'list' && resource === 'parts')
    const { object } = await ask({ objects, allow, capabilities: { 'parts.example.dev': ['list'] } }, tree)
    expect(object._owned).toMatchObject({ nodes: [], notSearched: [{ kind: 'Part', code: 'FORBIDDEN', reason: 'may not list parts' }] })
  })

  it.each([0, 6, -1])('a depth of %i is refused', async depth => {
    const { errors } = await ask({ objects }, `_owned(depth: ${depth}) { searched }`)
    expect(errors?.[0]?.message).toBe('`depth` is a number from 1 to 5.')
  })
})

describe('references', () => {
  const spec = { secretName: 'tls', partRef: { name: 'p' }, selfRef: { kind: 'Thing', name: 'a' } }
  const objects = [
    makeThing('a', { spec }),
    makeObject('v1', 'Secret', 'tls'),
    makeThing('b', { spec: { thingRef: { name: 'a' } } }),
    makeThing('c', { spec: { thingRef: { name: 'a', namespace: 'other' } } }),
  ]

  test('go to what the fields name, whether it is there, and not to itself', async () => {
    const { object } = await ask({ objects }, '_references { kind namespace name via exists object { _key } }')
    expect(object._references).toEqual([
      { kind: 'Secret', namespace: 'shop', name: 'tls', via: 'spec.secretName', exists: true, object: { _key: 'shop/tls' } },
      { kind: 'Part', namespace: 'shop', name: 'p', via: 'spec.partRef', exists: false, object: null },
    ])
  })

  test('to what may not be read say so, and nothing of whether it is there', async () => {
    const { object, errors } = await ask({ objects, allow: ({ resource }) => resource !== 'secrets' }, '_references { name exists unreadable object { _key } }')
    expect(object._references[0]).toEqual({ name: 'tls', exists: null, unreadable: 'may not get secrets', object: null })
    expect(errors).toBeUndefined()
  })

  test('of its status go to what it names, and come back', async () => {
    const status = { partRef: { name: 'p' }, thingRef: { name: 'a' }, again: { partRef: { name: 'p' }, thingRef: { name: 'a' } } }
    const world = { objects: [makeThing('a', { status }), makeThing('b', { status }), makeObject('example.dev/v1', 'Part', 'p')] }
    const { object } = await ask(world, '_references { kind name via exists } _referencedBy { items { kind name via } }')
    expect(object._references).toEqual([{ kind: 'Part', name: 'p', via: 'status.partRef', exists: true }])
    expect(object._referencedBy.items).toEqual([{ kind: 'Thing', name: 'b', via: 'status.thingRef' }])
  })

  test('read each object once for the operation', async () => {
    const twice = makeThing('a', { spec: { secretName: 'tls', other: { secretName: 'tls' } } })
    const { asked } = await ask({ objects: [twice, makeObject('v1', 'Secret', 'tls')] }, '_references { exists unreadable object { _key } }')
    expect(asked.gets.filter(get => get === 'secrets shop/tls')).toHaveLength(1)
  })

  test('beyond 200 are said not to be there', async () => {
    const many = (count: number) => [makeThing('a', { spec: { list: Array.from({ length: count }, (_, index) => ({ secretName: `s${index}` })) } })]
    const all = await ask({ objects: many(200) }, '_references { name } _referencesComplete')
    expect([all.object._references.length, all.object._referencesComplete]).toEqual([200, true])
    await close?.()
    const cut = await ask({ objects: many(201) }, '_referencesComplete _references { name }')
    expect([cut.object._references.length, cut.object._referencesComplete]).toEqual([200, false])
  })

  test('come back from what names it, in its namespace', async () => {
    const { object } = await ask({ objects }, '_referencedBy { items { kind name via } searched notSearched { kind } complete }')
    expect(object._referencedBy).toEqual({ items: [{ kind: 'Thing', name: 'b', via: 'spec.thingRef' }], searched: 2, notSearched: [], complete: true })
  })

  test('that come back are not complete where an object names more than is followed, or not all were looked at', async () => {
    const list = Array.from({ length: 201 }, (_, index) => ({ secretName: `s${index}` }))
    const cut = await ask({ objects: [...objects, makeThing('d', { spec: { list, thingRef: { name: 'a' } } })] }, '_referencedBy { complete }')
    expect(cut.object._referencedBy.complete).toBe(false)
    await close?.()
    const parts = Array.from({ length: 5_001 }, (_, index) => makeObject('example.dev/v1', 'Part', `p${index}`))
    const many = await ask({ objects: [...objects, ...parts] }, '_referencedBy { notSearched { kind code } complete }')
    expect(many.object._referencedBy).toEqual({ notSearched: [{ kind: 'Part', code: 'QUERY_TOO_LARGE' }], complete: false })
  })

  test('come back from what may be listed alone', async () => {
    const { object } = await ask(
      { objects, allow: ({ verb }) => verb !== 'list' },
      '_referencedBy { items { name } searched notSearched { kind code } complete }',
    )
    expect(object._referencedBy).toEqual({
      items: [],
      searched: 0,
      complete: true,
      notSearched: [
        { kind: 'Thing', code: 'FORBIDDEN' },
        { kind: 'Part', code: 'FORBIDDEN' },
      ],
    })
  })
})

describe('selectors', () => {
  const monitoring = 'monitoring.coreos.com'
  const kinds = [serve(monitoring, 'Prometheus'), serve(monitoring, 'ServiceMonitor'), namespace, serve('', 'Service')]
  const prometheus = makeObject(`${monitoring}/v1`, 'Prometheus', 'a', {
    spec: { serviceMonitorSelector: { matchLabels: { team: 'x' } }, serviceMonitorNamespaceSelector: { matchLabels: { on: 'y' } } },
  })
  const monitor = (name: string, space: string) => makeObject(`${monitoring}/v1`, 'ServiceMonitor', name, {}, { namespace: space, labels: { team: 'x' } })
  const space = (name: string, labels: Record<string, string>): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, uid: name } })
  const objects = [prometheus, monitor('m1', 'pay'), monitor('m2', 'off'), space('pay', { on: 'y' }), space('off', {}), space('shop', {})]
  const target = (kind: string, name: string, of: string) => `resource: {group: "${monitoring}", resource: "${kind}"}, namespace: "${of}", name: "${name}"`

  test('stand for what they select, in namespaces by their labels', async () => {
    const { object } = await ask({ resources: kinds, objects }, '_references { kind namespace name via exists unreadable }', target('prometheuss', 'a', 'shop'))
    expect(object._references).toEqual([
      { kind: 'ServiceMonitor', namespace: 'pay', name: 'm1', via: 'spec.serviceMonitorSelector', exists: true, unreadable: null },
    ])
  })

  test('come back from across namespaces', async () => {
    const { object } = await ask({ resources: kinds, objects }, '_referencedBy { items { name via } }', target('servicemonitors', 'm1', 'pay'))
    expect(object._referencedBy.items).toEqual([{ name: 'a', via: 'spec.serviceMonitorSelector' }])
    await close?.()
    const other = await ask({ resources: kinds, objects }, '_referencedBy { items { name } }', target('servicemonitors', 'm2', 'off'))
    expect(other.object._referencedBy.items).toEqual([])
  })

  test('whose namespaces may not be listed are one reference that says why', async () => {
    const allow = ({ verb, resource }: { verb: string; resource: string }) => !(verb === 'list' && resource === 'namespaces')
    const { object } = await ask({ resources: kinds, objects, allow }, '_references { name exists unreadable via }', target('prometheuss', 'a', 'shop'))
    expect(object._references).toEqual([{ name: null, exists: null, unreadable: 'may not list namespaces', via: 'spec.serviceMonitorSelector' }])
  })

  test('in all namespaces fall back to the own one for whom the cluster is denied, and say so', async () => {
    const everywhere = { ...prometheus, spec: { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} } }
    const allow = ({ verb, namespace: asked }: { verb: string; namespace?: string | undefined }) => verb === 'get' || asked === 'shop'
    const { object } = await ask(
      { resources: kinds, objects: [everywhere, monitor('own', 'shop'), monitor('m1', 'pay')], allow },
      '_references { name unreadable }',
      target('prometheuss', 'a', 'shop'),
    )
    expect(object._references).toEqual([
      { name: 'own', unreadable: null },
      { name: null, unreadable: 'may not list servicemonitors in the cluster' },
    ])
  })
})

describe('capabilities', () => {
  test('are asked of all objects first, by name where that is denied', async () => {
    const allow = ({ verb, name }: { verb: string; name?: string | undefined }) => verb === 'get' || (verb === 'patch' && name === 'a')
    const { object, asked } = await ask({ objects: [makeThing('a')], allow }, '_capabilities { verb subresource allowed reason code }')
    expect(object._capabilities).toEqual([
      { verb: 'get', subresource: null, allowed: true, reason: '', code: null },
      { verb: 'update', subresource: null, allowed: false, reason: 'may not update things in shop', code: 'FORBIDDEN' },
      { verb: 'patch', subresource: null, allowed: true, reason: '', code: null },
      { verb: 'delete', subresource: null, allowed: false, reason: 'may not delete things in shop', code: 'FORBIDDEN' },
      { verb: 'update', subresource: 'status', allowed: false, reason: 'may not update things in shop', code: 'FORBIDDEN' },
      { verb: 'patch', subresource: 'status', allowed: true, reason: '', code: null },
    ])
    expect(asked.reviews.filter(({ verb }) => verb === 'get')).toEqual([{ verb: 'get', group: 'example.dev', resource: 'things', namespace: 'shop' }])
  })
})
