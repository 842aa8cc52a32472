import { GraphQLBoolean, GraphQLInt, GraphQLNonNull, GraphQLObjectType } from 'graphql'
import { mayPointTo } from '#domain/references/pointers-of.ts'
import { pointsAt } from '#domain/references/points-at.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { type KindScope, listableKinds } from './listable-kinds.ts'
import { type NotSearched, notSearchedList } from './not-searched-type.ts'
import type { ObjectField } from './object-field.ts'
import { enrichLimit, preferredResources } from './operation.ts'
import { pointerIndex } from './pointer-index.ts'
import { type ReferenceSource, referenceList, referenceTo } from './reference-type.ts'

type ReferenceListSource = { items: ReferenceSource[]; searched: number; notSearched: NotSearched[]; complete: boolean }

const referenceListType = new GraphQLObjectType<ReferenceListSource>({
  name: 'ReferenceList',
  description: 'The objects that point to one, as far as you may list them.',
  fields: {
    items: { type: referenceList, description: '`via` is the field of the object that points.', extensions: { listSize: () => 20 } },
    searched: { type: new GraphQLNonNull(GraphQLInt), description: 'Kinds that were looked through.' },
    notSearched: { type: notSearchedList },
    complete: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'False where a kind was cut, or an object points to more than is followed (`_referencesComplete`). What you may not list does not count.',
    },
  },
})

export const referencedByField: ObjectField = {
  description:
    'What points to it: the kinds are looked through whose rules or fields can, in its namespace, and in the whole cluster for those that point ' +
    'across namespaces where you may list them there.',
  type: new GraphQLNonNull(referenceListType),
  extensions: { cost: 100 },
  resolve: (source, _, context) => referencedBy(source, context),
}

async function referencedBy(source: StoredObject, context: GraphQLContext): Promise<ReferenceListSource> {
  const { open, notSearched } = await scopesFor(source, context)
  const namespaceLabels = await labelsOfNamespace(source.namespace, context)
  const target = { resource: source.resource, object: source.read(), namespaceLabels }
  const indexes = await Promise.all(open.map(scope => pointerIndex(context, scope)))
  const items = indexes.flatMap(({ objects }) =>
    objects
      .filter(object => object.uid !== source.uid)
      .flatMap(object =>
        object.pointers
          .filter(pointer => pointsAt(pointer, { group: object.resource.group, namespace: object.namespace }, target, context.resources))
          .map(pointer => referenceTo(object, pointer.via)),
      ),
  )
  const missed = indexes.flatMap(index => index.notSearched)
  const complete = indexes.every(index => index.complete)
  return { items, searched: open.length - missed.length, notSearched: [...notSearched, ...missed], complete }
}

/** Kinds that may point to the object, where the user may list them; of one that points across namespaces the own one at least. */
async function scopesFor({ resource: target, namespace }: StoredObject, context: GraphQLContext): Promise<{ open: KindScope[]; notSearched: NotSearched[] }> {
  const listable = preferredResources(context).filter(resource => resource.verbs.includes('list'))
  const reach = new Map(listable.map(resource => [resource, mayPointTo(resource, target)]))
  const isBeside = (resource: ServedResource) => target.namespaced && resource.namespaced
  const wide = listable.filter(resource => reach.get(resource) === 'across' || (reach.get(resource) === 'own' && !isBeside(resource)))
  const near = listable.filter(resource => reach.get(resource) === 'own' && isBeside(resource))
  const everywhere = await listableKinds(context, wide, null)
  const refused = new Set(everywhere.notSearched.map(({ resource }) => resource).filter(isBeside))
  const beside = await listableKinds(context, [...near, ...refused], namespace === '' ? null : [namespace])
  return {
    open: [...everywhere.open, ...beside.open],
    notSearched: [...everywhere.notSearched, ...beside.notSearched.filter(({ resource }) => !refused.has(resource))],
  }
}

/** Null for what is cluster-scoped, and where the user may not read the namespace. */
function labelsOfNamespace(namespace: string, context: GraphQLContext): Promise<Record<string, string> | null> {
  return context.once(`enrich labels ${namespace}`, async () => {
    const resource = preferredResources(context).find(each => resourceKey(each) === 'namespaces')
    if (namespace === '' || !resource) return null
    const [may] = await context.review([{ verb: 'get', group: '', resource: 'namespaces', namespace, name: namespace }])
    if (!may?.allowed) return null
    try {
      const found = await enrichLimit(context)(() => context.store.get(context.session, resource, '', namespace, context.signal))
      return found.read().metadata.labels ?? {}
    } catch {
      return null
    }
  })
}
