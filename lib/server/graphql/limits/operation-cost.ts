import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import { type CostedField, listSize, ownCost, type SharedCost, sharedCost, type VariableValues } from './field-cost.ts'

export type CostedOperation = { schema: GraphQLSchema; operation: OperationDefinitionNode; fragments: ReadonlyMap<string, FragmentDefinitionNode> }

type Sized = { fields: readonly string[]; size: number }

/**
 * Sum over all fields of an operation, each times the sizes of the lists around it: what `extensions.cost` of its field says, else 1 for objects
 * and lists. `extensions.listSize` of a field tells by its arguments how many objects it may give, in its fields of `extensions.sizedFields` where there
 * are any; `extensions.shared` what is done for all of them together. What conditions leave out is counted, too.
 * Each selection is looked at once for a type, so that the time is bounded by the length of the document.
 */
export function operationCost(costed: CostedOperation, variables: VariableValues): number {
  // The smallest operation is work, too.
  return Math.max(1, costOf(costed, variables, null))
}

/** What each further object of a subscription costs: `operationCost` of one less that of none. */
export function changeCost(costed: CostedOperation, variables: VariableValues): number {
  return costOf(costed, variables, 1) - costOf(costed, variables, 0)
}

/** `rootSize`: how many objects the fields of the root give, null where their arguments say. */
function costOf(costed: CostedOperation, variables: VariableValues, rootSize: number | null): number {
  const shared = new Map<string, SharedCost>()
  const own = sumOf(costed, variables, rootSize, field => {
    const together = sharedCost(field)
    if (together) shared.set(together.name, together)
    return ownCost(field)
  })
  // Each batch of a subscription is run by itself: the next one shares nothing with it.
  const isRunOnce = costed.operation.operation !== OperationTypeNode.SUBSCRIPTION
  return [...shared.values()].reduce((sum, { name, cost, most }) => {
    const times = sumOf(costed, variables, rootSize, field => (sharedCost(field)?.name === name ? 1 : 0))
    return sum + cost * (isRunOnce ? Math.min(times, most) : times)
  }, own)
}

/** Of what `weigh` says of each field, times the sizes of the lists around it. */
function sumOf(
  { schema, operation, fragments }: CostedOperation,
  variables: VariableValues,
  rootSize: number | null,
  weigh: (field: CostedField) => number,
): number {
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
    const own = weigh(definition)
    if (!node.selectionSet) return own
    const size = parent === root && rootSize !== null ? rootSize : listSize(definition, node, variables)
    const { sizedFields: fields } = definition.extensions as { sizedFields?: readonly string[] }
    return own + (fields ? selection(node.selectionSet, type, { fields, size }) : size * selection(node.selectionSet, type, null))
  }

  return root ? selection(operation.selectionSet, root, null) : 0
}
