import { isRecord } from '../object-diff.ts'
import { isCustomGroup, type ServedResource } from '../resource.ts'
import { findKindSchema } from '../schema-notes.ts'
import { deprecationOf, descriptionOf, fieldText } from './field-text.ts'
import type { KindModel, ModelEnum, ModelField, ModelObject, ModelType } from './kind-model.ts'
import { enumValues, hasFields, isLeaf, isOpen, scalarOf } from './model-type.ts'
import { componentTypeName, fieldName, kindTypeName, nestedTypeName, ownComponentTypeName } from './names.ts'
import { objectMetaComponent, objectMetaName, objectMetaObjects } from './object-meta-model.ts'
import { type OpenApiSchema, openSchema, schemasOf } from './open-api-schema.ts'

const text: ModelType = { is: 'scalar', scalar: 'String' }
const json: ModelType = { is: 'scalar', scalar: 'JSON' }
/** Lists of lists and maps of maps beyond this are JSON: they have no names of their own to stop at. */
const deepest = 20

/** What `document` (OpenAPI v3 of the resource's group and version, null where none is published) says of the kind. Total. */
export function buildKindModel(document: unknown, resource: ServedResource): KindModel {
  const schemas = schemasOf(document)
  const root = kindTypeName(resource)
  const objects = new Map<string, ModelObject>(objectMetaObjects)
  const enums = new Map<string, ModelEnum>()
  const waiting: { name: string; schema: OpenApiSchema }[] = []
  const queued = new Set<string>()

  function componentName(component: string): string {
    return isCustomGroup(resource.group) ? ownComponentTypeName(resource, component) : componentTypeName(component)
  }

  function typeOf(given: unknown, place: string, depth = 0): ModelType {
    const { schema, component } = openSchema(schemas, given)
    if (component === objectMetaComponent) return { is: 'object', name: objectMetaName }
    const name = component === null ? place : componentName(component)
    const scalar = depth > deepest ? 'JSON' : scalarOf(schema, component)
    if (scalar !== null) return { is: 'scalar', scalar }
    if (hasFields(schema)) return objectOf(schema, name)
    if (schema['type'] === 'string') return enumOf(schema, name)
    if (schema['type'] === 'array' || isRecord(schema['items'])) return { is: 'list', of: typeOf(schema['items'], name, depth + 1) }
    return mapOf(schema, name, depth)
  }

  function objectOf(schema: OpenApiSchema, name: string): ModelType {
    if (!queued.has(name)) waiting.push({ name, schema })
    queued.add(name)
    return { is: 'object', name }
  }

  function enumOf(schema: OpenApiSchema, name: string): ModelType {
    const values = enumValues(schema)
    if (values === null) return text
    enums.set(name, { name, description: descriptionOf(schema), values })
    return { is: 'enum', name }
  }

  function mapOf(schema: OpenApiSchema, name: string, depth: number): ModelType {
    const of = typeOf(schema['additionalProperties'], `${name}_Value`, depth + 1)
    return isLeaf(of) ? json : { is: 'map', entry: `${name}_Entry`, of }
  }

  function fieldsOf(schema: OpenApiSchema, parent: string): ModelField[] {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {}
    const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
    return Object.entries(properties).map(([original, given]) => {
      const name = fieldName(original)
      const opened = openSchema(schemas, given).schema
      const description = fieldText(given, opened, { name, original })
      // What has a default is filled in before the kube-apiserver looks what is missing.
      const isRequired = required.has(original) && isRecord(given) && given['default'] === undefined && given['nullable'] !== true
      return {
        name,
        original,
        type: typeOf(given, nestedTypeName(parent, original)),
        required: isRequired,
        description,
        deprecated: deprecationOf(description),
      }
    })
  }

  function ownRoot(given: OpenApiSchema): Omit<ModelObject, 'name'> {
    const { schema } = openSchema(schemas, given)
    return { fields: [...objectFields, ...fieldsOf(withoutObjectFields(schema), root)], open: isOpen(schema), description: descriptionOf(schema) }
  }

  const found = findKindSchema(document, resource)
  objects.set(root, { name: root, ...(found ? ownRoot(found) : unpublishedRoot) })
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { name, schema } = next
    const declared = fieldsOf(schema, name)
    const isEmbedded = schema['x-kubernetes-embedded-resource'] === true
    objects.set(name, { name, description: descriptionOf(schema), fields: isEmbedded ? withObjectFields(declared) : declared, open: isOpen(schema) })
  }
  return { resource, root, objects, enums, published: found !== undefined }
}

const objectFields: readonly ModelField[] = [
  plainField('apiVersion', text, 'Group and version, `group/version`.'),
  plainField('kind', text, ''),
  plainField('metadata', { is: 'object', name: objectMetaName }, ''),
]

/** Without a schema: what kinds have by convention, and all as JSON. */
const unpublishedRoot: Omit<ModelObject, 'name'> = {
  fields: [...objectFields, plainField('spec', json, ''), plainField('status', json, '')],
  open: true,
  description: '',
}

/** Whatever a schema says of these: they are what every kind has. */
function withoutObjectFields(schema: OpenApiSchema): OpenApiSchema {
  const properties = Object.entries(isRecord(schema['properties']) ? schema['properties'] : {})
  return { ...schema, properties: Object.fromEntries(properties.filter(([name]) => !objectFields.some(field => field.original === name))) }
}

/** x-kubernetes-embedded-resource says that apiVersion, kind and metadata are there (apiextensions v1 JSONSchemaProps). */
function withObjectFields(declared: readonly ModelField[]): ModelField[] {
  return [...objectFields.filter(({ original }) => !declared.some(field => field.original === original)), ...declared]
}

function plainField(name: string, type: ModelType, description: string): ModelField {
  return { name, original: name, type, required: false, description, deprecated: null }
}
