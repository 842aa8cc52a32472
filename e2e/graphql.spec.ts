import { groupName } from '#domain/graphql/names.ts'
import { customResourceGroups } from '../cluster/users/roles.ts'
import { kubectl, tryKubectl, type User, users } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { ask, callerOf, data } from './graphql/ask.ts'
import { connectAdmin, type Kube, type KubeObject } from './graphql/kube.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'

// What GraphQL lists for somebody is what kubectl lists for him; sorting, filtering and paging change the order and the
// choice, never an object.
let kube: Kube
test.beforeAll(() => {
  kube = connectAdmin()
})
test.afterAll(() => kube.close())

type Ref = { group: string; version: string; resource: string }
const places: readonly Ref[] = [
  { group: 'networking.istio.io', version: 'v1', resource: 'virtualservices' },
  { group: 'cert-manager.io', version: 'v1', resource: 'certificates' },
  { group: '', version: 'v1', resource: 'services' },
  { group: 'apps', version: 'v1', resource: 'deployments' },
  { group: '', version: 'v1', resource: 'namespaces' },
]
const pathOf = ({ group, version, resource }: Ref, namespace: string | null): string =>
  `${group === '' ? '/api' : `/apis/${group}`}/${version}${namespace === null ? '' : `/namespaces/${namespace}`}/${resource}`

/** As `kubectl get --raw` lists as that user; null where it is denied. */
function listedByKubectl(user: User, ref: Ref, namespace: string | null): Map<string, string> | null {
  const { code, stdout, stderr } = tryKubectl(user, ['get', '--raw', pathOf(ref, namespace)])
  if (code !== 0 && /Forbidden|forbidden/.test(stderr)) return null
  const { items } = JSON.parse(stdout) as { items: KubeObject[] }
  return new Map(items.map(({ metadata }) => [`${metadata.namespace ?? ''}/${metadata.name}`, metadata.resourceVersion ?? '']))
}

type List = {
  items: Array<{ _key: string; metadata: { resourceVersion: string } }>
  total: number | null
  denied: Array<{ namespace: string; code: string; reason: string }>
}
const listFields = '{ items { _key metadata { resourceVersion } } total denied { namespace code reason } }'
const versionsOf = ({ items }: List): Map<string, string> => new Map(items.map(({ _key, metadata }) => [_key, metadata.resourceVersion]))

for (const user of users)
  test(`${user} is listed by GraphQL what kubectl lists, and refused where it is`, async () => {
    const caller = callerOf(user)
    for (const ref of places)
      for (const namespace of ref.resource === 'namespaces' ? [null] : [null, 'shop', 'payments']) {
        const wanted = (): Map<string, string> | null => listedByKubectl(user, ref, namespace)
        const args = `first: 500${namespace === null ? '' : `, namespace: "${namespace}"`}`
        const typed = `${groupName(ref.group)} { ${ref.version} { ${ref.resource}(${args}) ${listFields} } }`
        const generic = `list(resource: {group: "${ref.group}", version: "${ref.version}", resource: "${ref.resource}"}, ${args}) ${listFields}`
        for (const query of [`{ ${typed} }`, `{ ${generic} }`])
          await expect(async () => {
            const expected = wanted()
            const answer = await ask(caller, query)
            if (expected === null) return expect([query, answer.codes]).toEqual([query, ['FORBIDDEN']])
            const list = findList(answer.data)
            expect([query, answer.text.slice(0, 500), list && versionsOf(list)]).toEqual([query, answer.text.slice(0, 500), expected])
            expect([query, list?.total]).toEqual([query, expected.size])
          }).toPass({ timeout: 10_000 })
      }
  })

/** The one list in an answer, wherever its group and version put it. */
function findList(found: unknown): List | null {
  if (typeof found !== 'object' || found === null) return null
  if ('items' in found) return found as List
  return (
    Object.values(found)
      .map(findList)
      .find(list => list !== null) ?? null
  )
}

