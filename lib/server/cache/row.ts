import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import { annotationText } from '#domain/annotation-text.ts'
import { type HealthLevel, objectHealth } from '#domain/health.ts'
import { isClockColumn } from '#domain/list-order.ts'
import { kubectlAge } from '#domain/time-text.ts'
import type { DecodedRow } from './table-row.ts'

/** One object as lists hold it: its JSON as it came, and beside it what lists are cut, filtered and sorted by. Never changed: a newer object is a new row. */
export type Row = {
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Lower case. */
  readonly annotationText: string
  readonly health: HealthLevel
  readonly cells: readonly unknown[]
  readonly raw: Buffer
  readonly receivedAtMs: number
  /** Made when it is first searched in. */
  searchText: string | null
}

const noLabels: Readonly<Record<string, string>> = Object.freeze({})
/** What a row costs beside the bytes of its object (measured with Node 24, three cells and two labels). */
const rowOverhead = 1_300

export function rowBytes(row: Row): number {
  return row.raw.length + row.annotationText.length + rowOverhead
}

/** Its bytes are a part of what came with them, which stays in memory as long: who keeps a row keeps `ownRow` of it. */
export function toRow({ object, raw, cells }: DecodedRow, receivedAtMs: number): Row {
  const { namespace = '', name, uid = '', resourceVersion = '', creationTimestamp, labels, annotations } = object.metadata
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    resourceVersion,
    createdAt: creationTimestamp ?? null,
    labels: labels ?? noLabels,
    annotationText: annotationText(annotations).toLowerCase(),
    health: objectHealth(object).level,
    cells: cells ?? plainCells(object, receivedAtMs),
    raw,
    receivedAtMs,
    searchText: null,
  }
}

/** What kubectl prints of kinds whose server prints nothing. */
export const plainColumns: readonly TableColumn[] = [
  { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
  { name: 'Age', type: 'date', format: '', description: '', priority: 0 },
]

function plainCells({ metadata }: KubeObject, nowMs: number): unknown[] {
  const createdMs = Date.parse(metadata.creationTimestamp ?? '')
  return [metadata.name, Number.isNaN(createdMs) ? '<unknown>' : kubectlAge((nowMs - createdMs) / 1000)]
}

/** Lower case. Ages are left out: they say something else each second. */
export function searchTextOf(row: Row, columns: readonly TableColumn[]): string {
  if (row.searchText !== null) return row.searchText
  const cells = row.cells.filter((_, index) => !isClockColumn(columns[index] ?? { name: '', type: '' }))
  const labels = Object.entries(row.labels).map(([key, value]) => `${key}=${value}`)
  const text = [row.namespace, row.name, ...cells.map(cell => (typeof cell === 'string' ? cell : JSON.stringify(cell ?? ''))), ...labels]
    .join('\n')
    .toLowerCase()
  row.searchText = text
  return text
}

/** The row with bytes of its own. */
export function ownRow(row: Row): Row {
  if (row.raw.byteLength === row.raw.buffer.byteLength) return row
  const raw = Buffer.allocUnsafeSlow(row.raw.length)
  row.raw.copy(raw)
  return { ...row, raw }
}
