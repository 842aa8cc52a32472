import { z } from 'zod'
import { kubectl } from './cluster.ts'

const podSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), deletionTimestamp: z.string().optional() }),
  status: z.looseObject({
    podIP: z.string().default(''),
    containerStatuses: z.array(z.looseObject({ ready: z.boolean() })).default([]),
  }),
})

type Pod = z.infer<typeof podSchema>

/** Latchkey's pods, but those being deleted: a rollout counts them as gone, while a list still has them for a moment. */
export function latchkeyPods(): Pod[] {
  const list = kubectl('admin', ['-n', 'latchkey-system', 'get', 'pods', '-l', 'app.kubernetes.io/name=latchkey', '-o', 'json'])
  return z
    .object({ items: z.array(podSchema) })
    .parse(JSON.parse(list))
    .items.filter(pod => pod.metadata.deletionTimestamp === undefined)
}

/** The address of a pod, where no hop before the server can refuse a request. */
export function podOrigin(): string {
  const pod = latchkeyPods().find(isReady)
  if (!pod) throw new Error('no pod of Latchkey is ready')
  return `http://${pod.status.podIP}:8080`
}

export const isReady = (pod: Pod): boolean => pod.status.containerStatuses.length > 0 && pod.status.containerStatuses.every(container => container.ready)
