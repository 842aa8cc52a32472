import { z } from 'zod'
import type { ServedGroup } from '../../lib/domain/impersonation-scope.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { kubeJson } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'

/** apidiscovery.k8s.io/v2: all groups in one answer. */
const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

const resourceSchema = z.object({ resource: z.string(), subresources: z.array(z.object({ subresource: z.string() })).default([]) })
const discoverySchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().default('') }).default({ name: '' }),
      versions: z.array(z.object({ resources: z.array(resourceSchema).default([]) })).default([]),
    }),
  ),
})

/** Every group with the resources of all its versions, asked of the kube-apiserver as the user. Groups whose server is down are there without resources. */
export async function readServedGroups(transport: KubeTransport): Promise<ServedGroup[]> {
  const answers = await Promise.all(['/api', '/apis'].map(path => kubeJson(transport, { path, accept })))
  return answers.flatMap(({ value }) => {
    const parsed = discoverySchema.safeParse(value)
    if (!parsed.success) throw new AppError('CLUSTER_UNREACHABLE', 'The cluster does not serve aggregated discovery, so it is not known what it serves.')
    return parsed.data.items.map(({ metadata, versions }) => ({
      group: metadata.name,
      resources: versions
        .flatMap(({ resources }) => resources)
        .map(({ resource, subresources }) => ({ resource, subresources: subresources.map(({ subresource }) => subresource) })),
    }))
  })
}
