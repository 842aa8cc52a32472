import { isRecord } from '../object-diff.ts'
import type { ModelScalar, ModelType } from './kind-model.ts'
import type { OpenApiSchema } from './open-api-schema.ts'

const quantityComponent = 'io.k8s.apimachinery.pkg.api.resource.Quantity'
/** What controller-gen writes for resource.Quantity. */
const quantityPattern = String.raw`^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$`
const int32 = { least: -(2 ** 31), most: 2 ** 31 - 1 }

/** The scalar of an opened schema, or null for an object, a list, a map or an enum. What says nothing of itself is JSON. */
export function scalarOf(schema: OpenApiSchema, component: string | null): ModelScalar | null {
  const { type, format, pattern } = schema
  if (component === quantityComponent || pattern === quantityPattern) return 'Quantity'
  if (schema['x-kubernetes-int-or-string'] === true || format === 'int-or-string') return 'IntOrString'
  if (type === 'boolean') return 'Boolean'
  if (type === 'number') return 'Float'
  if (type === 'integer') return isInt32(schema) ? 'Int' : 'Long'
  if (type === 'string') return format === 'date-time' ? 'DateTime' : schema['enum'] === undefined ? 'String' : null
  if (type === 'array' || isRecord(schema['items'])) return null
  return hasFields(schema) || isRecord(schema['additionalProperties']) ? null : 'JSON'
}

export function hasFields(schema: OpenApiSchema): boolean {
  return isRecord(schema['properties']) && Object.keys(schema['properties']).length > 0
}

/** The cluster keeps what is not declared, too. */
export function isOpen(schema: OpenApiSchema): boolean {
  const more = schema['additionalProperties']
  const keepsMore = more !== undefined && more !== false
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true || keepsMore
}

/** The values of an enum of GraphQL, or null where one is no name there. A null among them says the same as `nullable`. */
export function enumValues(schema: OpenApiSchema): string[] | null {
  const listed = schema['enum']
  if (!Array.isArray(listed)) return null
  const values = listed.filter(value => value !== null)
  const areNames = values.every(value => typeof value === 'string' && /^(?!__|(?:true|false|null)$)[A-Za-z_][A-Za-z0-9_]*$/.test(value))
  return areNames && values.length > 0 && new Set(values).size === values.length ? values : null
}

/** Whether a map of this shows as one JSON value: nothing in it could be selected. */
export function isLeaf(type: ModelType): boolean {
  return type.is === 'scalar' || type.is === 'enum'
}

function isInt32({ format, minimum, maximum }: OpenApiSchema): boolean {
  if (format === 'int32') return true
  return format === undefined && isWithin(minimum) && isWithin(maximum)
}

function isWithin(bound: unknown): boolean {
  return typeof bound === 'number' && bound >= int32.least && bound <= int32.most
}
