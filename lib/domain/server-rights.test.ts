import { describe, expect, test } from 'vitest'
import { impersonationScope } from './impersonation-scope.ts'
import { keptRoleRules } from './kept-role.ts'
import type { PolicyRule } from './policy-rule.ts'
import { serverRights } from './server-rights.ts'
import { sharedCacheRights } from './shared-cache-rights.ts'

const scope = impersonationScope(
  [
    { group: '', resources: [{ resource: 'pods', subresources: [] }] },
    { group: 'apps', resources: [] },
  ],
  { readOnly: false },
)
const both = [scope, null].map(given => serverRights({ scope: given, namespace: 'latchkey-system', attested: true }))

describe("the server's own rights", () => {
  test('cluster-wide it may act as others and keep its one ClusterRole, and nothing else', () => {
    const kept = (rule: PolicyRule): boolean => keptRoleRules.includes(rule)
    expect(keptRoleRules.map(({ resources, resourceNames }) => [resources, resourceNames])).toEqual([[['clusterroles'], ['latchkey-custom-resources']]])
    expect(both[1]?.clusterRules.some(kept), 'where there is none to keep').toBe(false)
    for (const { clusterRules } of [scope, null].map(given => serverRights({ scope: given, namespace: 'latchkey-system', attested: false })))
      for (const verb of clusterRules.filter(rule => !kept(rule)).flatMap(rule => rule.verbs))
        expect(verb).toMatch(/^impersonate(?::user-info|:serviceaccount|-on:(?:user-info|serviceaccount):[a-z]+)?$/)
  })

  test('the constrained form never holds the classic verb, which has no bounds', () => {
    expect(both[0]?.clusterRules.flatMap(rule => rule.verbs)).not.toContain('impersonate')
  })

  test('no rule has a wildcard verb', () => {
    const rules: PolicyRule[] = both.flatMap(rights => [...rights.clusterRules, ...rights.namespaceRules])
    for (const rule of rules) expect(rule.verbs).not.toContain('*')
  })

  test('for LoginRequests it may tend one APIService more, its own', () => {
    for (const { clusterRules } of both) {
      const [rule, ...more] = clusterRules.filter(rule => !keptRoleRules.includes(rule) && rule.verbs.some(verb => !verb.startsWith('impersonate')))
      expect([rule?.resources, rule?.resourceNames, rule?.verbs, more]).toEqual([['apiservices'], ['v1.login.latchkey.dev'], ['get', 'watch', 'patch'], []])
    }
  })

  test('a cache for all users adds to list and watch custom resources by name, and RBAC; never Secrets, and no wildcard', () => {
    const served = [
      { group: '', resources: [{ resource: 'pods', subresources: [] }] },
      { group: 'apps', resources: [{ resource: 'deployments', subresources: [] }] },
      { group: 'oauth.openshift.io', resources: [{ resource: 'oauthaccesstokens', subresources: [] }] },
      { group: 'example.com', resources: ['widgets', 'secrets', '*', 'gadgets'].map(resource => ({ resource, subresources: ['status', 'console'] })) },
    ]
    const given = { scope, namespace: 'latchkey-system', attested: true }
    const { clusterRules } = serverRights({ ...given, sharedCache: sharedCacheRights(served) })
    const without = serverRights(given).clusterRules
    expect(clusterRules.slice(0, without.length)).toEqual(without)
    expect(clusterRules.slice(without.length)).toEqual([
      { apiGroups: ['example.com'], resources: ['gadgets', 'widgets'], verbs: ['list', 'watch'] },
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'], verbs: ['list', 'watch'] },
    ])
  })

  test('it reads no Secrets but its own', () => {
    for (const { namespaceRules } of both)
      for (const rule of namespaceRules.filter(rule => rule.resources?.includes('secrets') && rule.verbs.some(verb => verb !== 'create')))
        expect(rule.resourceNames).toEqual(['latchkey-keyring', 'latchkey-attested'])
  })
})
