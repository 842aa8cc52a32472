import { setTimeout as delay } from 'node:timers/promises'
import type { TableColumn } from '#contract/kubernetes.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import { compareResourceVersions } from '#domain/resource-version.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { scalarsAt } from './derived-columns.ts'
import { type FollowEars, type FollowSource, snapshotBatch } from './follow-source.ts'
import { refusalOf } from './list-failure.ts'
import { asUser, listPath } from './list-source.ts'
import { readLines } from './read-lines.ts'
import { readWholeList } from './read-list.ts'
import { ownRow, plainColumns, type Row, toRow } from './row.ts'
import { ownFilter } from './selection-filter.ts'
import { decodeWatchLine, type WatchLine } from './table-row.ts'

const retryMs = 400
/**
 * Milliseconds. A watch is answered at once, and bookmarks come about once a minute (apiserver storage/cacher bookmarkFrequency): a connection on
 * which nothing comes for longer is dead, whatever it says.
 */
export type WatchPatience = { openingMs: number; silentMs: number }
const watchPatience: WatchPatience = { openingMs: 8_000, silentMs: 100_000 }

/**
 * Lists and a watch of the follow's own, as the user, for what is not cached: of the objects that the reader was told of it holds
 * nothing but their keys.
 */
export function createLiveSource(
  users: UserClient,
  session: Session,
  selection: ObjectSelection,
  namespace: string | null,
  ears: FollowEars,
  { openingMs, silentMs }: WatchPatience = watchPatience,
): FollowSource {
  const source = asUser(users, session)
  const { resource, labelSelector, fieldSelector } = selection
  const filter = ownFilter(selection)
  const stop = new AbortController()
  let watching = new AbortController()
  let told = new Map<string, string>()
  let columns: readonly TableColumn[] = plainColumns
  let resourceVersion = ''
  let lostAtMs: number | null = null

  function fits(row: Row, object: unknown): boolean {
    return filter.fits(row, columns, (_, path) => scalarsAt(object, path))
  }
  function apply(line: WatchLine): void {
    if (line.is === 'error') throw new AppError(line.code === 410 ? 'GONE' : 'CLUSTER_UNREACHABLE', line.message)
    if (line.is === 'bookmark') resourceVersion = newer(resourceVersion, line.resourceVersion)
    if (line.is !== 'change') return
    const row = ownRow(toRow(line.row, Date.now()))
    resourceVersion = newer(resourceVersion, row.resourceVersion)
    const had = told.has(row.key)
    const seen = line.type !== 'DELETED' && fits(row, line.row.object) ? row : null
    if (seen) told.set(row.key, row.uid)
    else told.delete(row.key)
    if (had || seen) ears.changed({ key: row.key, had, seen, last: row })
  }

  async function watchOnce(signal: AbortSignal): Promise<void> {
    // Of different lengths, so that not all are opened again at once.
    const timeoutSeconds = String(300 + Math.floor(Math.random() * 300))
    const parameters = { watch: '1', allowWatchBookmarks: 'true', timeoutSeconds, resourceVersion, labelSelector, fieldSelector }
    const silence = new AbortController()
    const hear = (withinMs: number): NodeJS.Timeout =>
      setTimeout(() => silence.abort(new AppError('TIMEOUT', 'The kube-apiserver says nothing any more.')), withinMs).unref()
    let timer = hear(openingMs)
    try {
      const answer = await source(listPath(resource, namespace, parameters), { isStream: true, signal: AbortSignal.any([signal, silence.signal]) })
      if (answer.statusCode >= 300) await readAnswer(answer)
      lostAtMs = null
      clearTimeout(timer)
      timer = hear(silentMs)
      for await (const line of readLines(answer.body)) {
        timer.refresh()
        apply(decodeWatchLine(line))
      }
    } finally {
      clearTimeout(timer)
    }
  }
  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const openedMs = Date.now()
      const thrown = await watchOnce(signal).then(
        () => null,
        (error: unknown) => (error instanceof SyntaxError || error instanceof TypeError ? new AppError('CLUSTER_UNREACHABLE') : fromTransportError(error)),
      )
      if (signal.aborted) return
      lostAtMs ??= Date.now()
      if (thrown?.code === 'GONE') return ears.lost()
      if (thrown && refusalOf(thrown)) return ears.failed(thrown)
      // One that ends at once would be opened in a tight loop.
      await delay(thrown || Date.now() - openedMs < retryMs ? retryMs * (0.5 + Math.random()) : 0, undefined, { signal }).catch(() => undefined)
    }
  }

  async function* listThenWatch(own: AbortSignal, listing: AbortSignal, onEnd: (resourceVersion: string) => void): AsyncGenerator<Row[], void, void> {
    told = new Map()
    let batch: Row[] = []
    for await (const event of readWholeList(source, resource, namespace, { labelSelector, fieldSelector }, listing)) {
      if (event.is === 'columns') columns = event.columns
      if (event.is === 'end') resourceVersion = event.resourceVersion
      if (event.is !== 'row' || !fits(event.row, event.object)) continue
      told.set(event.row.key, event.row.uid)
      if (batch.push(ownRow(event.row)) < snapshotBatch) continue
      yield batch
      batch = []
    }
    onEnd(resourceVersion)
    void watch(own).catch((error: unknown) => ears.failed(toAppError(error)))
    if (batch.length > 0) yield batch
  }

  return {
    from: 'LIVE',
    columns: () => columns,
    resourceVersion: () => resourceVersion,
    nowMs: () => Date.now(),
    snapshot(signal) {
      watching.abort()
      watching = new AbortController()
      const own = AbortSignal.any([stop.signal, watching.signal])
      let listed = ''
      const rows = listThenWatch(own, AbortSignal.any([own, signal]), at => {
        listed = at
      })
      return { rows, resourceVersion: () => listed }
    },
    since: () => null,
    catchUp: async () => null,
    *everything() {
      for (const [key, uid] of told) yield { key, had: true, seen: null, last: goneRow(key, uid) }
    },
    staleMs: () => (lostAtMs === null ? 0 : Date.now() - lostAtMs),
    stop: () => stop.abort(),
  }
}

function newer(a: string, b: string): string {
  return compareResourceVersions(a, b) >= 0 ? a : b
}

/** What is left to say of an object that is not held. */
function goneRow(key: string, uid: string): Row {
  const [namespace = '', name = ''] = key.split('/')
  const metadata = { name, uid, ...(namespace === '' ? {} : { namespace }) }
  const object = { apiVersion: '', kind: '', metadata }
  return toRow({ object, raw: Buffer.from(JSON.stringify(object)), cells: [] }, Date.now())
}
