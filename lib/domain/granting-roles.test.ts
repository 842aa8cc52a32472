import { expect, test } from 'vitest'
import { grantingRoles, type RoleRules } from './granting-roles.ts'

const role = (name: string, rules: RoleRules['rules'], more: Partial<RoleRules> = {}): RoleRules => ({
  kind: 'ClusterRole',
  name,
  namespace: '',
  rules,
  ...more,
})
const question = { verb: 'delete', group: 'a.io', resource: 'things', namespace: 'shop', name: 'one' }
const names = (roles: RoleRules[], more: Partial<typeof question> & { subresource?: string } = {}) =>
  grantingRoles(roles, { ...question, ...more }).map(({ name }) => name)

test('are those that allow it, the narrowest first', () => {
  const roles = [
    role('cluster-admin', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]),
    role('things-admin', [{ verbs: ['get', 'list', 'delete'], apiGroups: ['a.io'], resources: ['*'] }]),
    role('things-editor', [{ verbs: ['get', 'delete'], apiGroups: ['a.io'], resources: ['things'] }]),
    role('viewer', [{ verbs: ['get', 'list'], apiGroups: ['a.io'], resources: ['things'] }]),
    role('other-group', [{ verbs: ['delete'], apiGroups: ['b.io'], resources: ['things'] }]),
    role('urls', [{ verbs: ['get'], nonResourceURLs: ['/metrics'] }]),
  ]
  expect(names(roles)).toEqual(['things-editor', 'things-admin', 'cluster-admin'])
})

test('of a namespace count there alone', () => {
  const rules = [{ verbs: ['delete'], apiGroups: ['a.io'], resources: ['things'] }]
  const roles = [role('here', rules, { kind: 'Role', namespace: 'shop' }), role('there', rules, { kind: 'Role', namespace: 'other' })]
  expect(names(roles)).toEqual(['here'])
})

test('of one name count for that name alone, and a subresource is another thing', () => {
  const roles = [
    role('one', [{ verbs: ['delete'], apiGroups: ['a.io'], resources: ['things'], resourceNames: ['one'] }]),
    role('scale', [{ verbs: ['delete'], apiGroups: ['a.io'], resources: ['things/scale'] }]),
    role('all-scales', [{ verbs: ['delete'], apiGroups: ['a.io'], resources: ['*/scale'] }]),
  ]
  expect(names(roles)).toEqual(['one'])
  expect(names(roles, { name: 'two' })).toEqual([])
  expect(names(roles, { subresource: 'scale' })).toEqual(['all-scales', 'scale'])
})
