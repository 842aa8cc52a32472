import { z } from 'zod'
import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { apiPath } from '../../lib/domain/api-path.ts'
import { parseApiVersion } from '../../lib/domain/resource.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { kubeJson, kubeJsonOrNull } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { pluralOf } from '../manifests/manifests.ts'

export type Applied = 'created' | 'configured' | 'unchanged'

/** Owner of the fields that install sets. */
const fieldManager = 'latchkey'
const versionedSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) })

/** The kube-apiserver path of an object that install makes. */
export function objectPath({ apiVersion, kind, metadata }: KubeObject): string {
  const { namespace, name } = metadata
  return apiPath({ ...parseApiVersion(apiVersion), resource: pluralOf(kind), name, ...(namespace === undefined ? {} : { namespace }) })
}

/** Server-side apply of one object as the user, and what it came to. Fields that others set and we do not stay theirs. */
export async function applyObject(transport: KubeTransport, object: KubeObject): Promise<Applied> {
  const path = objectPath(object)
  const before = versionedSchema.safeParse(await kubeJsonOrNull(transport, { path }))
  const { status, value } = await patch(transport, path, object, '')
  if (status === 201 || !before.success) return 'created'
  return versionedSchema.parse(value).metadata.resourceVersion === before.data.metadata.resourceVersion ? 'unchanged' : 'configured'
}

/**
 * What the cluster would say to applying an object: RBAC escalation, admission and schema are all asked, nothing is made.
 * Objects of a namespace that is not there yet cannot be asked about; they count as fine.
 */
export async function tryApply(transport: KubeTransport, object: KubeObject): Promise<AppError | null> {
  try {
    await patch(transport, objectPath(object), object, '&dryRun=All')
    return null
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return thrown.code === 'NOT_FOUND' && object.metadata.namespace !== undefined ? null : thrown
  }
}

function patch(transport: KubeTransport, path: string, object: KubeObject, more: string): Promise<{ status: number; value: unknown }> {
  return kubeJson(transport, {
    method: 'PATCH',
    path: `${path}?fieldManager=${fieldManager}&force=true${more}`,
    contentType: 'application/apply-patch+yaml',
    body: object,
  })
}
