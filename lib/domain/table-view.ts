import type { Table, TableRow } from '#contract/kubernetes.ts'
import { isRecord } from './object-diff.ts'

/** `isName`: the cell that names the object. `wide`: shown by kubectl with `-o wide` only. */
export type ColumnView = { name: string; description: string; isName: boolean; wide: boolean }

/** One object of a list. `key` is its uid, or namespace/name where rows carry no metadata. */
export type RowView = {
  key: string
  namespace: string
  name: string
  cells: string[]
  createdAt: string | null
  deleting: boolean
  labels: Record<string, string>
}

/** A Table with what pages need of it: rows without managedFields and annotations. `remaining` counts objects not loaded yet. */
export type TableView = {
  columns: ColumnView[]
  rows: RowView[]
  resourceVersion: string
  continueToken: string
  remaining: number
}

export function toTableView(table: Table): TableView {
  return {
    columns: (table.columnDefinitions ?? []).map(column => ({
      name: column.name,
      description: column.description ?? '',
      isName: column.format === 'name',
      wide: (column.priority ?? 0) > 0,
    })),
    rows: (table.rows ?? []).map(toRowView),
    resourceVersion: table.metadata?.resourceVersion ?? '',
    continueToken: table.metadata?.continue ?? '',
    remaining: table.metadata?.remainingItemCount ?? 0,
  }
}

export function toRowView(row: TableRow): RowView {
  const metadata = row.object?.metadata
  const namespace = metadata?.namespace ?? ''
  const name = metadata?.name ?? cellText(row.cells[0])
  return {
    key: metadata?.uid ?? `${namespace}/${name}`,
    namespace,
    name,
    cells: row.cells.map(cellText),
    createdAt: metadata?.creationTimestamp ?? null,
    deleting: metadata?.deletionTimestamp !== undefined,
    labels: metadata?.labels ?? {},
  }
}

/** A cell as kubectl prints it: nothing for null, the first line of a text, JSON for what is neither text nor number. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value.split('\n', 1)[0] ?? ''
  return isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
}

/** Lists of several namespaces as one, ordered as the kube-apiserver orders a list of all: by namespace, then name. */
export function mergeTableViews(views: readonly TableView[]): TableView {
  const widest = views.reduce<ColumnView[]>((best, view) => (view.columns.length > best.length ? view.columns : best), [])
  return {
    columns: widest,
    rows: sortRows(views.flatMap(view => view.rows)),
    resourceVersion: views.length === 1 ? (views[0]?.resourceVersion ?? '') : '',
    continueToken: views.length === 1 ? (views[0]?.continueToken ?? '') : '',
    remaining: views.reduce((sum, view) => sum + view.remaining, 0),
  }
}

/** A list with its next page. Rows known already, and `touched` ones (changed or gone since the list), are newer than the page. */
export function appendPage(view: TableView, page: TableView, touched: ReadonlySet<string>): TableView {
  const known = new Set(view.rows.map(row => row.key))
  const added = page.rows.filter(row => !known.has(row.key) && !touched.has(row.key))
  return { ...view, rows: sortRows([...view.rows, ...added]), continueToken: page.continueToken, remaining: page.remaining }
}

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
