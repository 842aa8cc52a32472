import { asRecord } from '../conditions.ts'
import { isRecord } from '../object-diff.ts'
import { formNode } from './form-node.ts'
import { type KindSchema, openSchema, type Schema } from './schema-document.ts'

const deepest = 8

/** A value to begin with: what the kube-apiserver would fill in, else as little as the schema takes. Required fields are there, empty. */
export function emptyValue(document: KindSchema, schema: Schema, depth = 0): unknown {
  const node = formNode(document, schema)
  const { fallback } = node
  // The OpenAPI of built-in kinds has {} as the default of objects that need more than that: of the ports of a Service, say.
  if (fallback !== undefined && !(node.kind === 'object' && isRecord(fallback))) return fallback
  switch (node.kind) {
    case 'object': {
      if (depth >= deepest) return fallback ?? {}
      const [first] = fallback === undefined ? node.choices.filter(({ of }) => of !== 'atMostOne').flatMap(({ options }) => options) : []
      const wanted = node.fields.filter(({ name, required }) => required || first?.includes(name))
      return { ...Object.fromEntries(wanted.map(field => [field.name, emptyValue(document, field.schema, depth + 1)])), ...asRecord(fallback) }
    }
    case 'list':
      return depth >= deepest ? [] : Array.from({ length: Math.min(node.minItems, 10) }, () => emptyValue(document, node.item, depth + 1))
    case 'map':
    case 'island':
      return {}
    case 'choice':
      return node.options[0]
    case 'number':
      return Number.isFinite(node.minimum) ? node.minimum : 0
    case 'boolean':
      return false
    case 'intOrString':
    case 'text':
      return ''
  }
}

/** An object to begin with: its spec, or whatever other fields it needs. `namespace` undefined: it is in none. */
export function starterObject(document: KindSchema, apiVersion: string, kind: string, namespace: string | undefined): Record<string, unknown> {
  const root = openSchema(document, document.root)
  const properties = (root['properties'] ?? {}) as Record<string, Schema>
  const required = new Set(Array.isArray(root['required']) ? root['required'] : [])
  const own = Object.entries(properties).filter(
    ([name]) => !['apiVersion', 'kind', 'metadata', 'status'].includes(name) && (name === 'spec' || required.has(name)),
  )
  return {
    apiVersion,
    kind,
    metadata: { name: '', ...(namespace === undefined ? {} : { namespace }) },
    ...Object.fromEntries(own.map(([name, schema]) => [name, emptyValue(document, schema)])),
  }
}
