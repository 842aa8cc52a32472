import { cluster } from './cluster.ts'

/** Objects of built-in kinds of which the demo has none, or none that says much, all of one name: kind, apiVersion, and what it says. */
function bodies(name: string, namespace: string): [kind: string, apiVersion: string, body: Record<string, unknown>][] {
  const template = (restartPolicy: string) => ({
    metadata: { labels: { app: name } },
    spec: { restartPolicy, containers: ['a', 'b'].map(each => ({ name: each, image: cluster.image })) },
  })
  const selector = { matchLabels: { app: name } }
  const rbac = 'rbac.authorization.k8s.io'
  const subjects = [
    { apiGroup: rbac, kind: 'User', name: 'jane' },
    { apiGroup: rbac, kind: 'Group', name: 'builders' },
    { kind: 'ServiceAccount', name: 'robot', namespace },
  ]
  const volume = {
    capacity: { storage: '3Gi' },
    accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
    storageClassName: 'slow',
    hostPath: { path: '/none' },
    persistentVolumeReclaimPolicy: 'Retain',
  }
  return [
    ['Deployment', 'apps/v1', { spec: { replicas: 0, selector, template: template('Always') } }],
    ['StatefulSet', 'apps/v1', { spec: { replicas: 0, selector, serviceName: name, template: template('Always') } }],
    ['Job', 'batch/v1', { spec: { suspend: true, completions: 3, parallelism: 2, template: template('Never') } }],
    ['Service', 'v1', { spec: { type: 'ExternalName', externalName: 'shop.example' } }],
    ['ConfigMap', 'v1', { data: { a: 'b', c: 'd' }, binaryData: { e: 'AAEC' } }],
    ['PersistentVolume', 'v1', { spec: volume }],
    ['Role', `${rbac}/v1`, { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
    ['RoleBinding', `${rbac}/v1`, { roleRef: { apiGroup: rbac, kind: 'Role', name }, subjects }],
  ]
}

/** All of them as one List of JSON, to be created and deleted by kubectl. */
export function builtInObjects(name: string, namespace: string): string {
  const items = bodies(name, namespace).map(([kind, apiVersion, body]) => ({
    apiVersion,
    kind,
    metadata: kind === 'PersistentVolume' ? { name } : { name, namespace },
    ...body,
  }))
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}

/** Events that tell of their times in every way there is, and when each was seen last (epoch milliseconds), by name. */
export function eventsOfEverySort(namespace: string, nowMs: number): { list: string; seen: Map<string, number> } {
  const second = Math.floor(nowMs / 1000) * 1000
  const at = (secondsAgo: number) => new Date(second - secondsAgo * 1000).toISOString().replace('.000Z', 'Z')
  const involvedObject = { kind: 'Pod', name: 'web', namespace, fieldPath: 'spec.containers{web}' }
  const micro = (secondsAgo: number) => at(secondsAgo).replace('Z', '.000000Z')
  const reported = { action: 'Binding', reportingComponent: 'latchkey.test/cells', reportingInstance: 'cells-0', type: 'Normal' }
  const items = [
    {
      metadata: { name: 'counted', namespace },
      ...{ involvedObject, reason: 'BackOff', message: 'once\nand again', type: 'Warning', count: 7 },
      ...{ firstTimestamp: at(7200), lastTimestamp: at(90), source: { component: 'kubelet', host: 'node-1' } },
    },
    {
      metadata: { name: 'series', namespace },
      ...{ involvedObject, reason: 'Scheduled', message: 'many', ...reported },
      ...{ eventTime: micro(3600), series: { count: 3, lastObservedTime: micro(150) } },
    },
    {
      metadata: { name: 'once', namespace },
      involvedObject: { kind: 'Pod', name: 'web', namespace },
      reason: 'Seen',
      message: 'at all',
      ...reported,
      eventTime: micro(600),
    },
  ].map(item => ({ apiVersion: 'v1', kind: 'Event', ...item }))
  const seen = new Map(
    [
      ['counted', 90],
      ['series', 150],
      ['once', 600],
    ].map(([name, secondsAgo]) => [`/${name}`, second - Number(secondsAgo) * 1000]),
  )
  return { list: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), seen }
}
