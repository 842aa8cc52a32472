import { isRecord } from '#domain/object-diff.ts'

/** What was run in this tab, and when (epoch milliseconds). It is kept no longer than the tab, for it may hold names and values. */
export type PastRun = { query: string; variables: string; atMs: number }

const key = 'latchkey-explorer'
const kept = 20

export function readHistory(): PastRun[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(value) ? value.filter(isPastRun).slice(0, kept) : []
  } catch {
    return []
  }
}

/** Newest first; what was run before in the same words comes to the front. */
export function remember(run: PastRun): PastRun[] {
  const history = [run, ...readHistory().filter(({ query, variables }) => query !== run.query || variables !== run.variables)].slice(0, kept)
  try {
    sessionStorage.setItem(key, JSON.stringify(history))
  } catch {
    // Storage may be full or forbidden; running works without it.
  }
  return history
}

function isPastRun(value: unknown): value is PastRun {
  return isRecord(value) && typeof value['query'] === 'string' && typeof value['variables'] === 'string' && typeof value['atMs'] === 'number'
}
