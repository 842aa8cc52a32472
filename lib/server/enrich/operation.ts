import { createLimiter } from '#domain/concurrency.ts'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { preferredVersions } from '../kube/discovery.ts'

const callsAtOnce = 8
const sliceMs = 15
/** Kinds in namespaces whose access reviews one operation may ask for. */
const mostReviewed = 2_000

/** At most eight calls for the enrichment of one operation at a time. A task may not wait for another one. */
export function enrichLimit(context: GraphQLContext): ReturnType<typeof createLimiter> {
  return context.once('enrich limit', () => createLimiter(callsAtOnce))
}

/** To be called before access reviews are asked for: `places` is kinds × namespaces. Throws QUERY_TOO_LARGE beyond what one operation may. */
export function checkReviewed(context: GraphQLContext, places: number): void {
  const reviewed = context.once('enrich reviewed', () => ({ places: 0 }))
  reviewed.places += places
  if (reviewed.places <= mostReviewed) return
  const limit = mostReviewed.toLocaleString('en')
  throw new AppError(
    'QUERY_TOO_LARGE',
    `Your rights would be asked for in more than ${limit} pairs of a kind and a namespace. Name fewer kinds or groups, or leave out namespaces.`,
  )
}

/** Each resource in the version that the cluster prefers. */
export function preferredResources(context: GraphQLContext): readonly ServedResource[] {
  return context.once('enrich preferred', () => preferredVersions(context.resources))
}

/** The same of what the cluster serves from now on: for names that nobody knew, since their kind may have just come. */
export function newestPreferred(context: GraphQLContext): Promise<readonly ServedResource[]> {
  return context.once('enrich newest', async () => preferredVersions(await context.newestResources()))
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