test('of several namespaces those that are denied are named with the reason, and all of them denied is a refusal', async () => {
  const caller = callerOf('editor')
  const query =
    'query($of: [String!]) { networking_istio_io { v1 { virtualservices(namespaces: $of, first: 500) { items { _key metadata { resourceVersion } } total denied { namespace code reason } } } } }'
  const both = findList(await data(caller, query, { of: ['shop', 'payments', 'shop-staging'] }))
  const ref = places[0] as Ref
  expect(both && versionsOf(both)).toEqual(
    new Map([...(listedByKubectl('editor', ref, 'shop') ?? []), ...(listedByKubectl('editor', ref, 'shop-staging') ?? [])]),
  )
  expect(both?.denied).toEqual([{ namespace: 'payments', code: 'FORBIDDEN', reason: expect.stringMatching(/cannot list|may not|not allowed|denied/i) }])
  const none = await ask(caller, query, { of: ['payments', 'monitoring'] })
  expect(none.codes).toEqual(['FORBIDDEN'])
  expect(none.errors[0]).toMatchObject({ path: ['networking_istio_io', 'v1', 'virtualservices'], extensions: { reason: 'Forbidden', kubernetesStatus: 403 } })
})

test('an error has its path, its code, the reason of Kubernetes and the request id of the answer, and spoils nothing beside it', async () => {
  const query = `{ ok: networking_istio_io { v1 { virtualservices(namespace: "shop", first: 1) { total } } }
    no: networking_istio_io { v1 { virtualservices(namespace: "payments") { total } } }
    gone: object(resource: {group: "networking.istio.io", version: "v1", resource: "virtualservices"}, namespace: "shop", name: "no-such-thing") { _key } }`
  const answer = await ask<{ ok: unknown; gone: unknown }>(callerOf('editor'), query)
  expect(answer.status).toBe(200)
  expect(answer.data.ok).toMatchObject({ v1: { virtualservices: { total: expect.any(Number) } } })
  const byPath = Object.fromEntries(answer.errors.map(error => [error.path?.join('.'), error]))
  expect(Object.keys(byPath).sort()).toEqual(['gone', 'no.v1.virtualservices'])
  expect(byPath['gone']?.extensions).toMatchObject({
    code: 'NOT_FOUND',
    reason: 'NotFound',
    kubernetesStatus: 404,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  const own = tryKubectl('editor', ['-n', 'payments', 'get', 'virtualservices.v1.networking.istio.io'])
  expect(own.stderr, 'in the words of the kube-apiserver').toContain(byPath['no.v1.virtualservices']?.message.slice(0, 60))
})

test('_raw is every object of the demo as kubectl has it', async () => {
  test.setTimeout(180_000)
  const caller = callerOf('admin')
  let compared = 0
  for (const ref of customResources()) {
    const query = `{ list(resource: {group: "${ref.group}", version: "${ref.version}", resource: "${ref.resource}"}, first: 500) { items { _raw(managedFields: true) } } }`
    await expect(async () => {
      const expected = JSON.parse(kubectl('admin', ['get', '--raw', pathOf(ref, null)])) as { items: KubeObject[] }
      const { list } = await data<{ list: { items: Array<{ _raw: KubeObject }> } }>(caller, query)
      const byKey = (objects: KubeObject[]): Map<string, KubeObject> =>
        new Map(objects.map(object => [`${object.metadata.namespace ?? ''}/${object.metadata.name}`, object]))
      expect(byKey(list.items.map(({ _raw }) => _raw))).toEqual(byKey(expected.items))
      compared += expected.items.length
    }, ref.resource).toPass({ timeout: 15_000 })
  }
  console.log(`_raw: ${compared} objects equal`)
  expect(compared).toBeGreaterThan(60)
})

/** What the operators of the demo serve, in every version. */
function customResources(): Ref[] {
  const groups = (JSON.parse(kubectl('admin', ['get', '--raw', '/apis'])) as { groups: Array<{ name: string; versions: Array<{ version: string }> }> }).groups
  return groups
    .filter(({ name }) => customResourceGroups.some(group => group === name))
    .flatMap(({ name, versions }) =>
      versions.flatMap(({ version }) =>
        (JSON.parse(kubectl('admin', ['get', '--raw', `/apis/${name}/${version}`])) as { resources: Array<{ name: string; verbs: string[] }> }).resources
          .filter(({ name: resource, verbs }) => !resource.includes('/') && verbs.includes('list'))
          .map(resource => ({ group: name, version, resource: resource.name })),
      ),
    )
}

test.describe('sorted, filtered and paged', () => {
  const count = 57
  const colors = ['red', 'green', 'blue', 'Red', 'x,y']
  type Widget = { key: string; namespace: string; name: string; size: number; color: string; label: string }
  let resource: TestResource
  const widgets: Widget[] = []
  test.beforeAll(async () => {
    resource = await createTestResource(kube, 3)
    for (let index = 0; index < count; index += 1) {
      const namespace = resource.namespaces[(index * 7) % 3] ?? ''
      // Neither order is that of the other: 37 and 57 have no common divisor.
      const widget = {
        namespace,
        name: `w-${(index * 37) % count}`,
        size: (index * 11) % 20,
        color: colors[index % 5] ?? '',
        label: index % 2 === 0 ? 'even' : 'odd',
      }
      widgets.push({ key: `${namespace}/${widget.name}`, ...widget })
      await resource.put(namespace, widget.name, { size: widget.size, color: widget.color, note: 'n'.repeat(index) }, { parity: widget.label })
    }
  })
  test.afterAll(() => resource?.remove())

  /** All pages of a query, `first` at a time. */
  async function walk(args: Record<string, unknown>, first: number): Promise<string[]> {
    const query = `query($ns: [String!], $labels: String, $fields: String, $where: [FieldFilter!], $search: String, $sort: [SortKey!], $first: Int, $after: String) {
      ${groupName(resource.group)} { v1 { widgets(namespaces: $ns, labelSelector: $labels, fieldSelector: $fields, where: $where, search: $search, sortBy: $sort, first: $first, after: $after) {
        items { _key } total pageInfo { endCursor hasNextPage } } } } }`
    const keys: string[] = []
    let after: string | null = null
    for (let page = 0; page < count; page += 1) {
      const found = findPage(await data(callerOf('admin'), query, { ...args, first, after }))
      keys.push(...found.items.map(({ _key }) => _key))
      expect(found.items.length).toBeLessThanOrEqual(first)
      if (!found.pageInfo.hasNextPage) return keys
      after = found.pageInfo.endCursor
    }
    throw new Error('the pages have no end')
  }
  type Page = { items: Array<{ _key: string }>; pageInfo: { endCursor: string | null; hasNextPage: boolean } }
  const findPage = (found: unknown): Page => findList(found) as unknown as Page

  const byPlace = (a: Widget, b: Widget): number => order(a.namespace, b.namespace) || order(a.name, b.name)
  // Names of ours are sorted as people do, numbers in them as numbers; the kube-apiserver's own order is that of bytes.
  const natural = new Intl.Collator('en', { numeric: true })
  const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0)
  const cases: Record<string, { args: Record<string, unknown>; fits?: (widget: Widget) => boolean; sorts?: (a: Widget, b: Widget) => number }> = {
    'as the kube-apiserver lists': { args: {} },
    'by a field, the largest first': { args: { sort: [{ path: '.spec.size', descending: true }] }, sorts: (a, b) => order(b.size, a.size) },
    'by a printer column': { args: { sort: [{ column: 'Size', descending: false }] }, sorts: (a, b) => order(a.size, b.size) },
    'by two keys': {
      args: {
        sort: [
          { path: '.spec.size', descending: false },
          { field: 'NAME', descending: true },
        ],
      },
      sorts: (a, b) => order(a.size, b.size) || natural.compare(b.name, a.name),
    },
    'where a field is one of some': {
      args: { where: [{ path: '.spec.color', op: 'IN', value: ['red', 'x,y'] }] },
      fits: ({ color }) => ['red', 'x,y'].includes(color),
    },
    'where a number is greater, by a label': {
      args: { where: [{ path: '.spec.size', op: 'GT', value: 9 }], labels: 'parity=odd', sort: [{ path: '.spec.size', descending: false }] },
      fits: ({ size, label }) => size > 9 && label === 'odd',
      sorts: (a, b) => order(a.size, b.size),
    },
    'where a field is absent': { args: { where: [{ path: '.spec.nothing', op: 'EXISTS' }] }, fits: () => false },
    'where a label fits': { args: { where: [{ path: ".metadata.labels['parity']", op: 'NE', value: 'even' }] }, fits: ({ label }) => label !== 'even' },
    'by words': { args: { search: 'W-1' }, fits: ({ name }) => name.includes('w-1') },
    'by a field selector': { args: { fields: 'metadata.name=w-5' }, fits: ({ name }) => name === 'w-5' },
  }
  for (const [name, { args, fits = () => true, sorts = () => 0 }] of Object.entries(cases))
    test(`${name}: pages of any size put together are what a client would compute`, async () => {
      for (const namespaces of [null, resource.namespaces.slice(0, 2)]) {
        const inScope = widgets.filter(({ namespace }) => namespaces === null || namespaces.includes(namespace))
        const expected = inScope
          .filter(fits)
          .sort((a, b) => sorts(a, b) || byPlace(a, b))
          .map(({ key }) => key)
        for (const first of [4, 19, 500]) expect([namespaces, first, await walk({ ...args, ns: namespaces }, first)]).toEqual([namespaces, first, expected])
      }
    })

  test('a walk meets objects that come and go meanwhile, and none twice', async () => {
    const [namespace = ''] = resource.namespaces
    const query = `query($after: String) { ${groupName(resource.group)} { v1 { widgets(first: 10, after: $after, sortBy: [{path: ".spec.size"}]) { items { _key } pageInfo { endCursor hasNextPage } } } } }`
    const keys: string[] = []
    for (let after: string | null = null, page = 0; ; page += 1) {
      const found = findPage(await data(callerOf('admin'), query, { after }))
      keys.push(...found.items.map(({ _key }) => _key))
      if (!found.pageInfo.hasNextPage) break
      after = found.pageInfo.endCursor
      await resource.put(namespace, `later-${page}`, { size: 0 })
    }
    expect(new Set(keys).size, 'none twice').toBe(keys.length)
    expect(
      widgets.filter(({ key }) => !keys.includes(key)),
      'none is missed that was there all the time',
    ).toEqual([])
    for (let page = 0; page < 6; page += 1) await resource.drop(namespace, `later-${page}`)
  })

  test('what is asked wrongly is refused with what is wrong', async () => {
    const field = (args: string): string => `{ ${groupName(resource.group)} { v1 { widgets(${args}) { total } } } }`
    const refused: Record<string, string> = {
      'a cursor of nobody': field('after: "nonsense"'),
      'a page of nothing': field('first: 0'),
      'a path that is none': field('where: [{path: "][", op: EXISTS}]'),
      'a sort by two things at once': field('sortBy: [{path: ".spec.size", column: "Size"}]'),
      'a column that is none': field('sortBy: [{column: "Girth"}]'),
      'a label selector that is none': field('labelSelector: "a in ("'),
      'both ways to name namespaces': field('namespace: "a", namespaces: ["b"]'),
    }
    for (const [what, query] of Object.entries(refused)) {
      const { codes, data: found } = await ask(callerOf('admin'), query)
      expect([what, findList(found), codes]).toEqual([what, null, ['BAD_REQUEST']])
    }
  })
})
