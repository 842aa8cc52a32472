import { buildSchema, type DocumentNode, type FragmentDefinitionNode, type GraphQLError, Kind, type SelectionSetNode, validate } from 'graphql'
import { AppError } from '#errors/app-error.ts'

/** What every schema answers about itself is the same: this one tells whether it is asked well. */
const anySchema = buildSchema('type Query { _: Boolean }')

/**
 * Whether an operation asks about the schema, which is then answered of the whole of it; `__typename` is asked of either. Throws QUERY_INVALID
 * for one that asks for data besides: its schema knows its own kinds only.
 */
export function isIntrospection(selectionSet: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  const names = [...rootFields(selectionSet, fragments, new Set())].filter(name => name !== '__typename')
  const about = names.filter(name => name === '__schema' || name === '__type')
  if (about.length === 0) return false
  if (about.length === names.length) return true
  throw new AppError('QUERY_INVALID', 'An operation asks for `__schema` and `__type`, or for data. Send two operations.')
}

/** What is wrong with an introspection query, five errors at most. */
export function introspectionErrors(document: DocumentNode): readonly GraphQLError[] {
  return validate(anySchema, document, undefined, { maxErrors: 5 })
}

function* rootFields({ selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, seen: Set<string>): Generator<string> {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) yield node.name.value
    else if (node.kind === Kind.INLINE_FRAGMENT) yield* rootFields(node.selectionSet, fragments, seen)
    else {
      const fragment = seen.has(node.name.value) ? undefined : fragments.get(node.name.value)
      seen.add(node.name.value)
      if (fragment) yield* rootFields(fragment.selectionSet, fragments, seen)
    }
  }
}
