import type { TableColumn } from '#contract/kubernetes.ts'
import type { DeniedPart, HealthLevelName, ListAnswer, ListItem } from '#contract/operations/list.ts'
import type { HealthLevel } from './health.ts'

/** One object of a list. `key` is `namespace/name`. */
export type RowView = {
  key: string
  namespace: string
  name: string
  cells: string[]
  health: HealthLevel
  healthWord: string
  createdAt: string | null
  deleting: boolean
  labels: Record<string, string>
  /** The exact times behind cells that say how long ago something was, by column; left out where none is known. */
  times?: Readonly<Record<string, string>>
  /** When its cells were printed, epoch milliseconds: spans in them have grown since. */
  receivedAtMs: number
}

/** A list as far as it is loaded. */
export type ListView = {
  columns: TableColumn[]
  rows: RowView[]
  /** Of the next page; null where everything is loaded. */
  cursor: string | null
  /** Objects in all, loaded or not; null where nobody counted. */
  total: number | null
  /** Where to follow it from; '' from a snapshot. */
  token: string
  denied: DeniedPart[]
}

export function toListView({ columns, items, pageInfo, total, resourceVersion, denied }: ListAnswer['list'], receivedAtMs: number): ListView {
  const cursor = pageInfo.endCursor
  const rows = items.map(item => toRowView(item, receivedAtMs))
  return { columns, rows, cursor, total: cursor === null ? items.length : total, token: resourceVersion, denied }
}

/** A list that came with the page, by the clock of the browser, which need not be the server's. */
export function receivedAt(view: ListView, nowMs: number): ListView {
  return { ...view, rows: view.rows.map(row => ({ ...row, receivedAtMs: nowMs })) }
}

export function toRowView({ _key, _columns, _columnTimes, _health, metadata }: ListItem, receivedAtMs: number): RowView {
  return {
    key: _key,
    ...placeOfKey(_key),
    cells: (_columns ?? []).map(({ value }) => value),
    health: _health.level.toLowerCase() as HealthLevel,
    healthWord: _health.word,
    createdAt: metadata.creationTimestamp,
    deleting: metadata.deletionTimestamp !== null,
    labels: metadata.labels ?? {},
    ...(_columnTimes?.length ? { times: Object.fromEntries(_columnTimes.map(({ column, time }) => [column, time])) } : {}),
    receivedAtMs,
  }
}

/** Where the object of a key is, and its name; `namespace` '' for what is of the whole cluster. */
export function placeOfKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

export function healthName(level: HealthLevel): HealthLevelName {
  return level.toUpperCase() as HealthLevelName
}

/** A list with its next page. Rows known already are newer than the page, and so is what was told of others since it was asked for (null: gone). */
export function appendPage(view: ListView, page: ListView, told: ReadonlyMap<string, RowView | null>): ListView {
  const known = new Set(view.rows.map(row => row.key))
  const fresh = page.rows.filter(row => !known.has(row.key)).flatMap(row => (told.has(row.key) ? (told.get(row.key) ?? []) : row))
  const rows = [...view.rows, ...fresh]
  return { ...view, rows, cursor: page.cursor, total: page.cursor === null ? rows.length : (page.total ?? view.total) }
}

/** By namespace, then name, as people read them. */
export function sortRows(rows: readonly RowView[]): RowView[] {
  return [...rows].sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name))
}

/** Rows in whose name, namespace or cells every word of `filter` occurs, whatever the case. `a=b` also looks at labels. */
export function filterRows(rows: readonly RowView[], filter: string): readonly RowView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter(row => {
    const labels = Object.entries(row.labels).map(([key, value]) => `${key}=${value}`)
    const text = [row.namespace, row.name, ...row.cells, ...labels].join('\n').toLowerCase()
    return words.every(word => text.includes(word))
  })
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
