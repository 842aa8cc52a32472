import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { impersonationScope, isReadOnlyScope, missingFromScope, type ServedGroup, scopeModes, scopeVerb, wouldBeInScope } from './impersonation-scope.ts'
import { rulesAllow } from './policy-rule.ts'

const reads = ['get', 'list', 'watch']
const writes = ['create', 'update', 'patch', 'delete', 'deletecollection']
const verbs = [...reads, ...writes]
const group = (name: string, resources: Record<string, string[]>): ServedGroup => ({
  group: name,
  resources: Object.entries(resources).map(([resource, subresources]) => ({ resource, subresources })),
})
const served: ServedGroup[] = [
  group('', {
    configmaps: [],
    namespaces: ['finalize', 'status'],
    nodes: ['proxy', 'status'],
    pods: ['attach', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'status'],
    secrets: ['status'],
    serviceaccounts: ['token'],
    services: ['proxy', 'status'],
  }),
  group('apps', { deployments: ['scale', 'status'] }),
  group('authentication.k8s.io', { selfsubjectreviews: [], tokenreviews: [] }),
  group('authorization.k8s.io', { selfsubjectaccessreviews: [], subjectaccessreviews: [] }),
  group('certificates.k8s.io', { certificatesigningrequests: ['approval', 'status'] }),
  group('rbac.authorization.k8s.io', { clusterroles: [], clusterrolebindings: [] }),
  group('admissionregistration.k8s.io', { mutatingwebhookconfigurations: [] }),
  group('apiregistration.k8s.io', { apiservices: ['status'] }),
  group('login.latchkey.dev', { loginrequests: [] }),
  group('networking.istio.io', { virtualservices: ['status'] }),
  group('subresources.example.org', { machines: ['console', 'status'] }),
  // Its server does not answer at the moment.
  group('metrics.example.org', {}),
]
const full = impersonationScope(served, { readOnly: false })
const readOnly = impersonationScope(served, { readOnly: true })

/** `VERB [GROUP] RESOURCE[/SUBRESOURCE]` of both modes that the rules hold. */
function held(rules: typeof full, apiGroup: string, name: string): string[] {
  const [resource = '', subresource = ''] = name.split('/')
  const inMode = scopeModes.map(mode => verbs.filter(verb => rulesAllow(rules, { verb: scopeVerb(mode, verb), group: apiGroup, resource, subresource })))
  expect(inMode[0]).toEqual(inMode[1])
  return inMode[0] ?? []
}

