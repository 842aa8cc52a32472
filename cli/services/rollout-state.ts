import { z } from 'zod'

const deploymentSchema = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({ replicas: z.number().default(1) }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') })).default([]),
    })
    .prefault({}),
})

const stateSchema = z.object({
  waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  terminated: z.object({ reason: z.string().default(''), exitCode: z.number().default(0) }).optional(),
})
const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      status: z
        .object({
          conditions: z.array(z.object({ type: z.string(), status: z.string(), reason: z.string().default(''), message: z.string().default('') })).default([]),
          containerStatuses: z.array(z.object({ state: stateSchema.default({}), lastState: stateSchema.default({}) })).default([]),
        })
        .prefault({}),
    }),
  ),
})

/** `text` says how far it is; `failure` why pods cannot even be made. */
export type Rollout = { done: boolean; text: string; failure: string | null }

/** A Deployment's progress by the rules of `kubectl rollout status`. */
export function readRollout(deployment: unknown): Rollout {
  const { metadata, spec, status } = deploymentSchema.parse(deployment)
  const failure = status.conditions.find(condition => condition.type === 'ReplicaFailure' && condition.status === 'True')?.message ?? null
  if (status.observedGeneration < metadata.generation) return { done: false, text: 'the Deployment is being taken up', failure }
  if (status.updatedReplicas < spec.replicas) return { done: false, text: `${status.updatedReplicas} of ${spec.replicas} pods started`, failure }
  if (status.replicas > status.updatedReplicas) return { done: false, text: `${status.replicas - status.updatedReplicas} old pods are ending`, failure }
  if (status.availableReplicas < status.updatedReplicas) {
    return { done: false, text: `${status.availableReplicas} of ${spec.replicas} pods ready`, failure }
  }
  return { done: true, text: `${spec.replicas} of ${spec.replicas} pods ready`, failure }
}

export type PodTrouble = { pod: string; reason: string; message: string }

/** Steps that every pod goes through. */
const ordinary = new Set(['ContainerCreating', 'PodInitializing', ''])

/** What pods are stuck at: images that cannot be had, containers that end, nodes without room. */
export function podTroubles(podList: unknown): PodTrouble[] {
  return podsSchema.parse(podList).items.flatMap(({ metadata, status }) => {
    if (metadata.deletionTimestamp !== undefined) return []
    const unscheduled = status.conditions.find(condition => condition.type === 'PodScheduled' && condition.status === 'False')
    if (unscheduled) return [{ pod: metadata.name, reason: unscheduled.reason, message: unscheduled.message }]
    return status.containerStatuses.flatMap(({ state, lastState }) => {
      const { waiting } = state
      if (!waiting || ordinary.has(waiting.reason)) return []
      const ended = lastState.terminated
      const message = ended ? `it ended with exit code ${ended.exitCode}` : (waiting.message.split('\n', 1)[0] ?? '')
      return [{ pod: metadata.name, reason: waiting.reason, message }]
    })
  })
}
