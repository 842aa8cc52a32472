import { expect, test, vi } from 'vitest'
import type { AccessQuestion, Capabilities } from '#contract/access.ts'
import type { ServedResource } from '#domain/resource.ts'
import { createText } from '#domain/text.ts'
import { askableKeys, readMatrix } from './access-matrix.ts'

const t = createText('en', {})
const kind = (group: string, resource: string, name: string, more: Partial<ServedResource> = {}): ServedResource => ({
  ...{ group, version: 'v1', resource, kind: name, singular: name.toLowerCase(), namespaced: true },
  ...{ verbs: ['get', 'list', 'create'], shortNames: [], categories: [], subresources: [] },
  ...more,
})
const served = [
  kind('a.io', 'things', 'Thing', { subresources: ['scale', 'status'] }),
  kind('', 'pods', 'Pod', { subresources: ['exec', 'log', 'status'] }),
  kind('', 'nodes', 'Node', { namespaced: false }),
]

const world = vi.hoisted(() => ({
  everywhere: {} as Capabilities,
  within: {} as Record<string, Capabilities>,
  mayAll: false,
  asked: [] as AccessQuestion[],
}))
vi.mock('./use-text.ts', () => ({ requestText: () => t }))
vi.mock('./namespaces.ts', () => ({
  myNamespaces: async () => ({ listable: true, open: Object.keys(world.within), closed: [], named: [] }),
  heldNamespaces: async () => ({ held: Object.keys(world.within), unlooked: ['far'] }),
}))
vi.mock('./session.ts', () => ({
  requireSession: () => ({
    session: { capabilities: world.everywhere },
    services: {
      servedResources: async () => served,
      capabilitiesIn: async (_: unknown, namespaces: readonly string[]) => new Map(namespaces.map(name => [name, world.within[name] ?? {}])),
      reviewAccess: async (_: unknown, questions: readonly AccessQuestion[]) => {
        world.asked.push(...questions)
        return questions.map(() => ({ allowed: world.mayAll, reason: 'no' }))
      },
    },
  }),
}))

const everywhere = { pods: ['get', 'list'], 'pods/log': ['get'], nodes: ['list'], 'things.a.io': ['get', 'list'] }

test('a namespace has a column where more may be done, be it by a subresource alone, for who may list all too', async () => {
  const within = { shop: { ...everywhere, 'pods/exec': ['get', 'create'] }, same: everywhere, other: { ...everywhere, 'things.a.io/scale': ['patch'] } }
  Object.assign(world, { everywhere, within, mayAll: false })
  const { columns, left, rows } = await readMatrix(t)
  expect({ columns, left }).toEqual({ columns: ['shop', 'other'], left: 1 })
  expect(Object.fromEntries(rows.map(row => [row.key, [row.everywhere, row.within]]))).toEqual({
    'things.a.io': ['view', ['view', 'view, scale']],
    pods: ['view, logs', ['view, logs, exec', 'view, logs']],
    nodes: ['view', null],
  })
  expect(await askableKeys()).toEqual(['things.a.io', 'things.a.io/scale', 'pods', 'pods/log', 'pods/exec', 'nodes'])
})

test('who may do all anywhere is asked about no namespace', async () => {
  Object.assign(world, { everywhere, within: { shop: { pods: ['delete'] } }, mayAll: true, asked: [] })
  expect(await readMatrix(t)).toMatchObject({ columns: [], left: 0 })
  expect(world.asked).toEqual([{ verb: '*', group: '*', resource: '*' }])
})
