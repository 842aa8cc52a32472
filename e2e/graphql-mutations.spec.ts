import { kindTypeName } from '#domain/graphql/names.ts'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { ask, callerOf, data } from './graphql/ask.ts'
import { connectAdmin, type Kube, type KubeObject } from './graphql/kube.ts'

// Changes do what kubectl would do as that user: with its warnings, its refusals, and its dry runs that leave no trace.
const VirtualService = kindTypeName({ group: 'networking.istio.io', version: 'v1', kind: 'VirtualService' })
const ref = 'resource: {group: "networking.istio.io", version: "v1", resource: "virtualservices"}'
const path = (name: string): string => `/apis/networking.istio.io/v1/namespaces/shop/virtualservices/${name}`
let kube: Kube
let name: string
test.beforeAll(() => {
  kube = connectAdmin()
})
test.afterAll(() => kube.close())
test.beforeEach(() => {
  name = `gql-${Math.random().toString(36).slice(2, 10)}`
})
test.afterEach(() => kube.remove(path(name)))

const objectOf = (host: string) => ({
  metadata: { name, namespace: 'shop' },
  spec: { hosts: [host], http: [{ route: [{ destination: { host: 'reviews' } }] }] },
})
const whole = (host: string) => ({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', ...objectOf(host) })
const stored = async (): Promise<KubeObject | null> => {
  const { status, json } = await kube.ask(path(name))
  return status === 200 ? (json as KubeObject) : null
}
const hosts = async (): Promise<unknown> => ((await stored()) as { spec: { hosts: unknown } } | null)?.spec.hosts

type Mutated = {
  made: { object: { metadata: { name: string; resourceVersion: string }; spec: { hosts: string[] } } | null; warnings: string[]; dryRun: boolean }
}
const fields = '{ object { metadata { name resourceVersion } spec { hosts } } warnings dryRun }'

test('create, update, patch and delete by the type of the kind and by any kind', async () => {
  const caller = callerOf('editor')
  const create = `mutation($object: ${VirtualService}_Input!) { made: create_${VirtualService}(object: $object) ${fields} }`
  const { made } = await data<Mutated>(caller, create, { object: objectOf('a.test') })
  expect(made).toMatchObject({ object: { metadata: { name }, spec: { hosts: ['a.test'] } }, warnings: [], dryRun: false })
  expect(await hosts()).toEqual(['a.test'])
  expect((await ask(caller, create, { object: objectOf('a.test') })).codes).toEqual(['ALREADY_EXISTS'])

  const update = `mutation($object: ${VirtualService}_Input!) { made: update_${VirtualService}(object: $object) ${fields} }`
  const versioned = (version: string | undefined) => ({ ...objectOf('b.test'), metadata: { ...objectOf('').metadata, resourceVersion: version } })
  await data<Mutated>(caller, update, { object: versioned(made.object?.metadata.resourceVersion) })
  expect(await hosts()).toEqual(['b.test'])
  const stale = await ask(caller, update, { object: versioned(made.object?.metadata.resourceVersion) })
  expect([stale.codes, stale.errors[0]?.extensions]).toEqual([['CONFLICT'], expect.objectContaining({ reason: 'Conflict', kubernetesStatus: 409 })])

  const patch = `mutation($patch: JSON!, $type: PatchType!) { patch(${ref}, namespace: "shop", name: "${name}", type: $type, patch: $patch) { warnings object { _key } } }`
  await data(caller, patch, { type: 'MERGE', patch: { spec: { hosts: ['c.test'] } } })
  expect(await hosts()).toEqual(['c.test'])
  await data(caller, patch, { type: 'JSON', patch: [{ op: 'replace', path: '/spec/hosts/0', value: 'd.test' }] })
  expect(await hosts()).toEqual(['d.test'])

  const remove = `mutation { delete(${ref}, namespace: "shop", name: "${name}") { dryRun } }`
  await data(caller, remove)
  expect(await stored()).toBeNull()
  const again = await ask(caller, remove)
  expect([again.codes, again.errors[0]?.path]).toEqual([['NOT_FOUND'], ['delete']])
})

test('a dry run answers as the change would and leaves no trace', async () => {
  const caller = callerOf('editor')
  const create = `mutation($object: JSON!, $dryRun: Boolean!) { made: create(object: $object, dryRun: $dryRun) { object { _key metadata { name } } warnings dryRun } }`
  const dry = await data<{ made: { object: { _key: string }; dryRun: boolean } }>(caller, create, { object: whole('a.test'), dryRun: true })
  expect(dry.made).toMatchObject({ dryRun: true, object: { _key: `shop/${name}` } })
  expect(await stored()).toBeNull()
  await data(caller, create, { object: whole('a.test'), dryRun: false })
  const before = await stored()
  const dryRuns = [
    `mutation { delete(${ref}, namespace: "shop", name: "${name}", dryRun: true) { dryRun } }`,
    `mutation { patch(${ref}, namespace: "shop", name: "${name}", type: MERGE, patch: {spec: {hosts: ["x.test"]}}, dryRun: true) { dryRun } }`,
    `mutation { apply(object: {apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: {name: "${name}", namespace: "shop"}, spec: {hosts: ["x.test"]}}, force: true, dryRun: true) { dryRun } }`,
  ]
  for (const query of dryRuns) await data(caller, query)
  expect(await stored()).toEqual(before)
})

test('server-side apply keeps managers apart and says whose a field is', async () => {
  const caller = callerOf('editor')
  const apply = `mutation($object: JSON!, $manager: String!, $force: Boolean!) { made: apply(object: $object, fieldManager: $manager, force: $force) { object { _key } } }`
  await data(caller, apply, { object: whole('a.test'), manager: 'first', force: false })
  const conflict = await ask(caller, apply, { object: whole('b.test'), manager: 'second', force: false })
  expect(conflict.codes).toEqual(['CONFLICT'])
  expect(JSON.stringify(conflict.errors[0]?.extensions)).toContain('"first"')
  expect(JSON.stringify(conflict.errors[0]?.extensions)).toContain('.spec.hosts')
  expect(await hosts()).toEqual(['a.test'])
  await data(caller, apply, { object: whole('b.test'), manager: 'second', force: true })
  expect(await hosts()).toEqual(['b.test'])
  expect((await stored())?.metadata['managedFields']).toEqual(expect.arrayContaining([expect.objectContaining({ manager: 'second', operation: 'Apply' })]))
})

test('YAML of several objects is applied one by one, each with its own result', async () => {
  const yaml = [
    JSON.stringify(whole('a.test')),
    'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: other, namespace: payments}\nspec: {hosts: [x]}',
  ].join('\n---\n')
  const answer = await ask<{ applyYaml: Array<{ object: { _key: string } } | null> }>(
    callerOf('editor'),
    'mutation($yaml: String!) { applyYaml(yaml: $yaml) { object { _key } } }',
    { yaml },
  )
  expect(answer.data.applyYaml).toEqual([{ object: { _key: `shop/${name}` } }, null])
  expect([answer.codes, answer.errors[0]?.path]).toEqual([['FORBIDDEN'], ['applyYaml', 1]])
  expect(await hosts()).toEqual(['a.test'])
})

test('unknown fields are refused, or dropped with a warning, as the kube-apiserver words it', async () => {
  const caller = callerOf('editor')
  const odd = { ...whole('a.test'), spec: { ...whole('a.test').spec, sprocket: 1 } }
  const create = (validation: string): string =>
    `mutation($object: JSON!) { made: create(object: $object, fieldValidation: ${validation}) { warnings object { _key } } }`
  const strict = await ask(caller, create('STRICT'), { object: odd })
  expect([strict.codes, strict.errors[0]?.message]).toEqual([[expect.stringMatching(/^(?:BAD_REQUEST|INVALID)$/)], expect.stringContaining('spec.sprocket')])
  const warned = await data<{ made: { warnings: string[] } }>(caller, create('WARN'), { object: odd })
  expect(warned.made.warnings).toEqual([expect.stringContaining('spec.sprocket')])
})

test('scale and restart do what kubectl does', async () => {
  const deployment = `gql-${name}`
  const caller = callerOf('admin')
  const at = `resource: {group: "apps", version: "v1", resource: "deployments"}, namespace: "shop", name: "${deployment}"`
  kubectl('admin', ['-n', 'shop', 'create', 'deployment', deployment, '--image=latchkey.dev/none:1', '--replicas=0'])
  try {
    const scaled = await data<{ scale: { replicas: number } }>(caller, `mutation { scale(${at}, replicas: 0, dryRun: true) { replicas dryRun } }`)
    expect(scaled.scale).toEqual({ replicas: 0, dryRun: true })
    const real = await data<{ scale: { replicas: number; object: { _key: string } } }>(
      caller,
      `mutation { scale(${at}, replicas: 1) { replicas object { _key } } }`,
    )
    expect(real.scale).toEqual({ replicas: 1, object: { _key: `shop/${deployment}` } })
    expect(kubectl('admin', ['-n', 'shop', 'get', 'deployment', deployment, '-o', 'jsonpath={.spec.replicas}'])).toBe('1')
    await data(caller, `mutation { restart(${at}) { warnings } }`)
    expect(kubectl('admin', ['-n', 'shop', 'get', 'deployment', deployment, '-o', 'jsonpath={.spec.template.metadata.annotations}'])).toContain(
      'kubectl.kubernetes.io/restartedAt',
    )
    const wrong = await ask(caller, `mutation { scale(${ref}, namespace: "shop", name: "reviews", replicas: 1) { replicas } }`)
    expect(wrong.codes).toEqual(['BAD_REQUEST'])
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'deployment', deployment, '--wait=false'])
  }
})

