import { parseAllDocuments, stringify } from 'yaml'
import type { KubeObject } from '#contract/kubernetes.ts'
import { isRecord } from './object-diff.ts'

/** Lines and columns count from 1. */
export type YamlProblem = { line: number; column: number; message: string }
export type YamlResult = { object: KubeObject; problems: [] } | { object: null; problems: YamlProblem[] }

/** An object as YAML, its fields in their own order. `managedFields` are left out unless asked for. */
export function toYaml(object: KubeObject, options: { managedFields?: boolean } = {}): string {
  const shown = options.managedFields ? object : withoutManagedFields(object)
  // YAML 1.1 quotes what kubectl's parser would take for something else: `yes`, `on`, dates.
  return stringify(shown, { version: '1.1', lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false })
}

export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _dropped, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** Reads one object from YAML. Refuses what is no YAML, several documents, and what names no apiVersion, kind or metadata.name. */
export function parseObjectYaml(text: string): YamlResult {
  const documents = parseAllDocuments(text, { uniqueKeys: true })
  const [document, second] = Array.isArray(documents) ? documents : []
  if (!document) return refuse({ line: 1, column: 1, message: 'There is nothing here. An object needs apiVersion, kind and metadata.' })
  if (document.errors.length > 0) {
    return {
      object: null,
      problems: document.errors.map(error => {
        const [start] = error.linePos ?? [{ line: 1, col: 1 }]
        return { line: start.line, column: start.col, message: firstLine(error.message) }
      }),
    }
  }
  if (second) return refuse({ ...placeOf(text, second.range[0]), message: 'A second document begins here. Edit one object at a time.' })
  try {
    return readObject(document.toJS({ maxAliasCount: 100 }))
  } catch (thrown) {
    // toJS throws on an alias without an anchor and on aliases that multiply beyond the limit.
    return refuse({ line: 1, column: 1, message: thrown instanceof Error ? firstLine(thrown.message) : 'This YAML cannot be read.' })
  }
}

function readObject(value: unknown): YamlResult {
  if (!isRecord(value)) return refuse({ line: 1, column: 1, message: 'An object is a map of fields, beginning with apiVersion and kind.' })
  const metadata = value.metadata
  const missing = ['apiVersion', 'kind'].filter(field => typeof value[field] !== 'string' || value[field] === '')
  if (!isRecord(metadata) || typeof metadata.name !== 'string' || metadata.name === '') missing.push('metadata.name')
  if (missing.length > 0) return refuse({ line: 1, column: 1, message: `Missing: ${missing.join(', ')}.` })
  return { object: value as KubeObject, problems: [] }
}

function refuse(problem: YamlProblem): YamlResult {
  return { object: null, problems: [problem] }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

function firstLine(message: string): string {
  const line = message.split('\n')[0] ?? message
  return line.replace(/ at line \d+, column \d+:?$/, '')
}
