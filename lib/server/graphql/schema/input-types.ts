import {
  type GraphQLEnumType,
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql'
import { asRecord } from '#domain/conditions.ts'
import type { ModelField, ModelObject, ModelType } from '#domain/graphql/kind-model.ts'
import { objectMetaObjects } from '#domain/graphql/object-meta-model.ts'
import { type ModelTypes, scalarTypes, sharedTypes } from './model-types.ts'
import { jsonScalar } from './scalars.ts'

type NullableInput = GraphQLScalarType | GraphQLEnumType | GraphQLInputObjectType | GraphQLList<GraphQLInputType>

/** The input types of models. `decode` makes of a value of one what the cluster takes: original names, maps for entries. */
export type InputTypes = {
  /** `without`: original names of fields that it does not have. */
  object(name: string, without?: readonly string[]): GraphQLInputObjectType
  decode(name: string, input: unknown): Record<string, unknown>
}

export function createInputTypes(types: ModelTypes, shared: InputTypes | null): InputTypes {
  const made = new Map<string, GraphQLInputObjectType>()

  function make(name: string, description: string, fields: () => Record<string, GraphQLInputFieldConfig>): GraphQLInputObjectType {
    const held = made.get(name)
    if (held) return held
    const type = new GraphQLInputObjectType({ name: `${name}_Input`, description, fields })
    made.set(name, type)
    return type
  }

  function input(type: ModelType): NullableInput {
    switch (type.is) {
      case 'scalar':
        return scalarTypes[type.scalar]
      case 'enum':
        return types.enumType(type.name)
      case 'object':
        return inputs.object(type.name)
      case 'list':
        return new GraphQLList(input(type.of))
      case 'map':
        return new GraphQLList(new GraphQLNonNull(entry(type)))
    }
  }

  function entry({ entry: name, of }: Extract<ModelType, { is: 'map' }>): GraphQLInputObjectType {
    return make(name, 'One entry of a map.', () => ({ key: { type: new GraphQLNonNull(GraphQLString) }, value: { type: new GraphQLNonNull(input(of)) } }))
  }

  function field({ type, required, deprecated }: ModelField): GraphQLInputFieldConfig {
    // GraphQL knows no deprecated field that has to be given (specification, Type Validation of input objects).
    return required ? { type: new GraphQLNonNull(input(type)) } : { type: input(type), deprecationReason: deprecated }
  }

  function fieldsOf(model: ModelObject, without: readonly string[]): Record<string, GraphQLInputFieldConfig> {
    const fields = model.fields.filter(({ original }) => !without.includes(original)).map(each => [each.name, field(each)] as const)
    const more = { type: jsonScalar, description: 'An object with fields that are not declared; the declared ones here go over it.' }
    return Object.fromEntries(model.open ? [...fields, ['_json', more] as const] : fields)
  }

  function decodeValue(type: ModelType, value: unknown): unknown {
    if (value === null || value === undefined) return value
    if (type.is === 'object') return inputs.decode(type.name, value)
    if (type.is === 'list') return (value as unknown[]).map(item => decodeValue(type.of, item))
    if (type.is !== 'map') return value
    return Object.fromEntries((value as { key: string; value: unknown }[]).map(({ key, value: child }) => [key, decodeValue(type.of, child)]))
  }

  const inputs: InputTypes = {
    object(name, without = []) {
      if (shared && objectMetaObjects.has(name)) return shared.object(name)
      const model = types.model(name)
      return make(name, `Fields as of ${name}.`, () => fieldsOf(model, without))
    },
    decode(name, value) {
      const given = asRecord(value) ?? {}
      const decoded = types
        .model(name)
        .fields.filter(each => Object.hasOwn(given, each.name))
        .map(({ name: key, original, type }) => [original, decodeValue(type, given[key])] as const)
      return { ...asRecord(given['_json']), ...Object.fromEntries(decoded) }
    },
  }
  return inputs
}

export const sharedInputTypes = createInputTypes(sharedTypes, null)
