import { type FieldNode, type GraphQLField, getArgumentValues, getNamedType, isCompositeType, isListType, isNonNullType } from 'graphql'

export type CostedField = GraphQLField<unknown, unknown>
export type VariableValues = NonNullable<Parameters<typeof getArgumentValues>[2]>

/**
 * `extensions.shared` of a field: work that all who ask for the field in one operation share. It is done `most` times at most, however many
 * ask, and each time costs `cost`, beside what the field costs each object.
 */
export type SharedCost = { readonly name: string; readonly cost: number; readonly most: number }

/** What a field of text or numbers counts: a list of ten such is cheaper than an object, and ten thousand are not. */
const leafCost = 0.05

/** Of the field alone, once: what `extensions.cost` says, else 1 for objects and lists. */
export function ownCost({ type, extensions }: CostedField): number {
  const { cost } = extensions as { cost?: unknown }
  if (typeof cost === 'number') return cost
  return isCompositeType(getNamedType(type)) || isListType(isNonNullType(type) ? type.ofType : type) ? 1 : leafCost
}

export function sharedCost({ extensions }: CostedField): SharedCost | undefined {
  return (extensions as { shared?: SharedCost }).shared
}

/** How many objects a field may give, by `extensions.listSize`; 1 where nothing says. */
export function listSize(definition: CostedField, node: FieldNode, variables: VariableValues): number {
  const { listSize } = definition.extensions as { listSize?: (args: Record<string, unknown>) => number }
  if (!listSize) return 1
  try {
    const size = listSize(getArgumentValues(definition, node, variables))
    return Number.isFinite(size) ? Math.max(0, size) : 1
  } catch {
    // Arguments that do not fit are refused, with better words, when the field is run.
    return 1
  }
}
