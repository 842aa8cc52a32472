import type { HealthLevel } from './health.ts'
import type { SortKey } from './list-query.ts'

/** What rows can be put in order by without a look at their objects. */
export type RowSortKey = Exclude<SortKey, { path: string }>

/**
 * How a list is looked at, as its address has it: `?filter=…&health=failing&sort=-Age&sort=@namespace&columns=Name,Ready`. `columns`: the
 * names of those shown; null for those that kubectl shows.
 */
export type ListState = { filter: string; health: HealthLevel | null; sortBy: RowSortKey[]; columns: string[] | null }

export const plainState: ListState = { filter: '', health: null, sortBy: [], columns: null }

const levels: ReadonlySet<string> = new Set<HealthLevel>(['ok', 'progressing', 'warning', 'failing', 'unknown'])
const sortFields = { name: 'NAME', namespace: 'NAMESPACE', created: 'CREATED', health: 'HEALTH' } as const
const most = { filter: 1_000, sortKeys: 5, columns: 50, name: 200 }

/** What the address says; what it says wrongly counts as not said. */
export function parseListState(query: URLSearchParams): ListState {
  const health = query.get('health') ?? ''
  const columns = query.get('columns')
  return {
    filter: (query.get('filter') ?? '').slice(0, most.filter),
    health: levels.has(health) ? (health as HealthLevel) : null,
    sortBy: query.getAll('sort').slice(0, most.sortKeys).flatMap(toSortKey),
    columns: columns === null ? null : columns.split(',').map(decode).filter(Boolean).slice(0, most.columns),
  }
}

/** The address with this state in it and everything else as it is. */
export function withListState(query: URLSearchParams, state: ListState): URLSearchParams {
  const next = new URLSearchParams(query)
  for (const name of ['filter', 'health', 'sort', 'columns']) next.delete(name)
  if (state.filter.trim() !== '') next.set('filter', state.filter.trim())
  if (state.health !== null) next.set('health', state.health)
  for (const key of state.sortBy) next.append('sort', sortText(key))
  if (state.columns !== null) next.set('columns', state.columns.map(name => name.replace(/[%,]/g, encodeURIComponent)).join(','))
  return next
}

function toSortKey(text: string): RowSortKey[] {
  const descending = text.startsWith('-')
  const what = descending ? text.slice(1) : text
  if (what === '' || what.length > most.name) return []
  if (!what.startsWith('@')) return [{ column: what, descending }]
  const field = what.slice(1)
  return Object.hasOwn(sortFields, field) ? [{ field: sortFields[field as keyof typeof sortFields], descending }] : []
}

function sortText(key: RowSortKey): string {
  const what = 'column' in key ? key.column : `@${key.field.toLowerCase()}`
  return `${key.descending ? '-' : ''}${what}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
