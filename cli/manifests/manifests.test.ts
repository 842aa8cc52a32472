import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { yamlText } from '../io/yaml-text.ts'
import { kubernetesGroups } from './kubernetes-groups.ts'
import { labels, namespaceName } from './labels.ts'
import { manifests, pluralOf } from './manifests.ts'

const options = {
  image: 'latchkey:test',
  imagePullPolicy: 'IfNotPresent',
  replicas: 2,
  served: [...kubernetesGroups, { group: 'networking.istio.io', resources: [{ resource: 'virtualservices', subresources: ['status'] }] }],
  readOnly: false,
  secrets: false,
  cached: null,
  sessionMaxSeconds: null,
  attested: true,
  grantGroups: ['system:authenticated'],
  basePath: '',
  allowSharedOrigin: true,
} as const

function yaml(objects: readonly KubeObject[]): string {
  return objects.map(yamlText).join('---\n')
}

describe('what install puts into a cluster', () => {
  test('is exactly this on Kubernetes 1.36 and newer', async () => {
    await expect(yaml(manifests(options))).toMatchFileSnapshot('__golden__/constrained.yaml')
  })

  test('is exactly this before', async () => {
    await expect(yaml(manifests({ ...options, served: null }))).toMatchFileSnapshot('__golden__/classic.yaml')
  })

  test('is exactly this where it may only look', async () => {
    await expect(yaml(manifests({ ...options, readOnly: true }).filter(({ kind }) => kind === 'ClusterRole'))).toMatchFileSnapshot('__golden__/read-only.yaml')
  })

  test('is exactly this where it caches for all users together: list and watch on named custom resources and RBAC more', async () => {
    const cached = manifests({ ...options, cached: options.served })
    await expect(yaml(cached.filter(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'latchkey'))).toMatchFileSnapshot(
      '__golden__/shared-cache.yaml',
    )
    expect(yaml(cached)).toMatch(/name: LATCHKEY_SHARED_CACHE\n +value: "1"\n/)
    expect(yaml(manifests(options))).not.toContain('LATCHKEY_SHARED_CACHE')
  })

  test('bounds what the server may write into its ClusterRole before it may, and asks for nothing of it where there is none', () => {
    const names = manifests(options).map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(names.indexOf('ValidatingAdmissionPolicyBinding latchkey-custom-resources')).toBeLessThan(names.indexOf('ClusterRole latchkey'))
    expect(yaml(manifests({ ...options, served: null }))).not.toMatch(/escalate|ValidatingAdmission/)
    const bounds = yaml(manifests({ ...options, readOnly: true }).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy'))
    expect(bounds).toContain('(get|list|watch)$')
  })

  test('tells the server how long a session lasts, where that was said', () => {
    const asked = yaml(manifests({ ...options, sessionMaxSeconds: 5_400 }))
    expect(asked).toMatch(/name: LATCHKEY_SESSION_MAX\n +value: 5400s\n/)
    expect(yaml(manifests(options))).not.toContain('LATCHKEY_SESSION_MAX')
  })

  test('carries the labels that uninstall finds, and stays in its namespace but for roles and its API', () => {
    for (const { kind, metadata } of manifests(options)) {
      const isReader = kind === 'RoleBinding' && metadata.name === 'latchkey:extension-apiserver-authentication-reader'
      expect(metadata.labels, kind).toMatchObject(labels)
      const hasNone = /^(?:Namespace|ClusterRole|ClusterRoleBinding|APIService|ValidatingAdmissionPolicy(?:Binding)?)$/.test(kind)
      expect(metadata.namespace, kind).toBe(hasNone ? undefined : isReader ? 'kube-system' : namespaceName)
      expect(pluralOf(kind)).toMatch(/s$/)
    }
  })

  test('has nothing of LoginRequests where they are not wanted', () => {
    // The bounds of the server's ClusterRole name the group, to leave it out.
    const without = yaml(manifests({ ...options, attested: false }).filter(({ kind }) => kind !== 'ValidatingAdmissionPolicy'))
    expect(without).not.toMatch(/attested|loginrequests|login\.latchkey\.dev/i)
    expect(manifests({ ...options, attested: false }).length).toBe(manifests(options).length - 3)
  })

  test('leaves it to the server whom the kube-apiserver trusts, and makes the API last', () => {
    const last = manifests(options).at(-1)
    expect([last?.kind, last?.metadata.name]).toEqual(['APIService', 'v1.login.latchkey.dev'])
    expect(JSON.stringify(last)).not.toMatch(/caBundle|insecureSkipTLSVerify/)
  })

  test('lets nobody but the named groups create LoginRequests', () => {
    const binding = manifests({ ...options, grantGroups: ['team-a'] }).find(
      ({ kind, metadata }) => kind === 'ClusterRoleBinding' && metadata.name === 'latchkey-attested',
    )
    expect(binding?.['subjects']).toEqual([{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'team-a' }])
  })

  test('lets nobody but the named groups reach the service', () => {
    const binding = manifests({ ...options, grantGroups: ['team-a', 'team-b'] }).find(
      ({ kind, metadata }) => kind === 'RoleBinding' && metadata.name === 'latchkey-access',
    )
    expect(binding?.['subjects']).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'team-a' },
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'team-b' },
    ])
  })
})
