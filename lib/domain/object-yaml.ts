import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '#contract/kubernetes.ts'
import { firstLine, kubectlYaml, writeYaml, yamlProblem } from './kubectl-yaml.ts'
import { withoutManagedFields } from './managed-fields.ts'
import { isRecord } from './object-diff.ts'
import type { Text } from './text.ts'

/** Lines and columns count from 1. */
export type YamlProblem = { line: number; column: number; message: string }
export type YamlResult = { object: KubeObject; problems: [] } | { object: null; problems: YamlProblem[] }

/** An object as YAML, its fields in their own order. `managedFields` are left out unless asked for. */
export function toYaml(object: KubeObject, options: { managedFields?: boolean } = {}): string {
  return writeYaml(options.managedFields ? object : withoutManagedFields(object))
}

/** Reads one object from YAML as kubectl does, whole numbers beyond 2^53 as bigint. Refuses what is no YAML, several documents, and what names no apiVersion, kind or metadata.name. */
export function parseObjectYaml(text: string, t: Text): YamlResult {
  const documents = parseAllDocuments(text, kubectlYaml)
  const [document, second] = Array.isArray(documents) ? documents : []
  if (!document) return refuse({ line: 1, column: 1, message: t('There is nothing here. An object needs apiVersion, kind and metadata.') })
  // Warnings are of tags that would be read as something else than they say.
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) return { object: null, problems: faults.map(yamlProblem) }
  if (second) return refuse({ ...placeOf(text, second.range[0]), message: t('A second document begins here. Edit one object at a time.') })
  try {
    return readObject(document.toJS({ maxAliasCount: 100 }), t)
  } catch (thrown) {
    // toJS throws on an alias without an anchor and on aliases that multiply beyond the limit.
    return refuse({ line: 1, column: 1, message: thrown instanceof Error ? firstLine(thrown.message) : t('This YAML cannot be read.') })
  }
}

function readObject(value: unknown, t: Text): YamlResult {
  if (!isRecord(value)) return refuse({ line: 1, column: 1, message: t('An object is a map of fields, beginning with apiVersion and kind.') })
  const metadata = value.metadata
  const missing = ['apiVersion', 'kind'].filter(field => typeof value[field] !== 'string' || value[field] === '')
  if (!isRecord(metadata) || typeof metadata.name !== 'string' || metadata.name === '') missing.push('metadata.name')
  if (missing.length > 0) return refuse({ line: 1, column: 1, message: t('Missing: {fields}.', { fields: missing.join(', ') }) })
  return { object: value as KubeObject, problems: [] }
}

function refuse(problem: YamlProblem): YamlResult {
  return { object: null, problems: [problem] }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
