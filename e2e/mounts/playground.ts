import { randomBytes } from 'node:crypto'
import { cluster, kubectl } from '../cluster.ts'

/** A namespace of the specs' own, with a running pod in it that does nothing but stand there. */
export type Playground = { namespace: string; pod: string; remove: () => void }

export function createPlayground(): Playground {
  const namespace = `e2e-mounts-${randomBytes(3).toString('hex')}`
  kubectl('admin', ['create', 'namespace', namespace])
  // A pod made before its ServiceAccount is refused.
  kubectl('admin', ['-n', namespace, 'wait', '--for=create', 'serviceaccount/default', '--timeout=30s'])
  kubectl('admin', ['apply', '-f', '-'], JSON.stringify(pod(namespace)))
  kubectl('admin', ['-n', namespace, 'wait', '--for=condition=Ready', 'pod/echo', '--timeout=60s'])
  return { namespace, pod: 'echo', remove: () => void kubectl('admin', ['delete', 'namespace', namespace, '--wait=false']) }
}

// The Latchkey image is the one image that is sure to be on the node and has something to run.
function pod(namespace: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'echo', namespace },
    spec: {
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [{ name: 'echo', image: cluster.image, imagePullPolicy: 'IfNotPresent', command: ['node', '-e', 'setInterval(() => {}, 1e9)'] }],
    },
  }
}
