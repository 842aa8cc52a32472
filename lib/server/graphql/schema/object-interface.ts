import { GraphQLBoolean, type GraphQLFieldConfigMap, GraphQLInterfaceType, GraphQLNonNull, GraphQLString } from 'graphql'
import type { KubeObject } from '#contract/kubernetes.ts'
import { isNameable, kindTypeName } from '#domain/graphql/names.ts'
import { objectMetaName } from '#domain/graphql/object-meta-model.ts'
import { withoutManagedFields } from '#domain/managed-fields.ts'
import { toYaml } from '#domain/object-yaml.ts'
import type { StoredObject } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'
import { nextTurn } from '../turns.ts'
import { fitValue } from './fit-value.ts'
import { sharedTypes } from './model-types.ts'
import { withBigInts } from './raw-json.ts'
import { jsonScalar } from './scalars.ts'

/** Of an object whose kind the schema at hand does not have. */
export const untypedObjectName = 'UntypedObject'

const managedFields = { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: false, description: 'Whether metadata.managedFields are in it.' }
type ManagedFields = { managedFields: boolean }

const nothing: ReadonlySet<unknown> = new Set()

/** The fields of every kind, whatever its schema says, but for those of enrichment. */
function commonFields(): GraphQLFieldConfigMap<StoredObject, GraphQLContext> {
  return {
    apiVersion: { type: GraphQLString, description: 'Group and version, `group/version`.', resolve: object => textAt(object.read(), 'apiVersion') },
    kind: { type: GraphQLString, resolve: object => textAt(object.read(), 'kind') },
    metadata: {
      type: sharedTypes.object(objectMetaName),
      resolve: object => fitValue({ is: 'object', name: objectMetaName }, object.read().metadata, () => nothing),
    },
    _key: { type: new GraphQLNonNull(GraphQLString), description: '`namespace/name`, `/name` for what is of the whole cluster.', resolve: ({ key }) => key },
    _raw: {
      type: jsonScalar,
      description: 'The object as it is stored.',
      args: { managedFields },
      extensions: { cost: 1 },
      resolve: (object, args: ManagedFields) => (args.managedFields ? object.read() : withoutManagedFields(object.read())),
    },
    _yaml: {
      type: GraphQLString,
      description: 'The object as it is stored, as YAML.',
      args: { managedFields },
      extensions: { cost: 10 },
      async resolve(object, args: ManagedFields, context) {
        // Writing YAML takes longer than all else in an object: not 500 of them in a row.
        await nextTurn(context)
        return toYaml(withBigInts(object.read()) as KubeObject, args)
      },
    },
  }
}

const enriched: GraphQLFieldConfigMap<StoredObject, GraphQLContext> = {}

/**
 * Takes the fields of enrich/object-fields.ts, before the first schema is made. Their types name this interface: were they imported
 * here, it would depend on the order of imports whether there is one.
 */
export function enrichObjects(fields: GraphQLFieldConfigMap<StoredObject, GraphQLContext>): void {
  Object.assign(enriched, fields)
}

/** What a type that implements `Object` has to have. Made for each type, as a field belongs to one. */
export function interfaceFields(): GraphQLFieldConfigMap<StoredObject, GraphQLContext> {
  // Without them now, they would be missing for good.
  if (Object.keys(enriched).length === 0) throw new Error('compose-schema.ts has to be loaded before the first schema is made')
  return { ...commonFields(), ...enriched }
}

/** Any object of the cluster: of its kind's type where the schema at hand has that, else an UntypedObject. */
export const objectInterface = new GraphQLInterfaceType({
  name: 'Object',
  description: 'Any object of the cluster.',
  fields: interfaceFields,
  resolveType: ({ resource }: StoredObject, _context, { schema }) => {
    const name = isNameable(resource) ? kindTypeName(resource) : ''
    return schema.getType(name) ? name : untypedObjectName
  },
})

function textAt(object: KubeObject, field: 'apiVersion' | 'kind'): unknown {
  return fitValue({ is: 'scalar', scalar: 'String' }, object[field], () => nothing)
}
