import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '#contract/kubernetes.ts'
import { apiPath } from './api-path.ts'
import { kubectlYaml, yamlProblem } from './kubectl-yaml.ts'
import { isRecord } from './object-diff.ts'
import { apiVersionOf, parseApiVersion, type ServedResource } from './resource.ts'
import type { Text } from './text.ts'

/** One document of a text that is to be created. `problem`: why it cannot be sent; null where it can. Lines count from 1. */
export type CreateDocument = { line: number; title: string; object: KubeObject | null; path: string; problem: string | null }

/**
 * Every document of a text, each by itself, with where it goes. `namespace`: where what names none goes; documents without anything in
 * them are left out.
 */
export function readCreateDocuments(
  text: string,
  served: readonly Pick<ServedResource, 'group' | 'version' | 'resource' | 'kind' | 'namespaced'>[],
  namespace: string | undefined,
  t: Text,
): CreateDocument[] {
  const documents = parseAllDocuments(text, kubectlYaml)
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document): CreateDocument[] => {
    const line = text.slice(0, document.contents?.range?.[0] ?? document.range[0]).split('\n').length
    const refuse = (problem: string): CreateDocument[] => [{ line, title: t('Line {line}', { line: String(line) }), object: null, path: '', problem }]
    // Warnings are of tags that would be read as something else than they say.
    const [fault] = [...document.errors, ...document.warnings]
    if (fault) {
      const problem = yamlProblem(fault)
      return refuse(t('Line {line}: {message}', { line: String(problem.line), message: problem.message }))
    }
    const value = readValue(document)
    if (value === null || value === undefined) return []
    if (!isRecord(value)) return refuse(t('An object is a map of fields, beginning with apiVersion and kind.'))
    const { apiVersion, kind, metadata } = value
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return refuse(t('Missing: apiVersion and kind.'))
    if (!isRecord(metadata)) return refuse(t('Missing: {fields}.', { fields: 'metadata' }))
    const { name, generateName } = metadata
    if (typeof name !== 'string' && typeof generateName !== 'string') return refuse(t('Missing: {fields}.', { fields: 'metadata.name' }))
    if (name === '') return refuse(t('{field} is empty.', { field: 'metadata.name' }))
    const title = `${kind} ${typeof name === 'string' ? name : `${String(generateName)}…`}`
    const { group, version } = parseApiVersion(apiVersion)
    const resource = served.find(each => each.group === group && each.kind === kind)
    if (!resource) {
      const problem = t('The cluster serves no {kind} in {apiVersion}.', { kind, apiVersion: apiVersionOf({ group, version }) })
      return [{ line, title, object: null, path: '', problem }]
    }
    const into = typeof metadata['namespace'] === 'string' && metadata['namespace'] !== '' ? metadata['namespace'] : namespace
    if (resource.namespaced && into === undefined) {
      return [{ line, title, object: null, path: '', problem: t('Missing: {fields}.', { fields: 'metadata.namespace' }) }]
    }
    const placed = resource.namespaced ? { ...metadata, namespace: into } : metadata
    const path = apiPath({ group, version, resource: resource.resource, namespace: resource.namespaced ? into : undefined })
    return [{ line, title, object: { ...value, metadata: placed } as unknown as KubeObject, path, problem: null }]
  })
}

function readValue(document: { toJS: (options: { maxAliasCount: number }) => unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    return 'an alias without an anchor, or too many of them'
  }
}
