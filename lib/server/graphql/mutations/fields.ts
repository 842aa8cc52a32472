import type { GraphQLFieldConfig, GraphQLFieldConfigArgumentMap, GraphQLFieldConfigMap, GraphQLInputObjectType, GraphQLObjectType } from 'graphql'
import { GraphQLNonNull, GraphQLString } from 'graphql'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { GraphQLContext } from '../context.ts'
import { jsonScalar } from '../schema/scalars.ts'
import type { Changed } from './change.ts'
import { applyNote, type ChangeOptions, changeCost, forceArgument, updateNote, writeArguments } from './change-options.ts'
import { mutatedType } from './mutated-types.ts'
import { namedFields } from './named-fields.ts'
import { applyObject, createObject, type ObjectChange, updateObject } from './object-changes.ts'
import { objectFields } from './object-fields.ts'

/** A kind that a document names, with its types. `inputType` null: no schema is published, its objects are given as JSON. */
export type MutationKind = {
  resource: ServedResource
  objectType: GraphQLObjectType
  inputType: GraphQLInputObjectType | null
  /** A value of `inputType` with the original names of its fields, entries as maps. */
  decode(input: unknown): KubeObject
}

/** Changes of whatever kind: the object, or the resource that is named, says which. */
export const mutationFields: GraphQLFieldConfigMap<undefined, GraphQLContext> = { ...objectFields, ...namedFields }

type Arguments = ChangeOptions & { namespace?: string | null; object: unknown; force?: boolean }
type Make = (context: GraphQLContext, change: ObjectChange & { force: boolean }) => Promise<Changed>

/** `create_<Type>`, `update_<Type>`, `apply_<Type>` of one kind, as far as it can be changed so at all. */
export function kindMutationFields({ resource, objectType, inputType, decode }: MutationKind): GraphQLFieldConfigMap<undefined, GraphQLContext> {
  const type = new GraphQLNonNull(mutatedType(`Mutated_${objectType.name}`, objectType))
  const args: GraphQLFieldConfigArgumentMap = {
    ...(resource.namespaced ? { namespace: { type: GraphQLString, description: 'Where the object names none.' } } : {}),
    object: { type: new GraphQLNonNull(inputType ?? jsonScalar) },
    ...writeArguments,
  }
  const field = (description: string, make: Make, more: GraphQLFieldConfigArgumentMap = {}): GraphQLFieldConfig<undefined, GraphQLContext> => ({
    type,
    description,
    args: { ...args, ...more },
    extensions: { cost: changeCost },
    resolve: (_source, { namespace = null, object, force = false, ...options }: Arguments, context) =>
      make(context, { resource, object: decode(object), namespace, options, force }),
  })
  const { kind, verbs } = resource
  return {
    ...(verbs.includes('create') ? { [`create_${objectType.name}`]: field(`Creates a ${kind}.`, createObject) } : {}),
    ...(verbs.includes('update') ? { [`update_${objectType.name}`]: field(`Replaces a ${kind} as a whole. ${updateNote}`, updateObject) } : {}),
    ...(verbs.includes('patch') ? { [`apply_${objectType.name}`]: field(`Applies a ${kind}. ${applyNote}`, applyObject, forceArgument) } : {}),
  }
}
