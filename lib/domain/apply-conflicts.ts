import { asRecord } from './conditions.ts'
import { isRecord, type Path, sameValue } from './object-diff.ts'

/** Fields that another manager has set, which a server-side apply without `force` would take over. Paths as `.spec.replicas`. */
export type ApplyConflict = { manager: string; fields: string[] }

/**
 * Whose fields a refused server-side apply would have taken, from the causes of its Status (structured-merge-diff's merge/conflict.go writes
 * their messages, apiserver's endpoints/handlers/fieldmanager the causes). Empty where it was refused for something else.
 */
export function applyConflicts(causes: unknown): ApplyConflict[] {
  const found = new Map<string, string[]>()
  for (const cause of Array.isArray(causes) ? causes.map(asRecord) : []) {
    if (cause?.['reason'] !== 'FieldManagerConflict') continue
    const manager = /^conflict with ("(?:[^"\\]|\\.)*")/.exec(String(cause['message']))?.[1] ?? '""'
    const fields = found.get(manager) ?? []
    found.set(manager, [...fields, String(cause['field'])])
  }
  return [...found].map(([quoted, fields]) => ({ manager: unquote(quoted), fields }))
}

/** Go's %q, which JSON reads but for bytes that are no text. */
function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted.slice(1, -1)
  }
}

/**
 * Where a field of a conflict is in an object: `.spec.containers[name="a"].image`, `.metadata.labels.a.b/c`. Names are written there without
 * a sign for the dots in them, so the object tells where one ends. Null where the object has no such place.
 */
export function conflictPath(object: unknown, field: string): Path | null {
  if (field === '') return []
  if (isRecord(object) && field.startsWith('.')) {
    const rest = field.slice(1)
    const names = Object.keys(object).filter(name => rest.startsWith(name) && /^(?:$|[.[])/.test(rest.slice(name.length)))
    for (const name of names.sort((a, b) => b.length - a.length)) {
      const below = conflictPath(object[name], rest.slice(name.length))
      if (below) return [name, ...below]
    }
    return null
  }
  const [whole = '', inBrackets = ''] = /^\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/.exec(field) ?? []
  if (whole === '' || !Array.isArray(object)) return null
  const index = object.findIndex((item, at) => fitsKey(item, at, inBrackets))
  const below = index < 0 ? null : conflictPath(object[index], field.slice(whole.length))
  return below && [index, ...below]
}

/** `name="a",port=80` of an associative list, `="a"` of a set, `3` of a list. */
function fitsKey(item: unknown, at: number, key: string): boolean {
  if (/^\d+$/.test(key)) return at === Number(key)
  const parts = [...key.matchAll(/([^=,]*)=("(?:[^"\\]|\\.)*"|[^,]*)/g)]
  return (
    parts.length > 0 &&
    parts.every(([, name = '', text = '']) => {
      const value = parseJson(text)
      return name === '' ? sameValue(item, value) : isRecord(item) && sameValue(item[name], value)
    })
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(object: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (isRecord(at) || Array.isArray(at) ? (at as Record<string | number, unknown>)[step] : undefined), object)
}

/** A field that somebody else owns: what stands there now, and what would. `path`: where that is in what is applied; null where it cannot be told. */
export type OwnedField = { manager: string; field: string; path: Path | null; theirs: unknown; mine: unknown }

/** Whether it is the same field of the same owner, with the same values on both sides. */
export function sameOwned(a: OwnedField, b: OwnedField): boolean {
  return a.manager === b.manager && a.field === b.field && sameValue(a.theirs, b.theirs) && sameValue(a.mine, b.mine)
}

/** The fields of a refused apply, each with both values. */
export function ownedFields(conflicts: readonly ApplyConflict[], theirs: unknown, mine: unknown): OwnedField[] {
  return conflicts.flatMap(({ manager, fields }) =>
    fields.map(field => {
      const [path, there] = [conflictPath(mine, field), conflictPath(theirs, field)]
      return { manager, field, path, theirs: there && valueAt(theirs, there), mine: path && valueAt(mine, path) }
    }),
  )
}
