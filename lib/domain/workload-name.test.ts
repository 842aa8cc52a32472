import { expect, it } from 'vitest'
import { workloadName } from './workload-name.ts'

it.each([
  ['Pod', 'web-7d4b9c6f5-x2x9k', 'web'],
  ['Pod', 'node-agent-x2x9k', 'node-agent'],
  ['Pod', 'db-0', 'db'],
  ['Pod', 'backup-28912345-x2x9k', 'backup'],
  ['Pod', 'kube-apiserver-node', 'kube-apiserver-node'],
  ['ReplicaSet', 'web-7d4b9c6f5', 'web'],
  ['Job', 'backup-28912345', 'backup'],
  ['Boat', 'web-7d4b9c6f5', 'web-7d4b9c6f5'],
  ['Node', 'worker-1', 'worker-1'],
])('a %s %s belongs to %s', (kind, name, workload) => {
  expect(workloadName(kind, name)).toBe(workload)
})
