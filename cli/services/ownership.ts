import { z } from 'zod'
import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { withHint } from '../io/report-error.ts'
import { kubeJsonOrNull } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { labelSelector, labels } from '../manifests/labels.ts'
import { objectPath } from './apply.ts'

const labelledSchema = z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }) })

/**
 * Uninstall deletes what carries install's labels, a whole namespace among it. So install labels nothing that it did not make.
 * @throws CONFLICT naming the objects that somebody else made under these names
 */
export async function requireOwn(transport: KubeTransport, objects: readonly KubeObject[]): Promise<void> {
  const found = await Promise.all(objects.map(object => kubeJsonOrNull(transport, { path: objectPath(object) })))
  const foreign = objects.filter((_object, index) => found[index] !== null && !isOwn(found[index]))
  if (foreign.length === 0) return
  const names = foreign.map(({ kind, metadata }) => `  ${kind} ${metadata.name}`).join('\n')
  throw withHint(
    'CONFLICT',
    `These exist already and were not made by \`latchkey install\`:\n${names}\nNothing was changed.`,
    `Remove them, or hand them over (uninstall then deletes them with all they hold) by labelling them ${labelSelector}.`,
  )
}

/** Whether an object of the cluster carries install's labels. */
export function isOwn(object: unknown): boolean {
  const parsed = labelledSchema.safeParse(object)
  return parsed.success && Object.entries(labels).every(([key, value]) => parsed.data.metadata.labels[key] === value)
}
