import { z } from 'zod'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { OwnClient } from './own-client.ts'
import { doubtLosses, type Readiness } from './readiness.ts'
import { createTimedValue, type TimedValue } from './timed-value.ts'

/** apidiscovery.k8s.io/v2: all resources of all groups in two answers. */
const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const texts = z
  .array(z.string())
  .nullish()
  .transform(list => list ?? [])

const discoverySchema = z.object({
  items: z.array(
    z.object({
      // Absent for the core group.
      metadata: z.object({ name: z.string().optional() }).nullish(),
      versions: z
        .array(
          z.object({
            version: z.string(),
            resources: z
              .array(
                z.object({
                  resource: z.string(),
                  responseKind: z.object({ kind: z.string() }).nullish(),
                  scope: z.string(),
                  singularResource: z.string().nullish(),
                  verbs: texts,
                  shortNames: texts,
                  categories: texts,
                  subresources: z.array(z.object({ subresource: z.string() })).nullish(),
                }),
              )
              .nullish(),
          }),
        )
        .nullish(),
    }),
  ),
})

/** Every served resource in every version: aggregated discovery lists versions in the server's order of preference. */
export function parseDiscovery(document: unknown): ServedResource[] {
  return discoverySchema.parse(document).items.flatMap(({ metadata, versions }) => {
    const group = metadata?.name ?? ''
    return (versions ?? []).flatMap(({ version, resources }) =>
      (resources ?? []).map(({ resource, responseKind, scope, singularResource, verbs, shortNames, categories, subresources }) => {
        const kind = responseKind?.kind ?? ''
        const singular = singularResource || kind.toLowerCase()
        const names = (subresources ?? []).map(({ subresource }) => subresource)
        return { group, version, resource, singular, kind, namespaced: scope === 'Namespaced', verbs, shortNames, categories, subresources: names }
      }),
    )
  })
}

/** Each resource in the first version that has it. */
export function preferredVersions(resources: readonly ServedResource[]): ServedResource[] {
  const found = new Map<string, ServedResource>()
  for (const resource of resources) if (!found.has(resourceKey(resource))) found.set(resourceKey(resource), resource)
  return [...found.values()]
}

/** What the cluster serves: `get` in preferred versions, `everyVersion` in all. */
export type Discovery = TimedValue<readonly ServedResource[]> & { readonly everyVersion: TimedValue<readonly ServedResource[]>['get'] }

/** What the cluster serves, at most five seconds old: a CRD that an operator brings shows while one waits for it. */
export function createDiscovery(client: OwnClient, now: () => number, isReady: Readiness): Discovery {
  async function ask() {
    const documents = await Promise.all(['/api', '/apis'].map(path => client.json({ path, accept })))
    const everyVersion = documents.flatMap(parseDiscovery)
    return { everyVersion, preferred: preferredVersions(everyVersion) }
  }
  const namesOf = ({ preferred }: Awaited<ReturnType<typeof ask>>) => preferred.map(resourceKey)
  const served = createTimedValue(5_000, now, doubtLosses(isReady, namesOf, ask))
  return {
    get: async atMostMs => (await served.get(atMostMs)).preferred,
    everyVersion: async atMostMs => (await served.get(atMostMs)).everyVersion,
  }
}
