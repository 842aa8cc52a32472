import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

type VariableValues = NonNullable<Parameters<typeof getArgumentValues>[2]>
export type CostedOperation = { schema: GraphQLSchema; operation: OperationDefinitionNode; fragments: ReadonlyMap<string, FragmentDefinitionNode> }

/** What a field of text or numbers counts: a list of ten such is cheaper than an object, and ten thousand are not. */
const leafCost = 0.05

/**
 * Sum over all fields of an operation, each times the sizes of the lists around it: what `extensions.cost` of its field says, else 1 for objects
 * and lists. `extensions.listSize` of a field tells by its arguments how many objects it may give. What conditions leave out is counted, too.
 * Each selection is looked at once for a type, so that the time is bounded by the length of the document.
 */
export function operationCost({ schema, operation, fragments }: CostedOperation, variables: VariableValues): number {
  const known = new Map<SelectionSetNode, Map<GraphQLNamedType, number>>()

  function selection(set: SelectionSetNode, type: GraphQLNamedType): number {
    const byType = known.get(set) ?? new Map<GraphQLNamedType, number>()
    known.set(set, byType)
    const held = byType.get(type)
    if (held !== undefined) return held
    let sum = 0
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) sum += field(node, type)
      else {
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
        const on = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type
        if (fragment && on) sum += selection(fragment.selectionSet, on)
      }
    }
    byType.set(type, sum)
    return sum
  }

  function field(node: FieldNode, parent: GraphQLNamedType): number {
    const definition = isCompositeType(parent) ? schema.getField(parent, node.name.value) : undefined
    if (!definition || node.name.value === '__typename') return 0
    const type = getNamedType(definition.type)
    const own = ownCost(definition)
    return node.selectionSet ? own + listSize(definition, node, variables) * selection(node.selectionSet, type) : own
  }

  const root = schema.getRootType(operation.operation)
  // The smallest operation is work, too.
  return Math.max(1, root ? selection(operation.selectionSet, root) : 0)
}

function ownCost({ type, extensions }: GraphQLField<unknown, unknown>): number {
  const { cost } = extensions as { cost?: unknown }
  if (typeof cost === 'number') return cost
  return isCompositeType(getNamedType(type)) || isListType(isNonNullType(type) ? type.ofType : type) ? 1 : leafCost
}

function listSize(definition: GraphQLField<unknown, unknown>, node: FieldNode, variables: VariableValues): number {
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
