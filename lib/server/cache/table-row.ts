import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import { isRecord } from '#domain/object-diff.ts'
import { parseExactJson } from './exact-json.ts'

/** One object as it came: parsed, as the bytes of its JSON, and how the kube-apiserver prints it (null where it printed nothing). */
export type DecodedRow = { object: KubeObject; raw: Buffer; cells: readonly unknown[] | null }

const rowsStart = Buffer.from('"rows":[')
const objectStart = Buffer.from('],"object":')
const itemStart = Buffer.from('"object":')

/**
 * A row of a Table, or an object of a plain list, from its bytes. Throws SyntaxError where it is no JSON, and TypeError where it is no
 * object of Kubernetes.
 */
export function decodeElement(bytes: Buffer): DecodedRow {
  const cut = cutOut(bytes, 0, objectStart, 1)
  if (cut && isRecord(cut.around) && cut.around['object'] === null && Array.isArray(cut.around['cells'])) return toRow(cut.raw, cut.around['cells'])
  const parsed = parseExactJson(bytes.toString('utf8'))
  if (isRecord(parsed) && Array.isArray(parsed['cells'])) return toRow(bytesOf(parsed['object']), parsed['cells'])
  return toRow(bytes, null)
}

/** `columns`: where the event brings them; only the first of a watch does. */
export type WatchLine =
  | { is: 'change'; type: 'ADDED' | 'MODIFIED' | 'DELETED'; row: DecodedRow; columns: TableColumn[] | null }
  | { is: 'bookmark'; resourceVersion: string; endsInitialEvents: boolean; columns: TableColumn[] | null }
  | { is: 'error'; code: number; message: string }

/** One line of a watch. Throws as `decodeElement` does. */
export function decodeWatchLine(line: Buffer): WatchLine {
  const rowsAt = line.indexOf(rowsStart)
  // Cut in front of parsing, so that the object is parsed once and its bytes are kept as they came.
  const cut = rowsAt >= 0 ? cutOut(line, rowsAt, objectStart, 4) : cutOut(line, 0, itemStart, 1)
  if (!cut) return fromEvent(parseExactJson(line.toString('utf8')), null)
  return fromEvent(cut.around, cut.raw)
}

function fromEvent(event: unknown, raw: Buffer | null): WatchLine {
  if (!isRecord(event)) throw new TypeError('A watch brought what is no event')
  const { type, object } = event
  if (type === 'ERROR') return errorOf(object ?? parse(raw))
  const isTable = isRecord(object) && object['kind'] === 'Table'
  const columns = isTable && Array.isArray(object['columnDefinitions']) ? (object['columnDefinitions'] as TableColumn[]) : null
  const [line] = isTable && Array.isArray(object['rows']) ? (object['rows'] as Array<{ cells?: unknown[]; object?: unknown }>) : []
  const bytes = raw ?? bytesOf(isTable ? line?.object : object)
  if (type === 'BOOKMARK') return bookmarkOf(isTable ? object : {}, parse(bytes), columns)
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') throw new TypeError(`A watch brought an event of the type ${String(type)}`)
  return { is: 'change', type, row: toRow(bytes, isTable ? (line?.cells ?? []) : null), columns }
}

function bookmarkOf(table: Record<string, unknown>, object: unknown, columns: TableColumn[] | null): WatchLine {
  const metadata = isRecord(object) && isRecord(object['metadata']) ? object['metadata'] : {}
  const own = isRecord(table['metadata']) ? table['metadata'] : {}
  const annotations = isRecord(metadata['annotations']) ? metadata['annotations'] : {}
  return {
    is: 'bookmark',
    resourceVersion: String(metadata['resourceVersion'] ?? own['resourceVersion'] ?? ''),
    endsInitialEvents: annotations['k8s.io/initial-events-end'] === 'true',
    columns,
  }
}

function errorOf(status: unknown): WatchLine {
  const { code, message } = isRecord(status) ? status : {}
  return { is: 'error', code: typeof code === 'number' ? code : 500, message: typeof message === 'string' ? message : 'The watch failed.' }
}

/**
 * The value behind `marker` up to `closing` bytes before the end, and what stands around it with null in its place. In a string of JSON the
 * marker cannot occur, as its quotes would be escaped there; both parts being JSON proves that it was cut where it should.
 */
function cutOut(bytes: Buffer, from: number, marker: Buffer, closing: number): { around: unknown; raw: Buffer } | null {
  const found = bytes.indexOf(marker, from)
  const start = found + marker.length
  const end = trimmedLength(bytes) - closing
  if (found < 0 || end <= start || bytes[start] !== 0x7b || bytes[end - 1] !== 0x7d) return null
  try {
    const around = parseExactJson(`${bytes.toString('utf8', 0, start)}null${bytes.toString('utf8', end)}`)
    return { around, raw: bytes.subarray(start, end) }
  } catch {
    return null
  }
}

function trimmedLength(bytes: Buffer): number {
  let length = bytes.length
  while (length > 0 && (bytes[length - 1] ?? 0) <= 0x20) length -= 1
  return length
}

function toRow(raw: Buffer, cells: readonly unknown[] | null): DecodedRow {
  const object = parse(raw)
  if (!isRecord(object) || !isRecord(object['metadata']) || typeof object['metadata']['name'] !== 'string')
    throw new TypeError('The kube-apiserver sent an object without a name')
  return { object: object as KubeObject, raw, cells }
}

function parse(bytes: Buffer | null): unknown {
  return bytes === null ? null : parseExactJson(bytes.toString('utf8'))
}

function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value ?? null))
}
