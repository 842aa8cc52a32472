import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord, conditionText, readConditions } from './conditions.ts'
import type { Health } from './health.ts'
import { allReady, type Count, fromCounts, fromSurplus, numberAt, progressing } from './health-replicas.ts'
import { english } from './text.ts'

const rules: ReadonlyMap<string, (object: KubeObject) => Health | undefined> = new Map([
  ['apps/v1 Deployment', deployment],
  ['apps/v1 ReplicaSet', replicaSet],
  ['apps/v1 StatefulSet', statefulSet],
  ['apps/v1 DaemonSet', daemonSet],
  ['batch/v1 Job', job],
  ['v1 Service', service],
])

/**
 * What kinds of Kubernetes itself say by other fields than conditions and a phase, by the rules of kstatus (cli-utils, pkg/kstatus/status/core.go).
 * To be asked after bad conditions and the generation; undefined for other kinds, and where the good conditions tell it.
 */
export function kindHealth(object: KubeObject): Health | undefined {
  return rules.get(`${object.apiVersion} ${object.kind}`)?.(object)
}

function replicas({ spec, status }: KubeObject) {
  const wanted = numberAt(spec, 'replicas') ?? 1
  const at = (field: string) => numberAt(status, field) ?? 0
  const count = (field: string, what: string, of = wanted): Count => ({ are: at(field), of, what: `replicas are ${what}` })
  return { wanted, at, count }
}

function deployment(object: KubeObject): Health | undefined {
  const conditions = readConditions(object)
  const late = conditions.find(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')
  if (late) return { level: 'failing', word: english('Stalled'), detail: conditionText(late) }
  const { wanted, at, count } = replicas(object)
  return (
    fromCounts([count('replicas', 'there'), count('updatedReplicas', 'updated')]) ??
    fromSurplus(at('replicas'), wanted) ??
    fromCounts([count('availableReplicas', 'available', at('updatedReplicas')), count('readyReplicas', 'ready')]) ??
    (conditions.some(({ type }) => type === 'Available') ? undefined : progressing(english('It does not say yet whether it is available.')))
  )
}

function replicaSet(object: KubeObject): Health {
  const { wanted, at, count } = replicas(object)
  const counts = [count('fullyLabeledReplicas', 'there with all labels'), count('availableReplicas', 'available'), count('readyReplicas', 'ready')]
  return fromCounts(counts) ?? fromSurplus(at('replicas'), wanted) ?? allReady(wanted)
}

function statefulSet(object: KubeObject): Health {
  const { wanted, at, count } = replicas(object)
  const short = fromCounts([count('replicas', 'there'), count('readyReplicas', 'ready')]) ?? fromSurplus(at('replicas'), wanted)
  return short ?? rollout(object) ?? allReady(wanted)
}

/** Of a StatefulSet whose replicas are ready. */
function rollout(object: KubeObject): Health | undefined {
  const { wanted, count } = replicas(object)
  const strategy = updateStrategy(object)
  // Who says so replaces its pods by hand.
  if (strategy?.type === 'OnDelete') return undefined
  const partition = numberAt(strategy?.rollingUpdate, 'partition')
  if (partition !== undefined) return fromCounts([count('updatedReplicas', 'updated', wanted - partition)])
  const { currentRevision = '', updateRevision = '' } = asRecord(object.status) ?? {}
  const short = fromCounts([count('currentReplicas', 'of the current revision')])
  return short ?? (currentRevision === updateRevision ? undefined : progressing(english('Its newest revision is not the current one yet.')))
}

function daemonSet(object: KubeObject): Health {
  const { status } = object
  const wanted = numberAt(status, 'desiredNumberScheduled')
  // Its counts are 0 until they are made.
  if (numberAt(status, 'observedGeneration') === undefined || wanted === undefined) return progressing(english('Its controller has not counted its pods yet.'))
  const count = (field: string, what: string): Count => ({ are: numberAt(status, field) ?? 0, of: wanted, what: `nodes have ${what}` })
  const updated = updateStrategy(object)?.type === 'OnDelete' ? [] : [count('updatedNumberScheduled', 'its updated pod')]
  const counts = [count('currentNumberScheduled', 'its pod'), ...updated, count('numberAvailable', 'an available pod'), count('numberReady', 'a ready pod')]
  if (wanted === 0) return { level: 'ok', word: english('Ready'), detail: english('No node is to have its pod.') }
  return fromCounts(counts) ?? { level: 'ok', word: english('Ready'), detail: `${wanted} of ${wanted} nodes have a ready pod.` }
}

function updateStrategy({ spec }: KubeObject): Record<string, unknown> | undefined {
  return asRecord(asRecord(spec)?.updateStrategy)
}

function job(object: KubeObject): Health | undefined {
  const conditions = readConditions(object)
  if (conditions.some(({ type, status }) => type === 'Complete' && status === 'True')) return undefined
  if (conditions.some(({ type, status }) => type === 'Suspended' && status === 'True'))
    return { level: 'ok', word: english('Suspended'), detail: english('It is suspended.') }
  const { spec, status } = object
  if (!asRecord(status)?.startTime) return { level: 'progressing', word: english('Not started'), detail: english('It has not started yet.') }
  const wanted = numberAt(spec, 'completions') ?? numberAt(spec, 'parallelism') ?? 1
  const [succeeded, active, failed] = ['succeeded', 'active', 'failed'].map(field => numberAt(status, field) ?? 0)
  return { level: 'ok', word: english('Running'), detail: `${succeeded} of ${wanted} pods have succeeded, ${active} run, ${failed} have failed.` }
}

function service({ spec }: KubeObject): Health {
  const { type, clusterIP = '' } = asRecord(spec) ?? {}
  if (type === 'LoadBalancer' && clusterIP === '') return { level: 'progressing', word: english('No address'), detail: english('It has no cluster IP yet.') }
  return { level: 'ok', word: english('Ready'), detail: english('A Service works from when it is there.') }
}
