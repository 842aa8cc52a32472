import { parse, validateExecutionArgs } from 'graphql'
import { afterEach, describe, expect, test } from 'vitest'
import { graphqlLimits } from '#contract/graphql.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { operationCost } from '../graphql/limits/operation-cost.ts'
import { composeSchema } from '../graphql/schema/compose-schema.ts'
import { type EnrichWorld, serve, startEnrichment } from '../testing/enrich-kit.ts'
import { mostOwnedScans } from './owned-index.ts'

const thing = serve('example.dev', 'Thing')
const part = serve('example.dev', 'Part')

function makeObject(kind: string, namespace: string, name: string, owners: string[] = []): KubeObject {
  const ownerReferences = owners.map(uid => ({ apiVersion: 'example.dev/v1', kind: 'Thing', name: 'x', uid }))
  return { apiVersion: 'example.dev/v1', kind, metadata: { namespace, name, uid: `${kind} ${namespace}/${name}`, ownerReferences } }
}
const inEach = (count: number) => spaces(count).flatMap(name => [makeObject('Thing', name, 'a'), makeObject('Part', name, 'p', [`Thing ${name}/a`])])
const fields = 'nodes { reference { namespace name } } notSearched { kind code } complete'
/** `_owned` of `a` in each of the namespaces. */
const ofEach = (namespaces: readonly string[], asked = fields) =>
  `{ ${namespaces.map((namespace, at) => `a${at}: object(resource: {group: "example.dev", resource: "things"}, namespace: "${namespace}", name: "a") { _owned { ${asked} } }`).join(' ')} }`
const spaces = (count: number) => Array.from({ length: count }, (_, at) => `n${at}`)

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})
async function ask(world: Partial<EnrichWorld>, source: string) {
  const started = await startEnrichment({ resources: [thing, part], objects: [], ...world })
  close = started.close
  const { data, errors } = await started.run(source)
  expect(errors).toBeUndefined()
  return { ...started, trees: Object.values(JSON.parse(JSON.stringify(data))).map(object => (object as { _owned: Record<string, unknown> })._owned) }
}

describe('of what is cluster-scoped', () => {
  const policy = serve('example.dev', 'Policy', { namespaced: false, resource: 'policies' })
  const deployment = serve('apps', 'Deployment')
  const pod = serve('', 'Pod')
  const make = (apiVersion: string, kind: string, name: string, namespace?: string, owner?: string): KubeObject => ({
    apiVersion,
    kind,
    metadata: {
      ...(namespace ? { namespace } : {}),
      name,
      uid: `${kind} ${name}`,
      ...(owner ? { ownerReferences: [{ apiVersion: 'x/v1', kind: 'X', name: 'x', uid: owner }] } : {}),
    },
  })
  const objects = [
    make('example.dev/v1', 'Policy', 'gpu'),
    make('example.dev/v1', 'Policy', 'below', undefined, 'Policy gpu'),
    make('apps/v1', 'Deployment', 'driver', 'n1', 'Policy gpu'),
    make('apps/v1', 'Deployment', 'monitor', 'n2', 'Policy below'),
    make('v1', 'Pod', 'driver-1', 'n1', 'Deployment driver'),
    make('v1', 'Pod', 'monitor-1', 'n2', 'Deployment monitor'),
    // Says that it is owned by what is in another namespace, which does not count.
    make('v1', 'Pod', 'stray', 'n2', 'Deployment driver'),
  ]
  const world = { resources: [policy, deployment, pod], objects }
  const source =
    '{ object(resource: {group: "example.dev", resource: "policies"}, name: "gpu") { _owned(depth: 3) { nodes { depth reference { name } } searched complete notSearched { kind namespace } } } }'
  const names = (tree: Record<string, unknown> = {}) =>
    (tree['nodes'] as { depth: number; reference: { name: string } }[]).map(({ depth, reference }) => `${depth} ${reference.name}`).sort()

  test('are also the objects in namespaces, and what those own beside them', async () => {
    const { trees, asked } = await ask(world, source)
    expect(names(trees[0])).toEqual(['1 below', '1 driver', '2 driver-1', '2 monitor', '3 monitor-1'])
    expect(trees[0]).toMatchObject({ searched: 3, complete: true, notSearched: [] })
    expect(asked.scans.map(({ resource, namespaces }) => `${resource.kind} ${namespaces}`).sort()).toEqual(['Deployment null', 'Pod null', 'Policy null'])
  })

  test('are looked for in the own namespaces where they may not be listed in all', async () => {
    const allow = ({ verb, resource, namespace }: { verb: string; resource: string; namespace?: string | undefined }) =>
      verb === 'get' || resource === 'policies' || namespace === 'n1'
    const { trees } = await ask({ ...world, allow, namespaces: ['n1'] }, source)
    expect(names(trees[0])).toEqual(['1 below', '1 driver', '2 driver-1'])
    expect(trees[0]).toMatchObject({
      searched: 3,
      complete: false,
      notSearched: [
        { kind: 'Deployment', namespace: null },
        { kind: 'Pod', namespace: null },
      ],
    })
  })

  test('are all there are but for kinds that Latchkey lists nowhere, which are told', async () => {
    const { trees } = await ask({ ...world, isBeyond: ({ resource }) => resource === 'pods' }, source)
    expect(names(trees[0])).toEqual(['1 below', '1 driver', '2 monitor'])
    expect(trees[0]).toMatchObject({ complete: true, notSearched: [{ kind: 'Pod', namespace: null }] })
  })

  test('are looked for in ten of the own namespaces at most', async () => {
    const allow = ({ verb, resource, namespace }: { verb: string; resource: string; namespace?: string | undefined }) =>
      verb === 'get' || resource === 'policies' || namespace !== undefined
    const { asked } = await ask({ ...world, allow, namespaces: spaces(30) }, source)
    expect(asked.scans.filter(({ resource }) => resource === pod)).toHaveLength(10)
  })
})

