import { type GraphQLFieldConfigMap, type GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { KindModel } from '#domain/graphql/kind-model.ts'
import { apiVersionOf } from '#domain/resource.ts'
import type { ChangeBatch, StoredObject } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'
import { createInputTypes, type InputTypes, sharedInputTypes } from './input-types.ts'
import type { ListArguments, SelectionArguments } from './list-arguments.ts'
import { listArguments, watchArguments } from './list-inputs.ts'
import { createBatchType, createListType } from './list-types.ts'
import { createModelTypes, type ModelTypes, sharedTypes } from './model-types.ts'
import { interfaceFields, objectInterface } from './object-interface.ts'
import { followObjects, getObject, listCost, objectCost, pageOfObjects } from './resource-reads.ts'

/** The types of one kind and the fields that read it. `list`, `object`, `watch` null: the cluster does not serve the verb. */
export type KindTypes = {
  readonly model: KindModel
  readonly objectType: GraphQLObjectType<StoredObject, GraphQLContext>
  readonly list: FieldOf<undefined> | null
  readonly object: FieldOf<undefined> | null
  readonly watch: FieldOf<ChangeBatch> | null
  /** Null: no schema is published. */
  inputType(): GraphQLInputObjectType | null
  /** A value of `inputType` as the cluster takes it. */
  decode(input: unknown): KubeObject
}
type FieldOf<TSource> = GraphQLFieldConfigMap<TSource, GraphQLContext>[string]

export type KindTypeRegistry = {
  /** Made once for each kind. Kinds of one name (two resources) have the types of the first. */
  of(model: KindModel): KindTypes
}

export function createKindTypes(): KindTypeRegistry {
  const types = createModelTypes(sharedTypes)
  const inputs = createInputTypes(types, sharedInputTypes)
  const rootTypes = new Map<string, RootTypes>()
  const made = new Map<string, KindTypes>()
  return {
    of(model) {
      const key = `${model.root}/${model.resource.resource}`
      const held = made.get(key)
      if (held) return held
      types.add(model)
      const root = rootTypes.get(model.root) ?? createRootTypes(model, types)
      rootTypes.set(model.root, root)
      const kind = createKind(model, root, inputs)
      made.set(key, kind)
      return kind
    },
  }
}

/** Those that are named after the kind. */
type RootTypes = Pick<KindTypes, 'objectType'> & { listType: GraphQLObjectType; batchType: GraphQLObjectType }

function createRootTypes({ root, resource }: KindModel, types: ModelTypes): RootTypes {
  const model = types.model(root)
  const objectType = new GraphQLObjectType<StoredObject, GraphQLContext>({
    name: root,
    description: [`${resource.kind} of ${apiVersionOf(resource)}.`, model.description].filter(Boolean).join('\n\n'),
    interfaces: [objectInterface],
    fields: () => ({ ...types.fields(model, (object: StoredObject) => object.read()), ...interfaceFields() }),
  })
  return { objectType, listType: createListType(`${root}_List`, objectType), batchType: createBatchType(`${root}_Batch`, `${root}_Change`, objectType) }
}

function createKind(model: KindModel, { objectType, listType, batchType }: RootTypes, inputs: InputTypes): KindTypes {
  const { resource, root } = model
  const { namespaced, verbs } = resource
  const place = namespaced ? { namespace: { type: new GraphQLNonNull(GraphQLString) } } : {}
  const list: FieldOf<undefined> = {
    type: listType,
    args: listArguments(namespaced),
    extensions: listCost,
    resolve: (_source, args: ListArguments, context) => pageOfObjects(context, resource, args),
  }
  const object: FieldOf<undefined> = {
    type: objectType,
    args: { ...place, name: { type: new GraphQLNonNull(GraphQLString) } },
    extensions: objectCost,
    resolve: (_source, args: { namespace?: string | null; name: string }, context) => getObject(context, resource, args),
  }
  const watch: FieldOf<ChangeBatch> = {
    type: batchType,
    description: 'A snapshot, then what changes.',
    args: watchArguments(namespaced),
    extensions: listCost,
    subscribe: (_source, args: SelectionArguments & { resumeFrom?: string | null }, context) => followObjects(context, resource, args),
    resolve: batch => batch,
  }
  return {
    model,
    objectType,
    list: verbs.includes('list') ? list : null,
    object: verbs.includes('get') ? object : null,
    watch: verbs.includes('watch') ? watch : null,
    inputType: () => (model.published ? inputs.object(root, ['apiVersion', 'kind']) : null),
    decode: input => ({ ...inputs.decode(root, input), apiVersion: apiVersionOf(resource), kind: resource.kind }) as KubeObject,
  }
}
