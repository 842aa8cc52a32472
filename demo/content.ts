import { applyCrds } from './crds.ts'
import { applyEvents } from './events.ts'
import type { Kube } from './kubectl.ts'
import { applyObjects } from './objects.ts'
import { importDemoImages, startOperator } from './operator.ts'
import type { Steps } from './steps.ts'

export type ImportBinary = (ref: string, binaryPath: string) => Promise<void>

/**
 * Everything the demo puts in a cluster besides Latchkey: CRDs, the running Prometheus operator, objects with their
 * statuses and events. May be run again on the same cluster.
 */
export async function applyContent(kube: Kube, importBinary: ImportBinary, steps: Steps): Promise<void> {
  await steps.run('Custom resource definitions', () => applyCrds(kube))
  await steps.run('Images of the demo', () => importDemoImages(importBinary, kube.signal))
  await steps.run('Prometheus operator', () => startOperator(kube))
  const applied = await steps.run('Objects and their statuses', () => applyObjects(kube))
  await steps.run('Events', () => applyEvents(kube, applied))
}
