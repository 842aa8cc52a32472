import { GraphQLBoolean, GraphQLNonNull } from 'graphql'
import type { KubeObject } from '#contract/kubernetes.ts'
import { findTargetKind, isNamePointer, type NamePointer, type SelectPointer } from '#domain/references/pointer.ts'
import { type Pointers, pointersOf } from '#domain/references/pointers-of.ts'
import { withoutRepeats } from '#domain/references/without-repeats.ts'
import { parseApiVersion, type ServedResource } from '#domain/resource.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { ObjectField } from './object-field.ts'
import { resourcesOfKind } from './operation.ts'
import { notServed } from './owners-field.ts'
import { type ReferenceSource, referenceList, referenceTo } from './reference-type.ts'
import { selectedObjects } from './selected-objects.ts'

/** Objects shown of one selector. */
const selectedLimit = 50

export const referencesField: ObjectField = {
  description:
    'What it points to: by the rules of known kinds (Istio, cert-manager, Prometheus operator, Cilium, Gateway API, Kubernetes itself), ' +
    'and by the form of fields (`secretName`, `…Ref`, `{kind, name}`) for every custom kind, in its status, too (`via` begins with `status`). Selectors stand for the objects that they select, ' +
    '50 of each: a reference without a name says how many more there are. At most 200 fields are followed: see `_referencesComplete`.',
  type: referenceList,
  extensions: { cost: 20, listSize: () => 10 },
  resolve: async (source, _, context) => references(source, context),
}

export const referencesCompleteField: ObjectField = {
  description:
    'Whether `_references` follows all fields that point. False where there are more than 200, or the object is too large or too deep to look at all of it.',
  type: new GraphQLNonNull(GraphQLBoolean),
  extensions: { cost: 5 },
  resolve: source => pointersIn(source).complete,
}

const known = new WeakMap<KubeObject, Pointers>()

/** Found once for both fields: an object may be large. */
function pointersIn(source: StoredObject): Pointers {
  const object = source.read()
  const pointers = known.get(object) ?? pointersOf(object)
  known.set(object, pointers)
  return pointers
}

async function references(source: StoredObject, context: GraphQLContext): Promise<ReferenceSource[]> {
  const { group } = parseApiVersion(source.read().apiVersion)
  const found = await Promise.all(
    withoutRepeats(pointersIn(source).pointers, source.namespace).map(async (pointer): Promise<ReferenceSource[]> => {
      const target = findTargetKind(resourcesOfKind(context, pointer.kind), pointer, group)
      return isNamePointer(pointer) ? named(pointer, target, source) : selected(context, pointer, target, source)
    }),
  )
  return found.flat().filter(reference => !isSelf(reference, source))
}

function named(pointer: NamePointer, resource: ServedResource | undefined, source: StoredObject): ReferenceSource[] {
  const { via, kind, name, certain } = pointer
  if (!resource && !certain) return []
  const group = resource?.group ?? pointer.group ?? ''
  const namespace = resource?.namespaced === false ? null : pointer.namespace || source.namespace || null
  if (resource?.namespaced && namespace === null && !certain) return []
  const unreadable = !resource ? notServed(group, kind) : resource.namespaced && namespace === null ? 'The field does not say in which namespace.' : null
  return [{ group, version: resource?.version ?? null, kind, resource: resource ?? null, namespace, name, uid: null, via, isThere: false, unreadable }]
}

async function selected(
  context: GraphQLContext,
  pointer: SelectPointer,
  resource: ServedResource | undefined,
  source: StoredObject,
): Promise<ReferenceSource[]> {
  // A kind that is not installed has no objects to select.
  if (!resource) return []
  const { objects, missing } = await selectedObjects(context, pointer, resource, source.namespace)
  const shown = objects.slice(0, selectedLimit).map(object => referenceTo(object, pointer.via))
  const cut = objects.length > selectedLimit ? [`${objects.length - selectedLimit} more are selected.`] : []
  const { group, version, kind } = resource
  const rest = [...new Set([...missing, ...cut])].map(unreadable => ({
    group,
    version,
    kind,
    resource,
    namespace: null,
    name: null,
    uid: null,
    via: pointer.via,
    isThere: false,
    unreadable,
  }))
  return [...shown, ...rest]
}

function isSelf({ group, kind, namespace, name }: ReferenceSource, source: StoredObject): boolean {
  return group === source.resource.group && kind === source.resource.kind && name === source.name && (namespace ?? '') === source.namespace
}
