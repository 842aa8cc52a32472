import { createLimiter } from '#domain/concurrency.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { GraphQLContext } from '../graphql/context.ts'

const callsAtOnce = 8
const sliceMs = 15

/** At most eight calls for the enrichment of one operation at a time. A task may not wait for another one. */
export function enrichLimit(context: GraphQLContext): ReturnType<typeof createLimiter> {
  return context.once('enrich limit', () => createLimiter(callsAtOnce))
}

/** Each resource in the version that the cluster prefers. */
export function preferredResources(context: GraphQLContext): readonly ServedResource[] {
  return context.once('enrich preferred', () => {
    const byKey = new Map<string, ServedResource>()
    for (const resource of context.resources) if (!byKey.has(resourceKey(resource))) byKey.set(resourceKey(resource), resource)
    return [...byKey.values()]
  })
}

/** All resources of a kind of that name, of whatever group and version. */
export function resourcesOfKind(context: GraphQLContext, kind: string): readonly ServedResource[] {
  return context.once('enrich kinds', () => Map.groupBy(context.resources, resource => resource.kind)).get(kind) ?? []
}

/** Lets others have the event loop where this operation has held it long enough: to be awaited between pieces of work. */
export async function breathe(context: GraphQLContext): Promise<void> {
  const slice = context.once('enrich slice', () => ({ since: performance.now() }))
  if (performance.now() - slice.since < sliceMs) return
  await new Promise(resolve => setImmediate(resolve))
  slice.since = performance.now()
}