describe('of many objects', () => {
  test('of one namespace its kinds are looked through once', async () => {
    const objects = [makeObject('Thing', 'n0', 'a'), makeObject('Part', 'n0', 'p', ['Thing n0/a'])]
    const { asked, trees } = await ask({ objects }, ofEach(['n0', 'n0']))
    expect(trees).toHaveLength(2)
    expect(asked.scans.map(({ resource, namespaces }) => `${resource.kind} ${namespaces}`)).toEqual(['Thing n0', 'Part n0'])
  })

  test('of ten namespaces each is looked through; of all further ones the cluster is, once, and each object has its own', async () => {
    const { asked, trees } = await ask({ objects: inEach(30) }, ofEach(spaces(30)))
    expect(trees).toEqual(trees.map((_, at) => ({ nodes: [{ reference: { namespace: `n${at}`, name: 'p' } }], notSearched: [], complete: true })))
    expect(asked.scans.filter(({ resource }) => resource === part).map(({ namespaces }) => namespaces?.join() ?? 'all')).toEqual([...spaces(10), 'all'])
    // And what is cluster-scoped may be looked through beside it.
    expect(mostOwnedScans).toBe(12)
  })

  test('what names an owner of another namespace is not shown beside it, wherever it was looked for', async () => {
    const stray = makeObject('Part', 'n11', 'stray', ['Thing n0/a', 'Thing n12/a'])
    const { trees } = await ask({ objects: [...inEach(13), stray] }, ofEach(spaces(13), 'nodes { reference { name } }'))
    expect(trees.flatMap(({ nodes }) => nodes)).toEqual(Array.from({ length: 13 }, () => ({ reference: { name: 'p' } })))
  })

  test('who may not list in the whole cluster is told so of the namespaces beyond the tenth', async () => {
    const allow = ({ verb, namespace }: { verb: string; namespace?: string | undefined }) => verb === 'get' || namespace !== undefined
    const { trees } = await ask({ objects: inEach(11), allow }, ofEach(spaces(11)))
    expect(trees[9]).toMatchObject({ nodes: [{ reference: { name: 'p' } }], notSearched: [], complete: true })
    const denied = { code: 'FORBIDDEN' }
    expect(trees[10]).toMatchObject({
      nodes: [],
      notSearched: [
        { kind: 'Thing', ...denied },
        { kind: 'Part', ...denied },
      ],
      complete: false,
    })
  })

  test('the trees of an operation hold 10,000 objects together, and the rest are said to be cut', async () => {
    const parts = Array.from({ length: 1_000 }, (_, at) => makeObject('Part', 'n0', `p${at}`, ['Thing n0/a']))
    const objects = [makeObject('Thing', 'n0', 'a'), ...parts]
    const { trees } = await ask(
      { objects },
      ofEach(
        Array.from({ length: 12 }, () => 'n0'),
        'nodes { depth } complete',
      ),
    )
    expect(trees.map(({ nodes, complete }) => [(nodes as unknown[]).length, complete])).toEqual([
      ...Array.from({ length: 10 }, () => [1_000, true]),
      [0, false],
      [0, false],
    ])
  })
})

describe('the price', () => {
  const schema = composeSchema([])
  function costOf(text: string): number {
    const args = validateExecutionArgs({ schema, document: parse(text) })
    if (!('schema' in args)) throw args[0]
    return operationCost({ schema, operation: args.operation, fragments: new Map() }, args.variableValues)
  }
  const page = (first: number, fields: string) => `{ list(resource: {resource: "pods"}, first: ${first}) { items { ${fields} } } }`
  const tree = '_owned { nodes { depth health { level } reference { kind name } } complete }'

  test('of a page of 100 is within the limit, and of the looks that it takes at least', () => {
    expect(costOf(page(100, tree))).toBeLessThan(graphqlLimits.cost)
    expect(costOf(page(100, tree))).toBeGreaterThan(mostOwnedScans * 100)
    expect(costOf('{ object(resource: {resource: "pods"}, name: "a") { _owned { complete } } }')).toBeGreaterThan(100)
  })

  test('of what nobody needs at once is beyond the limit still', () => {
    expect(costOf(page(500, tree))).toBeGreaterThan(graphqlLimits.cost)
    expect(costOf(`subscription { watch(resource: {resource: "pods"}) { changes { object { _owned { complete } } } } }`)).toBeGreaterThan(graphqlLimits.cost)
    // What it owns, of each what it owns, and of each of those again.
    expect(costOf(page(100, '_owned { nodes { reference { object { _owned { nodes { depth } } } } } }'))).toBeGreaterThan(graphqlLimits.cost)
  })
})
