import { expect, test } from 'vitest'
import { packKinds, unpackKinds } from './kind-pack.ts'
import type { ServedResource } from './resource.ts'

const served = (group: string, resource: string, kind: string, more: Partial<ServedResource> = {}): ServedResource => ({
  group,
  version: 'v1',
  resource,
  kind,
  singular: kind.toLowerCase(),
  namespaced: true,
  verbs: ['get', 'list'],
  shortNames: [],
  categories: ['all'],
  subresources: ['status'],
  ...more,
})
const kinds = [
  served('', 'pods', 'Pod', { shortNames: ['po'] }),
  served('autoscaling', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', { version: 'v2', shortNames: ['hpa'] }),
  served('policy', 'poddisruptionbudgets', 'PodDisruptionBudget', { shortNames: ['pdb', 'budget'] }),
  served('a.test', 'oddities', 'Odd', { singular: 'oddity', namespaced: false }),
  served('authentication.k8s.io', 'tokenreviews', 'TokenReview', { namespaced: false, verbs: ['create'] }),
  served('', 'nodes', 'Node', { namespaced: false }),
]

test('kinds come out of their text as they went in', () => {
  const plain = kinds.map(({ verbs, categories: _, subresources: __, ...kind }) => ({ ...kind, isListed: verbs.includes('list') }))
  const key = ({ resource }: { resource: string }) => resource
  expect(unpackKinds(packKinds(kinds)).sort((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(plain.sort((a, b) => (key(a) < key(b) ? -1 : 1)))
  expect(unpackKinds(packKinds([]))).toEqual([])
})

test('the text has no quotes, which a page would write twice, and little beside names', () => {
  expect(packKinds(kinds)).not.toMatch(/["\\]/)
  expect(packKinds(kinds).split('\n')[0]).toBe('v1 pods:Pod:nl::po nodes:Node:l:')
})
