import { GraphQLBoolean, GraphQLEnumType, type GraphQLFieldConfigArgumentMap, GraphQLNonNull, GraphQLString } from 'graphql'

/** How a change is to be made. Fields are arguments of every mutation. */
export type ChangeOptions = { dryRun: boolean; fieldManager: string; fieldValidation: 'Strict' | 'Warn' | 'Ignore' }

const fieldValidation = new GraphQLEnumType({
  name: 'FieldValidation',
  description: 'What the kube-apiserver does about fields that are unknown or there twice (KEP-2885).',
  values: {
    STRICT: { value: 'Strict', description: 'It refuses the object, naming each.' },
    WARN: { value: 'Warn', description: 'It drops them and returns a warning for each.' },
    IGNORE: { value: 'Ignore', description: 'It drops them.' },
  },
})

export const dryRunArgument: GraphQLFieldConfigArgumentMap = {
  dryRun: {
    type: new GraphQLNonNull(GraphQLBoolean),
    default: { value: false },
    description: 'Everything but the storing: admission, validation and defaults run, and the object is returned as it would be.',
  },
}

export const writeArguments: GraphQLFieldConfigArgumentMap = {
  ...dryRunArgument,
  fieldManager: {
    type: new GraphQLNonNull(GraphQLString),
    default: { value: 'latchkey' },
    description: 'Who manages the fields that are set, in managedFields.',
  },
  fieldValidation: { type: new GraphQLNonNull(fieldValidation), default: { value: 'STRICT' } },
}

/** As query parameters of the kube-apiserver (meta/v1 CreateOptions, UpdateOptions, PatchOptions). */
export function queryOf({ dryRun, fieldManager, fieldValidation }: ChangeOptions): Record<string, string> {
  return { ...(dryRun ? { dryRun: 'All' } : {}), fieldManager, fieldValidation }
}

export const forceArgument: GraphQLFieldConfigArgumentMap = {
  force: { type: new GraphQLNonNull(GraphQLBoolean), default: { value: false }, description: 'Takes over fields that other managers have set.' },
}

/** Weight of a change among what an operation may cost. */
export const changeCost = 20

export const updateNote =
  'With `metadata.resourceVersion` it is refused as CONFLICT where the object has changed since. Without one, custom resources are refused as INVALID and most built-in ones overwritten.'
export const applyNote =
  'Server-side apply: the fields that are given become those of `fieldManager`, those that it set before and leaves out now go. Where another manager has set a field to something else it is a CONFLICT, whose `details.conflicts` names managers and fields. Fields that the schema does not have are refused, whatever `fieldValidation` says.'
