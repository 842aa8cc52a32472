import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql'
import { asRecord } from '#domain/conditions.ts'
import type { KindModel, ModelEnum, ModelField, ModelObject, ModelScalar, ModelType } from '#domain/graphql/kind-model.ts'
import { objectMetaObjects } from '#domain/graphql/object-meta-model.ts'
import type { GraphQLContext } from '../context.ts'
import { fitValue, type MapEntry } from './fit-value.ts'
import { jsonField } from './json-field.ts'
import { dateTimeScalar, intOrStringScalar, jsonScalar, longScalar, quantityScalar } from './scalars.ts'

/** The output types of models, each made once; those that kinds share are the same in all. */
export type ModelTypes = {
  /** Takes the types that this model names, so that they can be asked for. */
  add(model: Pick<KindModel, 'objects' | 'enums'>): void
  /** A nested object; its source is the plain value. */
  object(name: string): GraphQLObjectType
  enumType(name: string): GraphQLEnumType
  model(name: string): ModelObject
  /** Fields that resolve by their original key from what `read` gives of the source. */
  fields<TSource>(model: ModelObject, read: (source: TSource) => unknown): GraphQLFieldConfigMap<TSource, GraphQLContext>
}

export const scalarTypes: Readonly<Record<ModelScalar, GraphQLScalarType>> = {
  String: GraphQLString,
  Boolean: GraphQLBoolean,
  Int: GraphQLInt,
  Float: GraphQLFloat,
  Long: longScalar,
  IntOrString: intOrStringScalar,
  Quantity: quantityScalar,
  DateTime: dateTimeScalar,
  JSON: jsonScalar,
}

/** `shared`: what is the same in every schema, and not made again. */
export function createModelTypes(shared: ModelTypes | null): ModelTypes {
  const models = new Map<string, ModelObject>()
  const enums = new Map<string, { model: ModelEnum; values: ReadonlySet<unknown> }>()
  const made = new Map<string, GraphQLObjectType | GraphQLEnumType>()

  function make<T extends GraphQLObjectType | GraphQLEnumType>(name: string, build: () => T): T {
    const held = made.get(name) as T | undefined
    if (held) return held
    const type = build()
    made.set(name, type)
    return type
  }

  function output(type: ModelType): GraphQLOutputType {
    switch (type.is) {
      case 'scalar':
        return scalarTypes[type.scalar]
      case 'enum':
        return types.enumType(type.name)
      case 'object':
        return types.object(type.name)
      case 'list':
        return new GraphQLList(output(type.of))
      case 'map':
        return new GraphQLList(new GraphQLNonNull(entry(type)))
    }
  }

  function entry({ entry: name, of }: Extract<ModelType, { is: 'map' }>): GraphQLObjectType {
    return make(name, () => {
      const fields = (): GraphQLFieldConfigMap<MapEntry, GraphQLContext> => ({
        key: { type: new GraphQLNonNull(GraphQLString) },
        value: { type: output(of), resolve: ({ value }) => fitValue(of, value, valuesOf) },
      })
      return new GraphQLObjectType({ name, description: 'One entry of a map.', fields })
    })
  }

  const valuesOf = (name: string) => required(enums, name).values

  function fieldConfig<TSource>(
    { original, type, description, deprecated }: ModelField,
    read: (source: TSource) => unknown,
  ): GraphQLFieldConfig<TSource, GraphQLContext> {
    const resolve = (source: TSource) => {
      const record = asRecord(read(source))
      return record && Object.hasOwn(record, original) ? fitValue(type, record[original], valuesOf) : null
    }
    return { type: output(type), description: description || null, deprecationReason: deprecated, resolve }
  }

  const types: ModelTypes = {
    add(model) {
      for (const [name, object] of model.objects) if (!models.has(name)) models.set(name, object)
      for (const [name, each] of model.enums) if (!enums.has(name)) enums.set(name, { model: each, values: new Set(each.values) })
    },
    object(name) {
      if (shared && objectMetaObjects.has(name)) return shared.object(name)
      return make(name, () => {
        const model = types.model(name)
        return new GraphQLObjectType({ name, description: model.description || null, fields: () => types.fields(model, (source: unknown) => source) })
      })
    },
    enumType(name) {
      return make(name, () => {
        const { description, values } = required(enums, name).model
        return new GraphQLEnumType({ name, description: description || null, values: Object.fromEntries(values.map(value => [value, {}])) })
      })
    },
    model: name => required(models, name),
    fields(model, read) {
      const declared = model.fields.map(field => [field.name, fieldConfig(field, read)] as const)
      return Object.fromEntries(model.open ? [...declared, ['_json', jsonField(read)] as const] : declared)
    },
  }
  return types
}

export const sharedTypes = createModelTypes(null)
sharedTypes.add({ objects: objectMetaObjects, enums: new Map() })

function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name)
  if (value === undefined) throw new TypeError(`No model of a kind has '${name}'`)
  return value
}
