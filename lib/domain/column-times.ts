import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import { type FieldPath, parseFieldPath, valuesAt } from './field-path.ts'

/** The exact time of what a printer column tells of. RFC 3339, as the object has it. */
export type ColumnTime = { column: string; time: string }

/**
 * Where the kube-apiserver takes the times of its own columns from, the first that is set: pkg/printers/internalversion/printers.go. A Duration
 * is from then on. Events are asked for as they were before events.k8s.io, and as they are there.
 */
const builtIn: Readonly<Record<string, Readonly<Record<string, readonly FieldPath[]>>>> = {
  'batch/CronJob': { 'Last Schedule': paths('.status.lastScheduleTime') },
  'batch/Job': { Duration: paths('.status.startTime') },
  '/Event': {
    'Last Seen': paths('.series.lastObservedTime', '.lastTimestamp', '.firstTimestamp', '.eventTime'),
    'First Seen': paths('.firstTimestamp', '.eventTime'),
  },
  'events.k8s.io/Event': {
    'Last Seen': paths('.series.lastObservedTime', '.deprecatedLastTimestamp', '.deprecatedFirstTimestamp', '.eventTime'),
    'First Seen': paths('.deprecatedFirstTimestamp', '.eventTime'),
  },
}

function paths(...texts: string[]): FieldPath[] {
  return texts.map(parseFieldPath)
}

/** How the kube-apiserver describes a column of a custom kind whose definition does not: apiextensions-apiserver pkg/registry/customresource/tableconvertor. */
const describedByPath = /^Custom resource definition column \(in JSONPath format\): (\..+)$/

/** The exact times that the object has of what columns print a span for; without `Age`, which is since its creation. */
export function columnTimes(object: KubeObject, columns: readonly TableColumn[]): ColumnTime[] {
  const own = builtIn[`${object.apiVersion.split('/').slice(0, -1).join()}/${object.kind}`]
  return columns.flatMap(column => {
    if (column.name === 'Age') return []
    const wanted = own?.[column.name] ?? (column.type === 'date' ? pathOf(column) : [])
    const time = wanted.flatMap(path => valuesAt(object, path).slice(0, 1)).find(value => typeof value === 'string' && !Number.isNaN(Date.parse(value)))
    return time === undefined ? [] : [{ column: column.name, time: String(time) }]
  })
}

// Asked for with each object of a list, whose columns are the same.
const known = new WeakMap<TableColumn, FieldPath[]>()

function pathOf(column: TableColumn): FieldPath[] {
  const before = known.get(column)
  if (before) return before
  const found = plainPaths(describedByPath.exec(column.description ?? '')?.[1])
  known.set(column, found)
  return found
}

/** None where it is no plain path: JSONPath has filters, too. */
function plainPaths(text: string | undefined): FieldPath[] {
  try {
    return text === undefined ? [] : paths(text)
  } catch {
    return []
  }
}
