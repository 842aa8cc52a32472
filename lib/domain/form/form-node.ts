import { isOpen } from '../graphql/model-type.ts'
import { isRecord } from '../object-diff.ts'
import { type KindSchema, openSchema, type Schema } from './schema-document.ts'

/** What a control of a form needs to know of a field besides its kind. */
export type FieldFacts = {
  description: string
  /** What the kube-apiserver fills in; undefined where it fills in nothing. */
  fallback: unknown
  nullable: boolean
  /** Rules of the schema in CEL (KEP-2876): decided by the kube-apiserver, evaluated beforehand as far as may be. */
  rules: readonly { rule: string; message: string; messageExpression: string }[]
  /** Groups of fields of which exactly one, at most one, or one at least has to be given. */
  choices: readonly FieldChoice[]
}
export type FieldChoice = { of: 'one' | 'atMostOne' | 'any'; options: readonly (readonly string[])[] }

/** How a value of a schema is edited. `island`: whatever YAML, as nothing says what it is. */
export type FormNode = FieldFacts &
  /** `open`: it takes fields besides, of which nothing says what they are. */
  (
    | { kind: 'object'; fields: readonly FormField[]; open: boolean }
    /** `keys`: by which its items are told apart; none where they are not. */
    | { kind: 'list'; item: Schema; keys: readonly string[]; minItems: number; maxItems: number }
    | { kind: 'map'; value: Schema }
    | { kind: 'text'; pattern: string; minLength: number; maxLength: number; format: string; isLong: boolean }
    | { kind: 'choice'; options: readonly (string | number)[] }
    | { kind: 'number'; isInteger: boolean; minimum: number; maximum: number }
    | { kind: 'boolean' }
    | { kind: 'intOrString'; pattern: string }
    | { kind: 'island' }
  )
export type FormField = { name: string; schema: Schema; required: boolean; description: string }

/** How a value of this schema is edited. Schemas are opened one level at a time, so those that contain themselves do no harm. */
export function formNode(document: KindSchema, given: Schema): FormNode {
  const schema = openSchema(document, given)
  const facts = factsOf(schema)
  if (schema['x-kubernetes-int-or-string'] === true || isIntOrString(schema)) return { ...facts, kind: 'intOrString', pattern: text(schema['pattern']) }
  const options = schema['enum']
  if (Array.isArray(options)) {
    const plain = options.filter(option => typeof option === 'string' || typeof option === 'number')
    if (plain.length > 0 && schema['type'] !== 'object') return { ...facts, kind: 'choice', options: plain }
  }
  switch (schema['type']) {
    case 'string':
      return {
        ...facts,
        kind: 'text',
        pattern: text(schema['pattern']),
        minLength: number(schema['minLength'], 0),
        maxLength: number(schema['maxLength'], Number.POSITIVE_INFINITY),
        format: text(schema['format']),
        isLong: false,
      }
    case 'integer':
    case 'number':
      return {
        ...facts,
        kind: 'number',
        isInteger: schema['type'] === 'integer',
        minimum: bound(schema, 'minimum', 'exclusiveMinimum', Number.NEGATIVE_INFINITY, 1),
        maximum: bound(schema, 'maximum', 'exclusiveMaximum', Number.POSITIVE_INFINITY, -1),
      }
    case 'boolean':
      return { ...facts, kind: 'boolean' }
    case 'array':
      return {
        ...facts,
        kind: 'list',
        item: asSchema(schema['items']),
        keys: schema['x-kubernetes-list-type'] === 'map' ? texts(schema['x-kubernetes-list-map-keys']) : [],
        minItems: number(schema['minItems'], 0),
        maxItems: number(schema['maxItems'], Number.POSITIVE_INFINITY),
      }
    default:
      return { ...facts, ...objectNode(document, schema) }
  }
}

function objectNode(
  document: KindSchema,
  schema: Schema,
): { kind: 'object'; fields: FormField[]; open: boolean } | { kind: 'map'; value: Schema } | { kind: 'island' } {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {}
  const names = Object.keys(properties)
  if (names.length > 0) {
    const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
    const fields = names.map(name => {
      const own = asSchema(properties[name])
      return { name, schema: own, required: required.has(name), description: text(openSchema(document, own)['description']) }
    })
    return { kind: 'object', fields: fields.sort((a, b) => Number(b.required) - Number(a.required) || (a.name < b.name ? -1 : 1)), open: isOpen(schema) }
  }
  const values = schema['additionalProperties']
  if (isRecord(values) && Object.keys(values).length > 0) return { kind: 'map', value: values }
  return { kind: 'island' }
}

function factsOf(schema: Schema): FieldFacts {
  const rules = Array.isArray(schema['x-kubernetes-validations']) ? schema['x-kubernetes-validations'] : []
  return {
    description: text(schema['description']),
    fallback: schema['default'],
    nullable: schema['nullable'] === true,
    rules: rules
      .filter(isRecord)
      .map(({ rule, message, messageExpression }) => ({ rule: text(rule), message: text(message), messageExpression: text(messageExpression) })),
    choices: [schema, ...partsOf(schema)].flatMap(part => [...oneOf(part), ...anyOf(part)]),
  }
}

/** Several choices among the fields of one object stand beside each other in `allOf`. */
function partsOf(schema: Schema): Schema[] {
  return Array.isArray(schema['allOf']) ? schema['allOf'].filter(isRecord) : []
}

/** Structural schemas choose among fields by branches that require some of them; a branch that forbids all others is the choice of none. */
function oneOf(schema: Schema): FieldChoice[] {
  const branches = Array.isArray(schema['oneOf']) ? schema['oneOf'].filter(isRecord) : []
  const options = branches.map(requiredBy).filter(option => option.length > 0)
  const others = branches.filter(branch => requiredBy(branch).length === 0)
  if (options.length < 2) return []
  if (others.length === 0) return [{ of: 'one', options }]
  return others.every(branch => branch['not'] !== undefined) ? [{ of: 'atMostOne', options }] : []
}

function anyOf(schema: Schema): FieldChoice[] {
  const branches = Array.isArray(schema['anyOf']) ? schema['anyOf'].map(requiredBy) : []
  return branches.length > 1 && branches.every(option => option.length > 0) ? [{ of: 'any', options: branches }] : []
}

function requiredBy(branch: unknown): string[] {
  if (!isRecord(branch)) return []
  return texts(branch['required'])
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
}

function isIntOrString(schema: Schema): boolean {
  const branches = schema['anyOf'] ?? schema['oneOf']
  const types = Array.isArray(branches) ? branches.map(branch => (isRecord(branch) ? branch['type'] : undefined)) : []
  return types.includes('integer') && types.includes('string')
}

function bound(schema: Schema, key: string, exclusive: string, none: number, step: number): number {
  const value = number(schema[key], none)
  return schema[exclusive] === true && Number.isInteger(value) ? value + step : value
}

function asSchema(value: unknown): Schema {
  return isRecord(value) ? value : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function number(value: unknown, none: number): number {
  return typeof value === 'number' ? value : none
}
