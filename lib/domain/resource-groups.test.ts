import { expect, it } from 'vitest'
import type { ServedResource } from './resource.ts'
import { customResourceGroups, findServedKind, findServedResource } from './resource-groups.ts'

function makeResource(group: string, resource: string, verbs = ['list', 'get']): ServedResource {
  return {
    group,
    version: 'v1',
    resource,
    singular: '',
    kind: resource.toUpperCase(),
    namespaced: true,
    verbs,
    shortNames: [],
    categories: [],
    subresources: [],
  }
}
const served = [
  makeResource('z.io', 'b'),
  makeResource('z.io', 'a'),
  makeResource('a.io', 'only-create', ['create']),
  makeResource('apps', 'deployments'),
  makeResource('', 'pods'),
]

it('groups what can be listed and is no built-in', () => {
  expect(customResourceGroups(served).map(g => [g.group, g.resources.map(r => r.resource)])).toEqual([['z.io', ['a', 'b']]])
})
it('finds a resource under another version, and nothing that is not served', () => {
  expect(findServedResource(served, { group: 'z.io', version: 'v1beta1', resource: 'a' })?.version).toBe('v1beta1')
  expect(findServedResource(served, { group: 'none.io', version: 'v1', resource: 'a' })).toBeUndefined()
  expect(findServedKind(served, { group: '', kind: 'PODS' })?.resource).toBe('pods')
  expect(findServedKind(served, { group: 'a', kind: 'PODS' })).toBeUndefined()
})
