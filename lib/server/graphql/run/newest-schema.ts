import type { SchemaSnapshot, SchemaSource } from '../schema-snapshot.ts'

/** The schema of what the cluster serves right now, or of seconds ago. */
export type NewestSchema = () => Promise<SchemaSnapshot>

/** Milliseconds: how often the cluster is asked for the sake of names that nobody knows, whoever sends them; and how old an answer may be then. */
const askEveryMs = 3_000
const newestMs = 500

export function createNewestSchema(source: SchemaSource, now: () => number): NewestSchema {
  let last: { atMs: number; over: Promise<unknown> } | null = null
  return async () => {
    if (last && now() - last.atMs < askEveryMs) {
      await last.over
      return source.current()
    }
    const asked = source.current(newestMs)
    last = { atMs: now(), over: asked.catch(() => undefined) }
    return asked
  }
}
