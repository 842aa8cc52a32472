import {
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type ValidatedSubscriptionArgs,
  visit,
} from 'graphql'

const argumentName = 'resumeFrom'

/** The variable that says where an operation resumes from, null where none does. */
export function resumeVariable(operation: OperationDefinitionNode): string | null {
  const value = rootField(operation)?.arguments?.find(({ name }) => name.value === argumentName)?.value
  return value?.kind === Kind.VARIABLE ? value.name.value : null
}

/** The same where it says nothing else besides. */
export function onlyResumeVariable({ operation, fragmentDefinitions }: ValidatedSubscriptionArgs): string | null {
  const name = resumeVariable(operation)
  return name !== null && usesOf(name, [operation, ...Object.values(fragmentDefinitions)]) === 1 ? name : null
}

function usesOf(variable: string, definitions: readonly (OperationDefinitionNode | FragmentDefinitionNode)[]): number {
  let uses = 0
  for (const definition of definitions)
    visit(definition, {
      enter(node) {
        // What declares it is no use of it.
        if (node.kind === Kind.VARIABLE_DEFINITION) return false
        if (node.kind === Kind.VARIABLE && node.name.value === variable) uses += 1
        return undefined
      },
    })
  return uses
}

/** Where a subscription resumes from, null for a snapshot. */
export function resumeFrom({ operation, variableValues }: ValidatedSubscriptionArgs): string | null {
  const value = rootField(operation)?.arguments?.find(({ name }) => name.value === argumentName)?.value
  const token = value?.kind === Kind.VARIABLE ? variableValues.coerced[value.name.value] : value?.kind === Kind.STRING ? value.value : null
  return typeof token === 'string' && token !== '' ? token : null
}

/** The same subscription from another token on; null: from a snapshot on. Where its field stands in a fragment it is left as it was. */
export function withResumeFrom(args: ValidatedSubscriptionArgs, token: string | null): ValidatedSubscriptionArgs {
  const { operation } = args
  const field = rootField(operation)
  if (!field) return args
  const others = (field.arguments ?? []).filter(({ name }) => name.value !== argumentName)
  const resume: ArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: argumentName },
    value: { kind: Kind.STRING, value: token ?? '' },
  }
  const changed: FieldNode = { ...field, arguments: token === null ? others : [...others, resume] }
  const selections = operation.selectionSet.selections.map(node => (node === field ? changed : node))
  return { ...args, operation: { ...operation, selectionSet: { ...operation.selectionSet, selections } } }
}

/** The field that is subscribed to: there is one, as validation has it. */
function rootField({ selectionSet }: OperationDefinitionNode): FieldNode | undefined {
  return selectionSet.selections.find(node => node.kind === Kind.FIELD)
}