describe('what the server may do while it acts as someone', () => {
  test.each(['secrets', 'secrets/status', 'serviceaccounts/token', 'nodes/proxy', 'services/proxy', 'pods/proxy'])('never anything with %s', name => {
    for (const rules of [full, readOnly]) expect(held(rules, '', name)).toEqual([])
  })

  test.each([
    ['authentication.k8s.io', 'tokenreviews'],
    ['login.latchkey.dev', 'loginrequests'],
    ['oauth.openshift.io', 'oauthaccesstokens'],
    ['not.served.test', 'things'],
  ])('never anything in %s with %s', (apiGroup, resource) => {
    const rules = impersonationScope([...served, group('oauth.openshift.io', { oauthaccesstokens: [] })], { readOnly: false })
    expect(held(rules, apiGroup, resource)).toEqual([])
  })

  test.each([
    ['rbac.authorization.k8s.io', 'clusterrolebindings'],
    ['admissionregistration.k8s.io', 'mutatingwebhookconfigurations'],
    ['apiregistration.k8s.io', 'apiservices'],
    ['apiregistration.k8s.io', 'apiservices/status'],
    ['certificates.k8s.io', 'certificatesigningrequests'],
    ['certificates.k8s.io', 'certificatesigningrequests/approval'],
  ])('look only, in %s at %s', (apiGroup, resource) => {
    for (const rules of [full, readOnly]) expect(held(rules, apiGroup, resource)).toEqual(reads)
  })

  test.each([
    ['', 'pods'],
    ['', 'serviceaccounts'],
    ['apps', 'deployments/scale'],
    ['networking.istio.io', 'virtualservices'],
    ['networking.istio.io', 'kinds-that-come-later'],
    ['metrics.example.org', 'whatever-it-serves'],
  ])('everything, in group %j with %s; look only where so installed', (apiGroup, resource) => {
    expect(held(full, apiGroup, resource)).toEqual(verbs)
    expect(held(readOnly, apiGroup, resource)).toEqual(reads)
  })

  test.each([
    ['', 'pods/exec'],
    ['', 'pods/attach'],
    ['', 'pods/portforward'],
    ['subresources.example.org', 'machines/console'],
  ])('no connection, in group %j to %s, where it may only look: a GET opens it', (apiGroup, resource) => {
    expect(held(full, apiGroup, resource)).toEqual(verbs)
    expect(held(readOnly, apiGroup, resource)).toEqual([])
  })

  test('logs and status can be read where it may only look', () => {
    for (const [apiGroup, resource] of [
      ['', 'pods/log'],
      ['subresources.example.org', 'machines/status'],
    ] as const)
      expect(held(readOnly, apiGroup, resource)).toEqual(reads)
  })

  test('reviews, which store nothing, whatever the limits', () => {
    for (const rules of [full, readOnly])
      for (const [apiGroup, resource] of [
        ['authentication.k8s.io', 'selfsubjectreviews'],
        ['authorization.k8s.io', 'selfsubjectaccessreviews'],
      ] as const)
        expect(held(rules, apiGroup, resource)).toEqual(['create'])
  })

  test('no rule is for all groups, for all of core, or for verbs of another kind', () => {
    for (const { apiGroups = [], resources = [], verbs: named } of [...full, ...readOnly]) {
      expect(apiGroups).not.toContain('*')
      if (apiGroups.includes('')) expect(resources.filter(name => name.includes('*'))).toEqual([])
      for (const verb of named) expect(verb).toMatch(/^impersonate-on:(?:user-info|serviceaccount):[a-z]+$/)
    }
  })

  test('whatever a cluster serves, no rule reaches a Secret or a token', () => {
    const name = fc.constantFrom('secrets', 'serviceaccounts', 'pods', '*', 'secrets/token', 'things')
    const subresource = fc.constantFrom('token', 'status', 'proxy', 'secrets')
    const anything = fc.array(
      fc.record({
        group: fc.constantFrom('', 'apps', 'a.test', 'secrets'),
        resources: fc.array(fc.record({ resource: name, subresources: fc.array(subresource) })),
      }),
    )
    fc.assert(
      fc.property(anything, fc.boolean(), (groups, limited) => {
        const rules = impersonationScope(groups, { readOnly: limited })
        for (const forbidden of ['secrets', 'secrets/token', 'secrets/status', 'serviceaccounts/token', 'pods/proxy'])
          expect(held(rules, '', forbidden)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('a scope that has grown old', () => {
  const withWidgets = [...served, group('widgets.example.org', { widgets: ['status'] }), group('', { gadgets: [] })]

  test('lacks the groups and core resources that came later, and nothing that is left out on purpose', () => {
    expect(missingFromScope(full, withWidgets)).toEqual(['gadgets', 'widgets.widgets.example.org'])
    expect(missingFromScope(full, served)).toEqual([])
    expect(missingFromScope(impersonationScope(withWidgets, { readOnly: false }), withWidgets)).toEqual([])
  })

  test('is compared with what its own kind of installation would give', () => {
    expect([isReadOnlyScope(full), isReadOnlyScope(readOnly)]).toEqual([false, true])
    expect(missingFromScope(readOnly, served)).toEqual([])
    expect(missingFromScope(readOnly, withWidgets)).toEqual(['gadgets', 'widgets.widgets.example.org'])
  })

  test('is told from what no installation gives', () => {
    const question = { verb: 'list', group: 'widgets.example.org', resource: 'widgets', subresource: '' }
    expect(wouldBeInScope(question, { readOnly: true })).toBe(true)
    expect(wouldBeInScope({ ...question, verb: 'patch' }, { readOnly: true })).toBe(false)
    expect(wouldBeInScope({ ...question, group: '', resource: 'secrets' }, { readOnly: false })).toBe(false)
    expect(wouldBeInScope({ ...question, group: '', resource: 'secrets' }, { readOnly: false, secrets: true })).toBe(true)
    expect(wouldBeInScope({ ...question, group: '', resource: 'nodes', subresource: 'proxy' }, { readOnly: false })).toBe(false)
  })
})

test('the rules of RBAC are read as Kubernetes reads them', () => {
  const question = { verb: 'get', group: 'a.test', resource: 'things', subresource: '' }
  const rule = { apiGroups: ['a.test'], resources: ['things'], verbs: ['get'] }
  expect(rulesAllow([rule], question)).toBe(true)
  expect(rulesAllow([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], question)).toBe(true)
  expect(rulesAllow([rule], { ...question, subresource: 'status' })).toBe(false)
  expect(rulesAllow([{ ...rule, resources: ['*/status'] }], { ...question, subresource: 'status' })).toBe(true)
  expect(rulesAllow([{ ...rule, resourceNames: ['one'] }], question)).toBe(false)
  expect(rulesAllow([{ nonResourceURLs: ['*'], verbs: ['*'] }], question)).toBe(false)
})
