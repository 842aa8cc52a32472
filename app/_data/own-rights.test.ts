import { beforeEach, expect, test, vi } from 'vitest'
import type { AccessQuestion, Capabilities } from '#contract/access.ts'
import type { Operation } from '#contract/operations.ts'
import { unpackKinds } from '#domain/kind-pack.ts'
import { parseListState } from '#domain/list-state.ts'
import type { ServedResource } from '#domain/resource.ts'
import { createText } from '#domain/text.ts'
import { AppError } from '#errors/app-error.ts'
import { askedAccess, countScope, kindAccess, packedKinds } from './kinds.ts'
import { readList } from './list.ts'
import { searchObjects } from './search.ts'

const kind = (group: string, resource: string, name: string, more: Partial<ServedResource> = {}): ServedResource => ({
  ...{ group, version: 'v1', resource, kind: name, singular: name.toLowerCase(), namespaced: true },
  ...{ verbs: ['get', 'list', 'create'], shortNames: [], categories: [], subresources: [] },
  ...more,
})
const virtualServices = kind('networking.istio.io', 'virtualservices', 'VirtualService', { shortNames: ['vs'] })
const autoscalers = kind('autoscaling', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', { shortNames: ['hpa'] })
const served = [
  virtualServices,
  autoscalers,
  kind('', 'nodes', 'Node', { namespaced: false }),
  kind('', 'events', 'Event'),
  kind('', 'secrets', 'Secret'),
  kind('authentication.k8s.io', 'tokenreviews', 'TokenReview', { verbs: ['create'] }),
]

/** Somebody who may list namespaces and nodes, and more in some namespaces. */
const world = vi.hoisted(() => ({
  held: [] as string[],
  unlooked: [] as string[],
  rights: {} as Capabilities,
  isDown: false,
  found: 0,
  asked: [] as { operation: string; variables: Record<string, unknown> }[],
}))
beforeEach(() => Object.assign(world, { held: [], unlooked: [], rights: {}, isDown: false, found: 1, asked: [] }))

vi.mock('./use-text.ts', () => ({ requestText: () => createText('en', {}) }))
vi.mock('./namespaces.ts', () => ({
  myNamespaces: async () => ({ listable: true, open: Array.from({ length: 500 }, (_, index) => `team-${index}`), closed: [], named: [] }),
  heldNamespaces: async () => ({ held: world.held, unlooked: world.unlooked }),
}))
vi.mock('./session.ts', () => ({
  requireSession: () => ({
    requestId: 'r-1',
    session: { capabilities: { nodes: ['list'] } },
    services: {
      servedResources: async () => served,
      capabilitiesIn: async (_: unknown, namespaces: readonly string[]) => {
        if (world.isDown) throw new AppError('CLUSTER_UNREACHABLE')
        return new Map(namespaces.map(namespace => [namespace, world.rights]))
      },
      reviewAccess: async (_: unknown, questions: readonly AccessQuestion[]) =>
        questions.map(({ namespace = '' }) => ({ allowed: namespace === 'reviewed', reason: 'no' })),
    },
  }),
}))
vi.mock('./graphql.ts', () => ({
  readGraphql: async ({ name: operation }: Operation, variables: Record<string, unknown>) => {
    world.asked.push({ operation, variables })
    const found = { items: [], total: world.found, searched: 1, notSearched: [], complete: true }
    return {
      list: { columns: [], items: [], pageInfo: { endCursor: null }, total: 0, resourceVersion: '1', denied: [] },
      ...{ everywhere: found, within: found },
    }
  },
}))
const noState = parseListState(new URLSearchParams())

test('a list is of the one namespace of five hundred where its kind is open, and of what only a review can tell', async () => {
  Object.assign(world, { held: ['team-z'], unlooked: ['reviewed', 'team-y'], rights: { 'virtualservices.networking.istio.io': ['list'] } })
  const data = await readList(virtualServices, [], noState)
  expect(data).toMatchObject({ denied: null, scope: { namespaces: ['team-z', 'reviewed'] }, namespaces: { open: ['team-z', 'reviewed'], unlooked: 0 } })
})

test('where too many namespaces are to be looked into, how many were not is told', async () => {
  Object.assign(world, { unlooked: Array.from({ length: 1_200 }, (_, index) => `far-${index}`) })
  expect(await readList(virtualServices, [], noState)).toMatchObject({ denied: { reason: 'no' }, namespaces: { unlooked: 200 } })
})

test('of sixty namespaces that the address names fifty are listed, and ten are told to be left', async () => {
  const sixty = Array.from({ length: 60 }, (_, index) => `team-${index}`)
  const data = await readList(virtualServices, sixty, noState)
  expect(data).toMatchObject({ scope: { namespaces: sixty.slice(0, 50) }, namespaces: { left: 10, selected: sixty } })
})

test('rights that could not be asked for are a failure, and not none', async () => {
  Object.assign(world, { held: ['team-z'], isDown: true })
  await expect(kindAccess()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  expect(await askedAccess()).toMatchObject({ access: null, failure: { code: 'CLUSTER_UNREACHABLE', requestId: 'r-1' } })
})

test('pages know every kind that is served: what is created may be of any', async () => {
  expect(unpackKinds(await packedKinds()).map(({ kind: name }) => name)).toEqual(expect.arrayContaining(served.map(({ kind: name }) => name)))
})

test('what may be listed in the whole cluster is asked for there, and the rest in the namespaces where it may be', async () => {
  Object.assign(world, { held: Array.from({ length: 60 }, (_, index) => `team-${index}`), rights: { 'virtualservices.networking.istio.io': ['list'] } })
  expect(await countScope(served)).toEqual({
    ...{ everywhere: ['nodes'], within: ['virtualservices.networking.istio.io'] },
    ...{ namespaces: world.held.slice(0, 50), left: 10 },
  })
})

const held = { 'virtualservices.networking.istio.io': ['list'], 'horizontalpodautoscalers.autoscaling': ['list'], events: ['list'], secrets: ['list'] }

test('a search is of every kind that may be listed, of no rail too, but of no event and no Secret', async () => {
  Object.assign(world, { held: ['team-z'], rights: held })
  const found = await searchObjects('web')
  expect(world.asked.map(({ variables }) => variables)).toMatchObject([
    { text: 'web', everywhere: ['nodes'], within: ['virtualservices.networking.istio.io', 'horizontalpodautoscalers.autoscaling'], namespaces: ['team-z'] },
  ])
  expect(found).toMatchObject({ closed: 0, left: 0 })
})

test('a search in more namespaces than one question takes asks several, and says how many are left', async () => {
  const many = Array.from({ length: 230 }, (_, index) => `team-${index}`)
  Object.assign(world, { held: many, rights: held, unlooked: ['far'] })
  expect((await searchObjects('web')).left).toBe(31)
  expect(world.asked.flatMap(({ variables }) => variables['namespaces'])).toEqual(many.slice(0, 200))
  expect(world.asked.map(({ variables }) => variables['everywhere'])).toEqual([['nodes'], [], [], []])
})

test.each([
  ['vs/reviews', 'virtualservices.networking.istio.io', 'reviews'],
  ['vs reviews', 'virtualservices.networking.istio.io', 'reviews'],
  ['hpa web', 'horizontalpodautoscalers.autoscaling', 'web'],
  ['secret/tls', 'secrets', 'tls'],
])('%s is looked for in that kind, as the palette does', async (text, key, words) => {
  Object.assign(world, { held: ['team-z'], rights: held })
  await searchObjects(text)
  expect(world.asked.map(({ variables }) => variables)).toMatchObject([{ text: words, within: [key] }])
})

test('where nothing of the kind fits, the whole text is looked for in every kind', async () => {
  Object.assign(world, { held: ['team-z'], rights: held, found: 0 })
  await searchObjects('vs reviews')
  expect(world.asked.map(({ variables }) => variables['text'])).toEqual(['reviews', 'vs reviews'])
})
