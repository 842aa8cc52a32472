import { kubectl, kubectlSucceeds, type User, users } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { ask, callerOf, data } from './graphql/ask.ts'
import type { KubeObject } from './graphql/kube.ts'

// What objects carry beside their own fields agrees with what kubectl says of the same objects to the same user.
type Ref = { group: string; version: string; resource: string }
const input = ({ group, version, resource }: Ref): string => `resource: {group: "${group}", version: "${version}", resource: "${resource}"}`
const certificates: Ref = { group: 'cert-manager.io', version: 'v1', resource: 'certificates' }
const virtualServices: Ref = { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices' }
const deployments: Ref = { group: 'apps', version: 'v1', resource: 'deployments' }

async function listOf<T>(user: User, ref: Ref, args: string, selection: string, first = 500): Promise<T[]> {
  const { list } = await data<{ list: { items: T[] } }>(callerOf(user), `{ list(${input(ref)}, first: ${first}${args}) { items { ${selection} } } }`)
  return list.items
}

test('printer columns are what kubectl prints, wide ones included', async () => {
  for (const ref of [certificates, virtualServices, deployments, { group: 'monitoring.coreos.com', version: 'v1', resource: 'prometheuses' }])
    await expect(async () => {
      const plural = `${ref.resource}.${ref.version}.${ref.group}`
      const printed = kubectl('admin', ['get', plural, '-A', '-o', 'wide', '--no-headers']).trim().split('\n')
      type Printed = { metadata: { namespace: string }; _columns: Array<{ name: string; value: string; type: string }> }
      const shown = await listOf<Printed>('admin', ref, '', 'metadata { namespace } _columns { name value type }')
      // kubectl counts ages when it prints; a second may lie between.
      const ageless = (line: string): string =>
        line
          .replace(/\s\d+(?:s|m|h|d)(?:\d+(?:s|m|h))?(?=\s|$)/g, ' AGE')
          .replaceAll(/\s+/g, ' ')
          .trim()
      const lines = shown.map(({ metadata, _columns }) => [metadata.namespace, ..._columns.map(({ value }) => (value === '' ? '' : value))].join(' '))
      expect(lines.map(ageless).sort()).toEqual(printed.map(line => ageless(line.replaceAll('<none>', '<none>'))).sort())
    }, ref.resource).toPass({ timeout: 15_000 })
})

test('capabilities are what kubectl auth can-i answers, with a reason for each no', async () => {
  type Capable = {
    metadata: { name: string }
    _capabilities: Array<{ verb: string; subresource: string | null; allowed: boolean; reason: string; code: string | null }>
  }
  for (const user of users)
    for (const [ref, namespace, name] of [
      [virtualServices, 'shop', 'reviews'],
      [deployments, 'shop', 'reviews-v1'],
    ] as const) {
      const answer = await ask<{ object: Capable | null }>(
        callerOf(user),
        `{ object(${input(ref)}, namespace: "${namespace}", name: "${name}") { metadata { name } _capabilities { verb subresource allowed reason code } } }`,
      )
      const mayGet = await canI(user, 'get', ref, namespace, name, null)
      expect([user, ref.resource, answer.codes]).toEqual([user, ref.resource, mayGet ? [] : ['FORBIDDEN']])
      const shown = answer.data?.object?._capabilities ?? []
      const asked = await Promise.all(
        shown.map(({ verb, subresource }) => canI(user, verb === 'restart' || verb === 'scale' ? 'patch' : verb, ref, namespace, name, subresource)),
      )
      for (const [at, { verb, subresource, allowed, reason, code }] of shown.entries()) {
        expect([user, ref.resource, verb, subresource, allowed]).toEqual([user, ref.resource, verb, subresource, asked[at]])
        expect([allowed, reason !== '', code]).toEqual(allowed ? [true, expect.any(Boolean), null] : [false, true, expect.any(String)])
      }
    }
})

function canI(user: User, verb: string, { group, resource }: Ref, namespace: string, name: string, subresource: string | null): Promise<boolean> {
  const of = group === '' ? resource : `${resource}.${group}`
  return kubectlSucceeds(user, ['auth', 'can-i', verb, `${of}/${name}`, '-n', namespace, ...(subresource === null ? [] : [`--subresource=${subresource}`])])
}

test('conditions are the object’s own, and health follows them', async () => {
  type Conditioned = {
    _raw: KubeObject
    _conditions: Array<{ type: string; status: string; reason: string | null; message: string | null; isGood: boolean | null }>
    _health: { level: string; word: string; detail: string; reasons: string[] }
  }
  const shown = await listOf<Conditioned>(
    'viewer',
    certificates,
    '',
    '_raw _conditions { type status reason message isGood } _health { level word detail reasons }',
  )
  expect(shown.length).toBeGreaterThan(2)
  const levels = new Set<string>()
  for (const { _raw, _conditions, _health } of shown) {
    const own = ((_raw as { status?: { conditions?: Array<Record<string, string>> } }).status?.conditions ?? []).map(({ type, status, reason, message }) => [
      type,
      status,
      reason,
      message,
    ])
    expect(_conditions.map(({ type, status, reason, message }) => [type, status, reason ?? undefined, message ?? undefined])).toEqual(own)
    const ready = _conditions.find(({ type }) => type === 'Ready')
    if (ready?.status === 'True') expect(['OK', 'PROGRESSING', 'WARNING']).toContain(_health.level)
    if (ready?.status === 'False') expect(['FAILING', 'PROGRESSING']).toContain(_health.level)
    if (_health.level === 'FAILING') expect(_health.reasons.length).toBeGreaterThan(0)
    expect(_health.detail).not.toBe('')
    levels.add(_health.level)
  }
  expect(levels.size, 'the demo has more than one').toBeGreaterThan(1)
  const failing = await listOf<{ _health: { level: string } }>('viewer', certificates, ', health: [FAILING]', '_health { level }')
  expect(failing).toEqual(shown.filter(({ _health }) => _health.level === 'FAILING').map(() => ({ _health: { level: 'FAILING' } })))
})

test('events are those of kubectl, newest first, and who may not list them is told so', async () => {
  type Evented = { _events: { items: Array<{ type: string; reason: string; message: string }>; failure: { code: string } | null } }
  const query = `{ object(${input(deployments)}, namespace: "shop", name: "reviews-v1") { _events(first: 50) { items { type reason message } failure { code message } } } }`
  const { object } = await data<{ object: Evented }>(callerOf('viewer'), query)
  const listed = JSON.parse(
    kubectl('viewer', ['-n', 'shop', 'get', 'events', '--field-selector', 'involvedObject.name=reviews-v1,involvedObject.kind=Deployment', '-o', 'json']),
  ) as {
    items: Array<{ reason: string; message: string }>
  }
  const texts = (events: Array<{ reason: string; message: string }>): string[] =>
    [...new Set(events.map(({ reason, message }) => `${reason} ${message}`))].sort()
  expect(object._events.failure).toBeNull()
  expect(texts(object._events.items)).toEqual(texts(listed.items))
})

test('owners and owned objects are those of the owner references, as far as the user may see', async () => {
  type Reference = { kind: string; name: string; namespace: string; exists: boolean | null; unreadable: string | null; via: string }
  const query = `{ object(${input(deployments)}, namespace: "shop", name: "reviews-v1") { _owned(depth: 2) { nodes { depth reference { kind name } } notSearched { kind code } } } }`
  type Owned = {
    object: { _owned: { nodes: Array<{ depth: number; reference: { kind: string; name: string } }>; notSearched: Array<{ kind: string; code: string }> } }
  }
  const { object } = await data<Owned>(callerOf('admin'), query)
  const sets = JSON.parse(kubectl('admin', ['-n', 'shop', 'get', 'replicasets,pods', '-o', 'json'])) as { items: KubeObject[] }
  const owned = (kind: string, owner: string): string[] =>
    sets.items
      .filter(item => item['kind'] === kind && ((item.metadata['ownerReferences'] as Array<{ name: string }>) ?? []).some(({ name }) => name === owner))
      .map(({ metadata }) => metadata.name)
  const replicaSets = owned('ReplicaSet', 'reviews-v1')
  const pods = replicaSets.flatMap(name => owned('Pod', name))
  const shown = (depth: number): string[] =>
    object._owned.nodes
      .filter(node => node.depth === depth)
      .map(({ reference }) => `${reference.kind} ${reference.name}`)
      .sort()
  expect(shown(1)).toEqual(replicaSets.map(name => `ReplicaSet ${name}`).sort())
  expect(shown(2)).toEqual(pods.map(name => `Pod ${name}`).sort())

  const up = `{ object(${input({ group: '', version: 'v1', resource: 'pods' })}, namespace: "shop", name: "${pods[0]}") { _owners { kind name namespace exists unreadable via } } }`
  const { object: pod } = await data<{ object: { _owners: Reference[] } }>(callerOf('viewer'), up)
  expect(pod._owners).toMatchObject([{ kind: 'ReplicaSet', name: replicaSets[0], namespace: 'shop', exists: true, unreadable: null }])
})

test('references lead both ways, and name what may not be read without showing it', async () => {
  type Reference = {
    kind: string
    name: string | null
    namespace: string | null
    via: string
    exists: boolean | null
    unreadable: string | null
    object: { _raw: unknown } | null
  }
  const fields = 'kind name namespace via exists unreadable object { _raw }'
  type Referring = { metadata: { name: string }; _references: Reference[] }
  const shown = await listOf<Referring>('viewer', certificates, ', namespace: "shop"', `metadata { name } _references { ${fields} }`, 10)
  const [certificate] = shown
  const kinds = certificate?._references.map(({ kind }) => kind)
  expect(kinds).toEqual(expect.arrayContaining(['Secret']))
  const secret = certificate?._references.find(({ kind }) => kind === 'Secret')
  expect([secret?.object, secret?.exists, secret?.unreadable === null]).toEqual([null, null, false])
  const issuer = certificate?._references.find(({ kind }) => kind.endsWith('Issuer'))
  expect(issuer).toMatchObject({ via: expect.stringContaining('issuerRef'), exists: true, unreadable: null })
  const plural = `${issuer?.kind.toLowerCase()}s`
  const at = issuer?.namespace ? `, namespace: "${issuer.namespace}"` : ''
  const back = await data<{ object: { _referencedBy: { items: Array<{ kind: string; name: string }> } } }>(
    callerOf('viewer'),
    `{ object(${input({ group: 'cert-manager.io', version: 'v1', resource: plural })}${at}, name: "${issuer?.name}") { _referencedBy { items { kind name } } } }`,
  )
  expect(back.object._referencedBy.items).toEqual(expect.arrayContaining([{ kind: 'Certificate', name: certificate?.metadata.name }]))
})

test('search, counts and kinds show to each user what he may list, and say what was not looked at', async () => {
  const query = `{ search(text: "reviews", first: 50) { items { object { kind metadata { namespace name } } } notSearched { kind code } }
    counts(kinds: ["virtualservices.networking.istio.io"]) { resource total failure { code } } }`
  type Found = {
    search: { items: Array<{ object: { kind: string; metadata: { namespace: string; name: string } } }>; notSearched: Array<{ kind: string; code: string }> }
    counts: Array<{ resource: string; total: number | null; failure: { code: string } | null }>
  }
  const viewer = await data<Found>(callerOf('viewer'), query)
  expect(viewer.search.items.map(({ object }) => `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`)).toEqual(
    expect.arrayContaining(['VirtualService shop/reviews']),
  )
  const all = JSON.parse(kubectl('viewer', ['get', '--raw', '/apis/networking.istio.io/v1/virtualservices'])) as { items: unknown[] }
  expect(viewer.counts).toEqual([{ resource: 'virtualservices', total: all.items.length, failure: null }])
  const guest = await data<Found>(callerOf('guest'), query)
  expect(guest.search.items).toEqual([])
  expect(guest.search.notSearched.length).toBeGreaterThan(20)
  expect(guest.counts).toEqual([{ resource: 'virtualservices', total: null, failure: { code: 'FORBIDDEN' } }])
  const { kinds, me } = await data<{ kinds: Array<{ group: string; resource: string; typeName: string }>; me: { name: string } }>(
    callerOf('guest'),
    '{ kinds { group resource typeName } me { name } }',
  )
  expect(kinds).toEqual(
    expect.arrayContaining([{ group: 'networking.istio.io', resource: 'virtualservices', typeName: 'networking_istio_io_v1_VirtualService' }]),
  )
  expect(me.name).toBe('system:serviceaccount:latchkey-demo:guest')
})
