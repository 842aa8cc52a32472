import type { KubeObject } from '#contract/kubernetes.ts'
import { parseApiVersion } from '#domain/resource.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import type { ObjectField } from './object-field.ts'
import { resourcesOfKind } from './operation.ts'
import { type ReferenceSource, referenceList } from './reference-type.ts'

export const ownersField: ObjectField = {
  description: 'What owns it, by its owner references: in the same namespace, or cluster-scoped.',
  type: referenceList,
  extensions: { cost: 1, listSize: () => 2 },
  resolve: (source, _, context) => owners(source.read(), source, context),
}

function owners(object: KubeObject, source: StoredObject, context: GraphQLContext): ReferenceSource[] {
  const { ownerReferences } = object.metadata
  if (!Array.isArray(ownerReferences)) return []
  return ownerReferences.map(({ apiVersion, kind, name, uid }, index) => {
    const { group, version } = parseApiVersion(apiVersion)
    const served = resourcesOfKind(context, kind).filter(resource => resource.group === group)
    const resource = served.find(each => each.version === version) ?? served[0] ?? null
    return {
      group,
      version: resource?.version ?? null,
      kind,
      resource,
      namespace: resource?.namespaced ? source.namespace || null : null,
      name,
      uid,
      via: `metadata.ownerReferences[${index}]`,
      isThere: false,
      unreadable: resource ? null : notServed(group, kind),
    }
  })
}

/** Why a reference to a kind that is not served cannot be read. */
export function notServed(group: string, kind: string): string {
  return `The cluster serves no kind ${kind} of the group ${group || 'core'}.`
}
