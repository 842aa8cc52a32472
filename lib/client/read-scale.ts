import type { ObjectTarget } from '#contract/operations/object.ts'
import { apiPath } from '#domain/api-path.ts'
import { asRecord } from '#domain/conditions.ts'
import { kubeJson } from './request.ts'

/** How many replicas an object is to have now, by its scale subresource: its kind may keep them in whatever field. Throws AppError. */
export async function readScale({ resource, namespace, name }: ObjectTarget, signal?: AbortSignal): Promise<number> {
  const scale = await kubeJson<unknown>(apiPath({ ...resource, namespace, name, subresource: 'scale' }), { signal })
  const replicas = asRecord(asRecord(scale)?.['spec'])?.['replicas']
  // 0 is left out of the JSON (autoscaling/v1 ScaleSpec).
  return typeof replicas === 'number' ? replicas : 0
}
