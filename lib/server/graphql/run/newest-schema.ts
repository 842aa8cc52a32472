import { setTimeout as delay } from 'node:timers/promises'
import type { SchemaSnapshot, SchemaSource } from '../schema-snapshot.ts'

/** The schema of what the cluster serves from now on: the look at it begins after the call, within half a second. */
export type NewestSchema = () => Promise<SchemaSnapshot>

/** Milliseconds: how often the cluster is asked for the sake of names that nobody knows, whoever sends them; and how old an answer may be then. */
const askEveryMs = 500
const newestMs = 100

export function createNewestSchema(source: SchemaSource, now: () => number): NewestSchema {
  let lastAtMs = Number.NEGATIVE_INFINITY
  let next: Promise<SchemaSnapshot> | null = null

  async function lookIn(ms: number): Promise<SchemaSnapshot> {
    await delay(ms, undefined, { ref: false })
    lastAtMs = now()
    // What comes from here on may ask for what this look does not find.
    next = null
    return source.current(newestMs)
  }

  return () => {
    next ??= lookIn(Math.max(0, lastAtMs + askEveryMs - now()))
    return next
  }
}
