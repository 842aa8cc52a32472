import type { RecentChange, SomeChanges } from '#contract/operations/home.ts'
import { refusals } from './failure.ts'
import type { CountedTime } from './time-bars.ts'

/**
 * Changes over many kinds, the newest first. `total`: how many were found, and `times` when; fewer may be here. `unread`: kinds that were not looked
 * through in full.
 */
export type MergedChanges = { items: RecentChange[]; total: number; times: CountedTime[]; unread: string[] }

/** What was looked at in the whole cluster and what in some namespaces as one. What is not open to the user is not missed. */
export function mergeChanges(parts: ReadonlyArray<SomeChanges | undefined>, most: number): MergedChanges {
  const given = parts.filter(part => part !== undefined)
  return {
    items: given
      .flatMap(({ items }) => items)
      .sort((a, b) => Date.parse(b.time ?? '') - Date.parse(a.time ?? ''))
      .slice(0, most),
    total: given.reduce((sum, { total }) => sum + total, 0),
    times: given.flatMap(({ perMinute }) => perMinute.map(({ minute, count }) => ({ time: endOf(minute), count }))),
    unread: [...new Set(given.flatMap(({ notSearched }) => notSearched.filter(({ code }) => !refusals.has(code)).map(({ kind }) => kind)))],
  }
}

/** Of a minute that began within the last hour some is older; what is a moment ahead counts as now. */
function endOf(minute: string): string {
  return new Date(Date.parse(minute) + 59_999).toISOString()
}
