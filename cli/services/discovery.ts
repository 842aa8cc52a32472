import { z } from 'zod'
import type { ServedResource } from '../../lib/domain/resource.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { LatchkeyService } from './service-proxy.ts'
import { sessionHeaders } from './session-headers.ts'

/** apidiscovery.k8s.io/v2: all groups in one answer. */
const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList'

const strings = z.array(z.string()).default([])
const resourceSchema = z.object({
  resource: z.string(),
  responseKind: z.object({ kind: z.string().default('') }).optional(),
  scope: z.string(),
  singularResource: z.string().default(''),
  verbs: strings,
  shortNames: strings,
  categories: strings,
  subresources: z.array(z.object({ subresource: z.string() })).default([]),
})
const discoverySchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().default('') }).default({ name: '' }),
      versions: z.array(z.object({ version: z.string(), resources: z.array(resourceSchema).default([]) })).default([]),
    }),
  ),
})

/** Every version of every resource, core first, groups and versions in the cluster's order of preference. */
export async function discoverResources(service: LatchkeyService, token: string): Promise<ServedResource[]> {
  const [core, groups] = await Promise.all([read(service, token, '/api'), read(service, token, '/apis')])
  return [...core, ...groups]
}

async function read(service: LatchkeyService, token: string, path: string): Promise<ServedResource[]> {
  const value = await service.json({ path: `/api/k8s${path}`, headers: { ...sessionHeaders(token), accept } })
  const parsed = discoverySchema.safeParse(value)
  if (!parsed.success) throw new AppError('CLUSTER_UNREACHABLE', 'The cluster does not serve aggregated discovery (Kubernetes 1.27 or newer does).')
  return parsed.data.items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources }) => resources.map(resource => toServed(metadata.name, version, resource))),
  )
}

function toServed(group: string, version: string, found: z.infer<typeof resourceSchema>): ServedResource {
  const kind = found.responseKind?.kind ?? ''
  return {
    group,
    version,
    resource: found.resource,
    singular: found.singularResource || kind.toLowerCase(),
    kind,
    namespaced: found.scope === 'Namespaced',
    verbs: found.verbs,
    shortNames: found.shortNames,
    categories: found.categories,
    subresources: found.subresources.map(({ subresource }) => subresource),
  }
}
