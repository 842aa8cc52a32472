import { isRecord, ownField } from '../object-diff.ts'
import { type FormNode, formNode } from './form-node.ts'
import type { KindSchema } from './schema-document.ts'

/** A value as CEL sees it (k8s.io/apiserver/pkg/cel/common): whole numbers as int, times as timestamp, defaults filled in, names of fields escaped. */
export function celValue(document: KindSchema, node: FormNode, value: unknown): unknown {
  switch (node.kind) {
    case 'object':
      return isRecord(value) ? celFields(document, node, value) : untyped(value)
    case 'map':
      return isRecord(value) ? celMap(value, child => celValue(document, formNode(document, node.value), child)) : untyped(value)
    case 'list':
      return Array.isArray(value) ? value.map(item => celValue(document, formNode(document, node.item), item)) : untyped(value)
    case 'number':
      return node.isInteger ? whole(value) : typeof value === 'bigint' ? Number(value) : value
    case 'text':
      return typeof value === 'string' && node.format.startsWith('date') ? new Date(value) : value
    default:
      return untyped(value)
  }
}

/** A whole object: of what all objects have, rules see its type and its name. */
export function celObject(document: KindSchema, root: FormNode, object: Record<string, unknown>): unknown {
  const { apiVersion, kind, metadata, ...fields } = object
  const { name, generateName } = isRecord(metadata) ? metadata : {}
  const known = Object.entries({ name, generateName }).filter(([, value]) => value !== undefined)
  const own = root.kind === 'object' ? { ...root, fields: root.fields.filter(field => !['apiVersion', 'kind', 'metadata'].includes(field.name)) } : root
  const self = celValue(document, own, fields)
  return self instanceof Map ? new Map([...self, ['apiVersion', apiVersion], ['kind', kind], ['metadata', new Map(known)]]) : self
}

function celFields(document: KindSchema, node: FormNode & { kind: 'object' }, value: Record<string, unknown>): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const { name, schema } of node.fields) {
    const child = formNode(document, schema)
    const given = ownField(value, name) ?? child.fallback
    if (given !== undefined && given !== null) fields.set(escapeName(name), celValue(document, child, given))
  }
  return fields
}

function celMap(value: Record<string, unknown>, ofChild: (child: unknown) => unknown): Map<string, unknown> {
  return new Map(Object.entries(value).map(([name, child]) => [name, ofChild(child)]))
}

function untyped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untyped)
  if (isRecord(value)) return celMap(value, untyped)
  return whole(value)
}

function whole(value: unknown): unknown {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}

const reserved = new Set('true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '))

/** How a rule spells the name of a field that is no CEL identifier (k8s.io/apiserver/pkg/cel/escaping.go). */
function escapeName(name: string): string {
  if (reserved.has(name)) return `__${name}__`
  return name.replace(/__|[.\-/]/g, part => `__${{ __: 'underscores', '.': 'dot', '-': 'dash', '/': 'slash' }[part]}__`)
}
