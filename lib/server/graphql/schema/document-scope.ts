import { type DocumentNode, Kind, visit } from 'graphql'
import { decodeTypeName, dnsName, groupName, isNameable, kindFieldName, kindTypeName, subscriptionFieldName } from '#domain/graphql/names.ts'
import { apiVersionOf, type ServedResource } from '#domain/resource.ts'

/** A kind that a document speaks of; `isWritten`: of its input type or changes, too. */
export type ScopedKind = { resource: ServedResource; isWritten: boolean }

/** What there is to speak of, found by its names. */
export type NamedResources = {
  byTypeName: ReadonlyMap<string, ServedResource>
  bySubscription: ReadonlyMap<string, ServedResource>
  /** By group field, then version field. */
  byPlace: ReadonlyMap<string, ReadonlyMap<string, readonly ServedResource[]>>
}

export function nameResources(resources: readonly ServedResource[]): NamedResources {
  const nameable = resources.filter(isNameable)
  const groups = [...Map.groupBy(nameable, ({ group }) => groupName(group))]
  const byPlace = new Map(groups.map(([group, members]) => [group, Map.groupBy(members, ({ version }) => dnsName(version))]))
  return {
    // Of two resources of one kind the first gives the type its name.
    byTypeName: new Map(nameable.toReversed().map(resource => [kindTypeName(resource), resource])),
    bySubscription: new Map(nameable.map(resource => [subscriptionFieldName(resource), resource])),
    byPlace,
  }
}

/**
 * The kinds that a document names, by their fields of Query, Mutation and Subscription and by their types. Fields are taken wherever they
 * stand below the right one: one too many costs a little, and fragments need no following. Where a group or version is named with
 * nothing that it has, some of what it has is taken, so that the answer says what is unknown.
 */
export function scopeOf(document: DocumentNode, named: NamedResources): ScopedKind[] {
  const { fields, types } = namesOf(document)
  const found = new Map<ServedResource, boolean>()
  const add = (resource: ServedResource | undefined, isWritten: boolean) => {
    if (resource) found.set(resource, isWritten || found.get(resource) === true)
  }
  for (const type of types) add(byType(named, type), type.endsWith('_Input'))
  for (const field of new Set([...fields.values()].flatMap(names => [...names]))) {
    add(named.bySubscription.get(field), false)
    add(byType(named, field.replace(/^[a-z]+_(?=.*_[A-Z])/, '')), true)
    for (const resource of inPlace(named, field, fields)) add(resource, false)
  }
  return [...found].map(([resource, isWritten]) => ({ resource, isWritten }))
}

/** The fields of a document by the field that they are below, or the type that their fragment is of; and the types that it names. */
function namesOf(document: DocumentNode): { fields: Map<string, Set<string>>; types: Set<string> } {
  const fields = new Map<string, Set<string>>()
  const types = new Set<string>()
  const above = ['']
  visit(document, {
    enter(node) {
      if (node.kind === Kind.NAMED_TYPE) types.add(node.name.value)
      if (node.kind === Kind.FRAGMENT_DEFINITION) above.push(node.typeCondition.name.value)
      if (node.kind !== Kind.FIELD) return
      const place = above.at(-1) ?? ''
      fields.set(place, (fields.get(place) ?? new Set()).add(node.name.value))
      above.push(node.name.value)
    },
    leave(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION) above.pop()
    },
  })
  return { fields, types }
}

function byType({ byTypeName }: NamedResources, name: string): ServedResource | undefined {
  const decoded = decodeTypeName(name)
  return decoded ? byTypeName.get(kindTypeName(decoded)) : undefined
}

function inPlace({ byPlace }: NamedResources, group: string, fields: ReadonlyMap<string, ReadonlySet<string>>): ServedResource[] {
  const versions = byPlace.get(group)
  if (!versions) return []
  const below = (field: string, type: string) => new Set([...(fields.get(field) ?? []), ...(fields.get(type) ?? [])])
  const asked = below(group, `Group_${group}`)
  const places = [...versions].filter(([version]) => asked.has(version))
  if (places.length === 0) return [...versions.values()].flatMap(resources => resources.slice(0, 1))
  return places.flatMap(([version, resources]) => {
    const names = below(version, `Version_${group}_${version}`)
    const spoken = resources.filter(({ resource, kind }) => names.has(dnsName(resource)) || names.has(kindFieldName(kind)))
    return spoken.length > 0 ? spoken : nearest(resources, names)
  })
}

/** Up to three that begin as one of the fields does: GraphQL suggests them. */
function nearest(resources: readonly ServedResource[], fields: ReadonlySet<string>): ServedResource[] {
  const heads = new Set([...fields].map(field => field.slice(0, 3).toLowerCase()))
  const alike = resources.filter(({ resource }) => heads.has(resource.slice(0, 3)))
  return (alike.length > 0 ? alike : resources).slice(0, 3)
}

/** Names a set of kinds, whatever their order. */
export function scopeKey(scope: readonly ScopedKind[]): string {
  return scope
    .map(({ resource, isWritten }) => `${apiVersionOf(resource)}/${resource.resource}${isWritten ? '!' : ''}`)
    .sort()
    .join(' ')
}
