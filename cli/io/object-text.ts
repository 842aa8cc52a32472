import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { stringifyExactJson } from '../kube/exact-json.ts'

/** Objects as `kubectl get -o json` prints them: keys sorted, four spaces, what HTML would read escaped. */
export function jsonText(value: unknown): string {
  const text = stringifyExactJson(sortKeys(value), 4)
  const escaped = text.replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `${escaped}\n`
}

/** A value as one line of JSON, its keys in their own order. */
export function jsonLine(value: unknown): string {
  return `${stringifyExactJson(value)}\n`
}

/** Several objects as one `v1 List`. */
export function listOf(items: readonly KubeObject[]): unknown {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}
