import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import type { ImagePullPolicy } from '../invocation.ts'
import { appName, labels, namespaceName, podLabels } from './labels.ts'

export type DeploymentOptions = {
  image: string
  imagePullPolicy: ImagePullPolicy
  replicas: number
  /** Mount of an ingress that does not take it off; '' for none. */
  basePath: string
  /** Whether browsers may sign in at addresses of the kube-apiserver itself. */
  allowSharedOrigin: boolean
  /** The longest that a session lasts, seconds; null for the server's own limit. */
  sessionMaxSeconds: number | null
  /** Whether LoginRequests of the kube-apiserver are answered, on a port of their own. */
  attested: boolean
  /** Whether the server caches custom resources by rights of its own, once for all users. */
  sharedCache: boolean
}

/** The server's pods: no privileges, no writable file system but /tmp, and a new one ready before an old one goes. */
export function deployment(options: DeploymentOptions): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: appName, namespace: namespaceName, labels: { ...labels } },
    spec: {
      replicas: options.replicas,
      selector: { matchLabels: { ...podLabels } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { ...labels } },
        spec: {
          serviceAccountName: appName,
          terminationGracePeriodSeconds: 30,
          securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { ...podLabels } } },
          ],
          containers: [container(options)],
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
        },
      },
    },
  }
}

const attestedPort = 8443
/**
 * Of the memory limit, MiB: the heap of the server (448), that of the thread for the whole schema (336) and of the one for YAML (112);
 * the rest is for code, buffers and the lists of the cache. Of new objects V8 of Node 24 would keep up to 128 MiB before it looks at them.
 */
const memory = { limit: '1Gi', nodeOptions: '--enable-source-maps --max-old-space-size=448 --max-semi-space-size=16' }

function container({ image, imagePullPolicy, basePath, allowSharedOrigin, sessionMaxSeconds, attested, sharedCache }: DeploymentOptions): unknown {
  const probe = (path: string) => ({ httpGet: { path, port: 'http' } })
  return {
    name: appName,
    image,
    imagePullPolicy,
    env: [
      { name: 'NODE_OPTIONS', value: memory.nodeOptions },
      { name: 'LATCHKEY_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      { name: 'LATCHKEY_BASE_PATH', value: basePath },
      { name: 'LATCHKEY_SHARED_ORIGIN', value: allowSharedOrigin ? 'allow' : 'refuse' },
      ...(sessionMaxSeconds === null ? [] : [{ name: 'LATCHKEY_SESSION_MAX', value: `${sessionMaxSeconds}s` }]),
      ...(attested ? [{ name: 'LATCHKEY_ATTESTED_PORT', value: String(attestedPort) }] : []),
      ...(sharedCache ? [{ name: 'LATCHKEY_SHARED_CACHE', value: '1' }] : []),
    ],
    ports: [
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
      ...(attested ? [{ name: 'attested', containerPort: attestedPort, protocol: 'TCP' }] : []),
    ],
    startupProbe: { ...probe('/readyz'), periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 90 },
    readinessProbe: { ...probe('/readyz'), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
    livenessProbe: { ...probe('/healthz'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { memory: memory.limit } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  }
}
