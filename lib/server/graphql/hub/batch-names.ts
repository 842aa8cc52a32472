import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'

/** What an operation calls in its answer: the field subscribed to, `changes` in it, and `type` in each of those. Aliases make it several. */
export type BatchNames = { readonly field: string; readonly changes: readonly string[]; readonly types: readonly string[] }

export function batchNames(operation: { selectionSet: SelectionSetNode }, fragments: Readonly<Record<string, FragmentDefinitionNode>>): BatchNames {
  const root = rootField(operation, fragments)
  const changes = root ? fieldsOf(setsOf([root]), fragments).filter(({ name }) => name.value === 'changes') : []
  const types = fieldsOf(setsOf(changes), fragments).filter(({ name }) => name.value === 'type')
  return { field: root ? responseName(root) : '', changes: [...new Set(changes.map(responseName))], types: [...new Set(types.map(responseName))] }
}

/** The field that is subscribed to, in fragments, too: there is one, as validation has it. */
export function rootField(
  { selectionSet }: { selectionSet: SelectionSetNode },
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): FieldNode | undefined {
  return fieldsOf([selectionSet], fragments)[0]
}

function fieldsOf(sets: readonly SelectionSetNode[], fragments: Readonly<Record<string, FragmentDefinitionNode>>): FieldNode[] {
  return sets
    .flatMap(({ selections }) => selections)
    .flatMap(node => {
      if (node.kind === Kind.FIELD) return [node]
      const set = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments[node.name.value]?.selectionSet
      return set ? fieldsOf([set], fragments) : []
    })
}

function setsOf(fields: readonly FieldNode[]): SelectionSetNode[] {
  return fields.flatMap(({ selectionSet }) => selectionSet ?? [])
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value
}
