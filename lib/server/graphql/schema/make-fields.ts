import { setImmediate } from 'node:timers/promises'
import { type GraphQLNamedType, type GraphQLType, getNamedType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql'

/** Milliseconds that are worked on end. */
const slice = 10

/**
 * Has every type below these make its fields, in slices: a schema that is then made of them holds nothing up. `made`: the types that
 * have them.
 */
export async function makeFields(types: readonly GraphQLNamedType[], made: WeakSet<GraphQLNamedType>): Promise<void> {
  const waiting = [...types]
  let since = performance.now()
  for (let type = waiting.pop(); type; type = waiting.pop()) {
    if (made.has(type)) continue
    made.add(type)
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      for (const { type: inner } of Object.values<{ type: GraphQLType }>(type.getFields())) waiting.push(getNamedType(inner))
    if (performance.now() - since < slice) continue
    await setImmediate()
    since = performance.now()
  }
}
