import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from './conditions.ts'
import { english } from './text.ts'

/** What one manager last set, by one operation (meta/v1 ManagedFieldsEntry). `paths` at most 50, `more` counts the others. `time` RFC 3339 or null. */
export type FieldChange = { manager: string; operation: string; time: string | null; subresource: string; apiVersion: string; paths: string[]; more: number }

/** What a manager did, in words, by the operation of its entry. */
export const operationWords: Readonly<Record<string, string>> = { Apply: english('apply'), Update: english('update') }

const pathLimit = 50
// Deeper than any schema, and than the kube-apiserver's own limit of nesting in what people send.
const depthLimit = 100

/** Who set which fields, newest first. Entries that are none are left out. */
export function fieldChanges(object: KubeObject): FieldChange[] {
  const { managedFields } = object.metadata
  if (!Array.isArray(managedFields)) return []
  return managedFields.flatMap(readEntry).sort((a, b) => compare(b.time ?? '', a.time ?? ''))
}

/** Whether a leader only renewed its lease in an annotation, as client-go did before there were leases: every few seconds. */
export function isLeaseRenewal({ paths }: Pick<FieldChange, 'paths'>): boolean {
  return paths.length > 0 && paths.every(path => path === "metadata.annotations['control-plane.alpha.kubernetes.io/leader']")
}

/** The newest of them without its paths, for a look at many objects; null where nobody is named. */
export function newestChangeTime(object: KubeObject): string | null {
  const { managedFields } = object.metadata
  if (!Array.isArray(managedFields)) return null
  return managedFields.reduce<string | null>((newest, entry) => {
    const time = asRecord(entry)?.time
    return typeof time === 'string' && isTime(time) && (newest === null || time > newest) ? time : newest
  }, null)
}

function readEntry(value: unknown): FieldChange[] {
  const entry = asRecord(value)
  if (!entry || typeof entry.manager !== 'string') return []
  const { paths, more } = readFieldsV1(entry.fieldsV1)
  const text = (field: unknown) => (typeof field === 'string' ? field : '')
  const time = text(entry.time)
  return [
    {
      manager: entry.manager,
      operation: text(entry.operation),
      time: isTime(time) ? time : null,
      subresource: text(entry.subresource),
      apiVersion: text(entry.apiVersion),
      paths,
      more,
    },
  ]
}

/** The leaves of a FieldsV1 (structured-merge-diff, fieldpath serialization): `f:` a field, `k:` an item by its keys, `v:` one of a set, `i:` an index. */
function readFieldsV1(fields: unknown): { paths: string[]; more: number } {
  const paths: string[] = []
  let more = 0
  function visit(value: unknown, path: string, depth: number): void {
    const record = asRecord(value)
    const steps = record && depth < depthLimit ? Object.entries(record).filter(([key]) => key !== '.') : []
    if (steps.length > 0) for (const [key, inner] of steps) visit(inner, path + stepText(key, path === ''), depth + 1)
    else if (path !== '' && paths.length < pathLimit) paths.push(path)
    else if (path !== '') more += 1
  }
  visit(fields, '', 0)
  return { paths, more }
}

function stepText(key: string, isFirst: boolean): string {
  const rest = key.slice(2)
  if (key.startsWith('f:')) {
    if (/^[A-Za-z_$][\w$-]*$/.test(rest)) return isFirst ? rest : `.${rest}`
    return `['${rest.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`
  }
  if (key.startsWith('k:')) return `[${keysText(rest)}]`
  if (key.startsWith('v:')) return `[=${rest}]`
  if (key.startsWith('i:')) return `[${rest}]`
  return `[${key}]`
}

/** `{"name":"x","protocol":"TCP"}` → name=x,protocol=TCP */
function keysText(text: string): string {
  try {
    const record = asRecord(JSON.parse(text))
    if (record)
      return Object.entries(record)
        .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(',')
  } catch {
    // Shown as it stands.
  }
  return text
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
