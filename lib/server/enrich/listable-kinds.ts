import type { AccessAnswer } from '#contract/access.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { NotSearched } from './not-searched-type.ts'
import { checkReviewed } from './operation.ts'

/** Where objects of a kind are looked for: everywhere (null), or in these namespaces. */
export type KindScope = { resource: ServedResource; namespaces: readonly string[] | null }
type Place = { resource: ServedResource; namespace: string | null }

/**
 * Which of the kinds the user may list there, by access reviews; the others with the reason. It saves lists that would be refused and
 * decides nothing: the list itself is asked for as the user. Throws QUERY_TOO_LARGE for too many kinds in too many namespaces.
 */
export async function listableKinds(
  context: GraphQLContext,
  resources: readonly ServedResource[],
  namespaces: readonly string[] | null,
): Promise<{ open: KindScope[]; notSearched: NotSearched[] }> {
  const placesOf = (resource: ServedResource): Place[] =>
    resource.namespaced && namespaces ? namespaces.map(namespace => ({ resource, namespace })) : [{ resource, namespace: null }]
  const places = resources.flatMap(placesOf)
  const answers = await mayList(context, places)
  const notSearched = places.flatMap(({ resource, namespace }, index): NotSearched[] => {
    const answer = answers[index]
    if (answer?.allowed) return []
    return [{ resource, namespace, code: answer?.code ?? 'FORBIDDEN', reason: answer?.reason || 'The cluster did not say whether you may list them.' }]
  })
  const allowed = Map.groupBy(
    places.filter((_, index) => answers[index]?.allowed),
    place => place.resource,
  )
  const open = [...allowed].map(([resource, held]) => {
    const names = held.flatMap(({ namespace }) => (namespace === null ? [] : [namespace]))
    return { resource, namespaces: names.length > 0 ? names : null }
  })
  return { open, notSearched }
}

/** Two rounds, because most roles name whole API groups: first `*` of a group where it saves questions, then single resources. */
async function mayList(context: GraphQLContext, places: readonly Place[]): Promise<AccessAnswer[]> {
  const { capabilities } = context.session
  const known = (place: Place) => capabilities[resourceKey(place.resource)]?.includes('list') ?? false
  const byGroup = Map.groupBy(
    places.filter(place => !known(place)),
    groupKey,
  )
  const groups = [...byGroup].filter(([, of]) => of.length > 2).flatMap(([key, [first]]) => (first ? [{ key, place: first }] : []))
  checkReviewed(context, groups.length)
  const ofGroups = await context.review(groups.map(({ place }) => question(place, '*')))
  const wide = new Set(groups.filter((_, index) => ofGroups[index]?.allowed).map(({ key }) => key))
  const asked = places.filter(place => !known(place) && !wide.has(groupKey(place)))
  checkReviewed(context, asked.length)
  const answers = await context.review(asked.map(place => question(place, place.resource.resource)))
  const byPlace = new Map(asked.map((place, index) => [place, answers[index]]))
  return places.map(place => byPlace.get(place) ?? { allowed: !byPlace.has(place), reason: '' })
}

function groupKey({ resource, namespace }: Place): string {
  return `${resource.group} ${namespace ?? ''}`
}

function question({ resource, namespace }: Place, plural: string) {
  return { verb: 'list', group: resource.group, resource: plural, ...(namespace === null ? {} : { namespace }) }
}