test('who may only look changes nothing, in the words of the cluster', async () => {
  kubectl('admin', ['apply', '-f', '-'], JSON.stringify(whole('a.test')))
  const before = await stored()
  const mutations = [
    `mutation($o: JSON!) { create(object: $o) { dryRun } }`,
    `mutation($o: JSON!) { update(object: $o) { dryRun } }`,
    `mutation($o: JSON!) { apply(object: $o, force: true) { dryRun } }`,
    `mutation { patch(${ref}, namespace: "shop", name: "${name}", type: MERGE, patch: {metadata: {labels: {a: "b"}}}) { dryRun } }`,
    `mutation { delete(${ref}, namespace: "shop", name: "${name}") { dryRun } }`,
  ]
  for (const user of ['viewer', 'guest', 'payments'] as const)
    for (const mutation of mutations) {
      const answer = await ask(callerOf(user), mutation, mutation.includes('$o') ? { o: whole('evil.test') } : {})
      expect([user, mutation, answer.codes, answer.errors[0]?.extensions]).toEqual([
        user,
        mutation,
        ['FORBIDDEN'],
        expect.objectContaining({ reason: 'Forbidden', kubernetesStatus: 403 }),
      ])
      expect(answer.errors[0]?.message).toMatch(/virtualservices/)
    }
  expect(await stored()).toEqual(before)
})

test('what was changed through us is read at once, also where it comes from the cache', async () => {
  const caller = callerOf('editor')
  const list = 'query { networking_istio_io { v1 { virtualservices(namespace: "shop", first: 500) { items { metadata { name } spec { hosts } } } } } }'
  type Listed = { networking_istio_io: { v1: { virtualservices: { items: Array<{ metadata: { name: string }; spec: { hosts: string[] } }> } } } }
  const shown = async (): Promise<string[] | undefined> =>
    (await data<Listed>(caller, list)).networking_istio_io.v1.virtualservices.items.find(({ metadata }) => metadata.name === name)?.spec.hosts
  expect(await shown()).toBeUndefined()
  for (let round = 0; round < 12; round += 1) {
    const host = `round-${round}.test`
    await data(caller, 'mutation($o: JSON!) { apply(object: $o, force: true) { dryRun } }', { o: whole(host) })
    expect(await shown(), `round ${round}`).toEqual([host])
  }
  await data(caller, `mutation { delete(${ref}, namespace: "shop", name: "${name}") { dryRun } }`)
  expect(await shown()).toBeUndefined()
})
