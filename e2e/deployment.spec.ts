import { z } from 'zod'
import { kubectl, tryKubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { latchkeyPods } from './pods.ts'

const restrictedPodSchema = z.object({
  spec: z.object({
    securityContext: z.object({ runAsNonRoot: z.literal(true), seccompProfile: z.object({ type: z.literal('RuntimeDefault') }) }),
    containers: z.array(
      z.object({
        securityContext: z.object({
          readOnlyRootFilesystem: z.literal(true),
          allowPrivilegeEscalation: z.literal(false),
          capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
        }),
        readinessProbe: z.object({ httpGet: z.object({ path: z.literal('/readyz') }) }),
        livenessProbe: z.object({ httpGet: z.object({ path: z.literal('/healthz') }) }),
      }),
    ),
  }),
  status: z.object({ phase: z.literal('Running') }),
})

test('two replicas run without privilege, in a namespace that allows no other', () => {
  expect(z.array(restrictedPodSchema).parse(latchkeyPods())).toHaveLength(2)
  expect(kubectl('admin', ['get', 'namespace', 'latchkey-system', '-o', 'jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}'])).toBe(
    'restricted',
  )
})

test('the server’s ServiceAccount by itself reads and changes nothing of anybody', () => {
  const token = kubectl('admin', ['-n', 'latchkey-system', 'create', 'token', 'latchkey', '--duration=10m']).trim()
  const asServer = (args: string[]): { code: number; stdout: string; stderr: string } => tryKubectl('viewer', ['--token', token, ...args])
  expect(asServer(['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}']).stdout).toBe('system:serviceaccount:latchkey-system:latchkey')
  for (const what of [
    'pods',
    'secrets',
    'configmaps',
    'namespaces',
    'virtualservices.networking.istio.io',
    'certificates.cert-manager.io',
    'clusterroles',
    'customresourcedefinitions',
  ]) {
    const read = asServer(['get', what, '-A'])
    expect([what, read.code, /forbidden/i.test(read.stderr)]).toEqual([what, 1, true])
    const removed = asServer(['delete', what, '--all', '-n', 'shop', '--dry-run=server'])
    expect([what, removed.code, /forbidden/i.test(removed.stderr)]).toEqual([what, 1, true])
  }
  // Constrained impersonation keeps the strongest group out of reach even of a stolen token.
  const masters = asServer(['get', 'secrets', '-A', '--as', 'someone', '--as-group', 'system:masters'])
  expect([masters.code, /forbidden|cannot impersonate/i.test(masters.stderr)]).toEqual([1, true])
})
