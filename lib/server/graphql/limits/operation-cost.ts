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

type Sized = { fields: readonly string[]; size: number }

/** What a field of text or numbers counts: a list of ten such is cheaper than an object, and ten thousand are not. */
const leafCost = 0.05

/**
 * Sum over all fields of an operation, each times the sizes of the lists around it: what `extensions.cost` of its field says, else 1 for objects
 * and lists. `extensions.listSize` of a field tells by its arguments how many objects it may give, in its fields of `extensions.sizedFields` where there
 * are any. What conditions leave out is counted, too.
 * Each selection is looked at once for a type, so that the time is bounded by the length of the document.
 */
export function operationCost(costed: CostedOperation, variables: VariableValues): number {
  // The smallest operation is work, too.
  return Math.max(1, sumOf(costed, variables, null))
}

/** What each further object of a subscription costs: `operationCost` of one less that of none. */
export function changeCost(costed: CostedOperation, variables: VariableValues): number {
  return sumOf(costed, variables, 1) - sumOf(costed, variables, 0)
}

/** `rootSize`: how many objects the fields of the root give, null where their arguments say. */
function sumOf({ schema, operation, fragments }: CostedOperation, variables: VariableValues, rootSize: number | null): number {
  const known = new Map<SelectionSetNode, Map<string, number>>()
  const root = schema.getRootType(operation.operation)

  /** `sized`: how many of each object the fields of these names hold. */
  function selection(set: SelectionSetNode, type: GraphQLNamedType, sized: Sized | null): number {
    const byKind = known.get(set) ?? new Map<string, number>()
    known.set(set, byKind)
    const key = sized ? `${type.name} ${sized.size} ${sized.fields}` : type.name
    const held = byKind.get(key)
    if (held !== undefined) return held
    let sum = 0
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) sum += field(node, type) * (sized?.fields.includes(node.name.value) ? sized.size : 1)
      else {
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
        const on = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type
        if (fragment && on) sum += selection(fragment.selectionSet, on, sized)
      }
    }
    byKind.set(key, sum)
    return sum
  }

  function field(node: FieldNode, parent: GraphQLNamedType): number {
    const definition = isCompositeType(parent) ? schema.getField(parent, node.name.value) : undefined
    if (!definition || node.name.value === '__typename') return 0
    const type = getNamedType(definition.type)
    const own = ownCost(definition)
    if (!node.selectionSet) return own
    const size = parent === root && rootSize !== null ? rootSize : listSize(definition, node, variables)
    const { sizedFields: fields } = definition.extensions as { sizedFields?: readonly string[] }
    return own + (fields ? selection(node.selectionSet, type, { fields, size }) : size * selection(node.selectionSet, type, null))
  }

  return root ? selection(operation.selectionSet, root, null) : 0
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
