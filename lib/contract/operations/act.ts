import { defineOperation } from '../operations.ts'

const head = '$resource: ResourceInput!, $namespace: String, $name: String!'
const at = 'resource: $resource, namespace: $namespace, name: $name'

/** Sets how many replicas an object is to have. */
export const scaleOperation = defineOperation(
  'Scale',
  `mutation Scale(${head}, $replicas: Int!) {
  scale(${at}, replicas: $replicas) { replicas currentReplicas warnings }
}`,
)
export type ScaleAnswer = { scale: { replicas: number; currentReplicas: number; warnings: string[] } }

/** Replaces the pods of a workload. */
export const restartOperation = defineOperation(
  'Restart',
  `mutation Restart(${head}) {
  restart(${at}) { warnings }
}`,
)
export type RestartAnswer = { restart: { warnings: string[] } }

/** Changes parts of an object by a merge patch (RFC 7386). */
export const mergePatchOperation = defineOperation(
  'MergePatch',
  `mutation MergePatch(${head}, $patch: JSON!) {
  patch(${at}, type: MERGE, patch: $patch) { warnings }
}`,
)
export type MergePatchAnswer = { patch: { warnings: string[] } }
