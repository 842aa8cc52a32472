import { expect, test } from 'vitest'
import { impersonationScope } from '../../lib/domain/impersonation-scope.ts'
import type { PolicyRule } from '../../lib/domain/policy-rule.ts'
import { serverRights } from '../../lib/domain/server-rights.ts'
import { createTransport } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { fakeKubeApiserver, refuse } from '../testing/kube-apiserver.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { serverScopeText } from './server-scope.ts'

const group = (name: string, ...resources: string[]) => ({
  metadata: { name },
  versions: [{ version: 'v1', resources: resources.map(resource => ({ resource, subresources: [{ subresource: 'status' }] })) }],
})
const core = group('', 'pods', 'secrets')
const served = [
  { group: '', resources: ['pods', 'secrets'].map(resource => ({ resource, subresources: ['status'] })) },
  { group: 'apps', resources: [] },
]
const rulesOf = (scope: PolicyRule[] | null) => serverRights({ scope, namespace: 'latchkey-system', attested: true }).clusterRules

/** `status` of a cluster that serves these groups and whose ClusterRole `latchkey` has these rules; null where it is not to be read. */
async function textFor(rules: PolicyRule[] | null, ...groups: unknown[]): Promise<string> {
  const { origin } = await fakeKubeApiserver({
    onRequest: (request, response) => {
      if (request.url === '/api') response.end(JSON.stringify({ items: [core] }))
      else if (request.url === '/apis') response.end(JSON.stringify({ items: groups }))
      else if (rules === null) refuse(response, 403, 'Forbidden', 'clusterroles is forbidden')
      else response.end(JSON.stringify({ rules }))
    },
  })
  const folder = tempFolder({ config: kubeconfigYaml({ cluster: { server: origin }, user: { token: 't' } }) })
  const transport = createTransport(connect({ kubeconfig: `${folder}/config` }, {}, false), () => {}, 0)
  try {
    return await serverScopeText(transport)
  } finally {
    await transport.close()
  }
}

test('what the server may do for its users is told', async () => {
  const full = rulesOf(impersonationScope(served, { readOnly: false }))
  expect(await textFor(full, group('apps', 'deployments'))).toBe('constrained impersonation: does what its users may do, but nothing with Secrets')
  const readOnly = rulesOf(impersonationScope(served, { readOnly: true }))
  expect(await textFor(readOnly, group('apps', 'deployments'))).toBe('constrained impersonation: shows what its users may see, but nothing with Secrets')
  expect(await textFor(rulesOf(null))).toBe('classic impersonation: acts as its users on everything, Secrets included')
})

test('a kind that came later is named, with what adds it', async () => {
  const full = rulesOf(impersonationScope(served, { readOnly: false }))
  expect(await textFor(full, group('apps', 'deployments'), group('a.test', 'widgets'))).toMatch(/not yet with widgets\.a\.test: `latchkey install` adds them$/)
})

test('rules that reach Secrets are not passed over', async () => {
  const wide = [{ apiGroups: ['*'], resources: ['*'], verbs: ['impersonate-on:user-info:list', 'impersonate-on:user-info:update'] }]
  expect(await textFor(wide)).toMatch(/with Secrets too: `latchkey install` without --secrets takes that away/)
})

test('where the role is not to be read, that is said', async () => {
  expect(await textFor(null)).toBe('not told (clusterroles is forbidden)')
})
