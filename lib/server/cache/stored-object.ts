import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import { objectHealth } from '#domain/health.ts'
import type { ServedResource } from '#domain/resource.ts'
import { cellsNow } from './clock-cells.ts'
import { parseExactJson } from './exact-json.ts'
import type { Row } from './row.ts'
import type { StoredObject } from './scoped-store.ts'

const noBytes = Buffer.alloc(0)

/** A row as an answer holds it. `nowMs` by the kube-apiserver's clock, for the ages that it prints. `object`: the object itself, where it is parsed already. */
export function toStoredObject(
  row: Row,
  resource: ServedResource,
  columns: readonly TableColumn[],
  nowMs: number,
  object: KubeObject | null = null,
): StoredObject {
  let parsed = object
  // The bytes may be a small part of what came with them, and are not read any more.
  const printed = object ? { ...row, raw: noBytes } : row
  let cells: readonly unknown[] | null = null
  const { key, namespace, name, uid, resourceVersion, labels, health } = row
  return {
    resource,
    key,
    namespace,
    name,
    uid,
    resourceVersion,
    labels,
    health,
    columns,
    get cells() {
      cells ??= cellsNow(printed, columns, nowMs)
      return cells
    },
    get isParsed() {
      return parsed !== null
    },
    read() {
      parsed ??= parseExactJson(printed.raw.toString('utf8')) as KubeObject
      return parsed
    },
  }
}

/** An object that is parsed already, of an answer that has no cells: the kube-apiserver prints none for a change, or for metadata alone. */
export function parsedObject(resource: ServedResource, object: KubeObject): StoredObject {
  const { name = '', namespace = '', uid = '', resourceVersion = '', labels = {} } = object.metadata
  return {
    resource,
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    resourceVersion,
    labels,
    get health() {
      return objectHealth(object).level
    },
    cells: null,
    columns: null,
    isParsed: true,
    read: () => object,
  }
}
