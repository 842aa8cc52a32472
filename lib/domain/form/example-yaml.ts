import { writeYaml } from '../kubectl-yaml.ts'
import { type FormField, formNode } from './form-node.ts'
import type { KindSchema, Schema } from './schema-document.ts'
import { emptyValue, starterObject } from './starter.ts'

const deepest = 4
const mostLines = 600
const notSpec = new Set(['apiVersion', 'kind', 'metadata', 'status'])

/**
 * An object to begin with as YAML, with all that it may say besides as comments, each with the first sentence of what the schema says of it.
 * A line that begins with `# ` becomes a field when that is taken away; one with `## ` is prose.
 */
export function exampleYaml(document: KindSchema, apiVersion: string, kind: string, namespace: string | undefined): string {
  const starter = starterObject(document, apiVersion, kind, namespace)
  const root = formNode(document, document.root)
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...own } = starter
  const lines = writeYaml({ apiVersion, kind, metadata }).trimEnd().split('\n')
  const fields = root.kind === 'object' ? root.fields.filter(({ name }) => !notSpec.has(name)) : []
  for (const field of fields) lines.push(...fieldLines(document, field, own[field.name], 0))
  if (lines.length > mostLines) lines.splice(mostLines, lines.length, '## There is more; completion knows all of it.')
  return `${lines.join('\n')}\n`
}

/** `value` undefined: the field is not there, and stands as a comment. */
function fieldLines(document: KindSchema, { name, schema, description }: FormField, value: unknown, depth: number): string[] {
  const prose = firstSentence(description)
  const about = prose === '' ? [] : [`## ${prose}`]
  if (value === undefined) return [...about, ...exampleLines(document, name, schema, depth).map(line => `# ${line}`)]
  const node = formNode(document, schema)
  if (node.kind !== 'object' || depth >= deepest || node.fields.length === 0) return [...about, ...plainLines(name, value)]
  const inside = node.fields.flatMap(field => fieldLines(document, field, (value as Record<string, unknown>)[field.name], depth + 1))
  const isBare = Object.keys(value as object).length === 0
  return [...about, isBare ? `${keyOf(name)}: {}` : `${keyOf(name)}:`, ...indented(inside)]
}

/** A field with all that is in it, as it would stand there. */
function exampleLines(document: KindSchema, name: string, schema: Schema, depth: number): string[] {
  return plainLines(name, exampleValue(document, schema, depth))
}

function exampleValue(document: KindSchema, schema: Schema, depth: number): unknown {
  const node = formNode(document, schema)
  if (node.fallback !== undefined || depth >= deepest) return emptyValue(document, schema)
  if (node.kind === 'object') {
    // Of fields that exclude each other the first stands for all.
    const left = new Set(node.choices.filter(({ of }) => of !== 'any').flatMap(({ options }) => options.slice(1).flat()))
    return Object.fromEntries(node.fields.filter(field => !left.has(field.name)).map(field => [field.name, exampleValue(document, field.schema, depth + 1)]))
  }
  return node.kind === 'list' ? [exampleValue(document, node.item, depth + 1)] : emptyValue(document, schema)
}

function plainLines(name: string, value: unknown): string[] {
  return writeYaml({ [name]: value })
    .trimEnd()
    .split('\n')
}

function keyOf(name: string): string {
  return writeYaml(name).trimEnd()
}

function indented(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`)
}

const longest = 140

function firstSentence(text: string): string {
  const [first = ''] = text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<=\.)\s/)
  return first.length > longest ? `${first.slice(0, longest)}…` : first
}
