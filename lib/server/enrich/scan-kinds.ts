import type { ServedResource } from '#domain/resource.ts'
import { toAppError } from '#errors/app-error.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { KindScope } from './listable-kinds.ts'
import { metadataObjects } from './metadata-objects.ts'
import type { NotSearched } from './not-searched-type.ts'
import { breathe, enrichLimit } from './operation.ts'

/**
 * `perKind`: objects looked at of each kind. `timeMs`: for all of it; what is not done by then is not looked through. `isMetadataEnough`: kinds
 * of which nothing else is read, past the cache.
 */
export type ScanBounds = {
  search?: string
  inAnnotations?: boolean
  labelSelector?: string
  perKind: number
  timeMs: number
  isMetadataEnough?: (resource: ServedResource) => boolean
}
export type ScanOutcome = { searched: number; notSearched: NotSearched[] }

/** Looks at every object of the kinds, several kinds at once. `visit` is called once for each; a kind that fails is told, and the others go on. */
export async function scanKinds(
  context: GraphQLContext,
  scopes: readonly KindScope[],
  bounds: ScanBounds,
  visit: (object: StoredObject) => void,
): Promise<ScanOutcome> {
  const limit = enrichLimit(context)
  const deadline = AbortSignal.timeout(bounds.timeMs)
  const signal = AbortSignal.any([context.signal, deadline])
  const outcomes = await Promise.all(
    scopes.map(scope =>
      limit(async (): Promise<NotSearched | null> => {
        const missed = (code: string, reason: string) => ({ resource: scope.resource, namespace: null, code, reason })
        const late = missed('TIMEOUT', `Not looked through within ${bounds.timeMs / 1000} s.`)
        try {
          signal.throwIfAborted()
          return (await scanKind(context, scope, bounds, signal, visit))
            ? null
            : missed('QUERY_TOO_LARGE', `Only the first ${bounds.perKind.toLocaleString('en')} objects were looked at.`)
        } catch (thrown) {
          if (deadline.aborted) return late
          const { code, message } = toAppError(thrown)
          return missed(code, message)
        }
      }),
    ),
  )
  const notSearched = outcomes.filter(outcome => outcome !== null)
  return { searched: scopes.length - notSearched.length, notSearched }
}

/** Whether that was all of them. */
async function scanKind(
  context: GraphQLContext,
  { resource, namespaces }: KindScope,
  { search = '', inAnnotations = false, labelSelector = '', perKind, isMetadataEnough }: ScanBounds,
  signal: AbortSignal,
  visit: (object: StoredObject) => void,
): Promise<boolean> {
  const isSecret = resource.group === '' && resource.resource === 'secrets'
  const selection = { resource, namespaces, labelSelector, fieldSelector: '', where: [], search, inAnnotations, health: [] }
  const isMetadata = (isSecret && search === '') || isMetadataEnough?.(resource) === true
  const objects = isMetadata ? metadataObjects(context, selection, signal) : context.store.scan(context.session, selection, signal)
  let seen = 0
  for await (const object of objects) {
    if (seen >= perKind) return false
    seen += 1
    visit(object)
    signal.throwIfAborted()
    await breathe(context)
  }
  return true
}
