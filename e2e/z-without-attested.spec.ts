import { attestedApiServiceName } from '#domain/attested-names.ts'
import { kubectl, tryKubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { install, latchkey } from './latchkey.ts'

// Late by name: it installs Latchkey anew, without LoginRequests.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

const method = (): string => (JSON.parse(latchkey('viewer', ['whoami', '-o', 'json']).stdout) as { method: string }).method
const namesOf = (kind: string): string => kubectl('admin', ['get', kind, '-o', 'name', '-l', 'app.kubernetes.io/managed-by=latchkey'])

test('an installation can do without LoginRequests, and get them back', () => {
  expect(method()).toBe('attested')
  try {
    expect(install(['--no-attested']).code).toBe(0)
    expect(tryKubectl('admin', ['get', 'apiservice', attestedApiServiceName]).code).toBe(1)
    expect(namesOf('clusterroles') + namesOf('clusterrolebindings')).not.toContain('attested')
    expect(tryKubectl('admin', ['-n', 'latchkey-system', 'get', 'secret', 'latchkey-attested']).code).toBe(1)
    const right = ['auth', 'can-i', 'patch', `apiservices.apiregistration.k8s.io/${attestedApiServiceName}`]
    expect(tryKubectl('admin', [...right, '--as', 'system:serviceaccount:latchkey-system:latchkey']).stdout.trim()).toBe('no')
    expect(method()).toBe('token')
  } finally {
    expect(install().code).toBe(0)
  }
  expect(method()).toBe('attested')
})
