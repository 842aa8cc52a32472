import type { ObjectSelection } from '#domain/list-query.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { scalarsAt } from './derived-columns.ts'
import { asUser } from './list-source.ts'
import { isDenial } from './parts.ts'
import { readWholeList } from './read-list.ts'
import { plainColumns } from './row.ts'
import { type ScopeDoor, scopesOf } from './scope-door.ts'
import type { StoredObject } from './scoped-store.ts'
import { ownFilter, type SelectionFilter, wholeFilter } from './selection-filter.ts'
import { createSlicer } from './slicer.ts'
import { toStoredObject } from './stored-object.ts'
import type { WatchedList } from './watched-list.ts'

export type ScanDeps = { users: UserClient; door: ScopeDoor; patienceMs: number }

/** Every object of a selection. Throws AppError; a refusal only where every namespace is refused. */
export async function* scanScopes(
  { users, door, patienceMs }: ScanDeps,
  session: Session,
  selection: ObjectSelection,
  signal: AbortSignal,
): AsyncGenerator<StoredObject, void, void> {
  const filter = wholeFilter(selection)
  const scopes = scopesOf(selection)
  let refused = 0
  let refusal: unknown = null
  for (const namespace of scopes) {
    const entered = filter ? await door.enter(session, selection.resource, namespace, { patienceMs, isGlance: true }, signal) : null
    try {
      if (entered?.from === 'CACHE' && filter) yield* scanCached(entered.list, entered.only, filter, signal)
      else yield* scanLive(users, session, selection, namespace, signal)
    } catch (thrown) {
      if (!isDenial(thrown)) throw thrown
      refusal ??= thrown
      refused += 1
    }
  }
  if (refusal && refused === scopes.length) throw refusal
}

async function* scanCached(list: WatchedList, only: string | null, filter: SelectionFilter, signal: AbortSignal): AsyncGenerator<StoredObject, void, void> {
  const { index } = list
  const rows = index.rows()
  const { columns } = index
  await index.derived.fill(filter.paths, rows, signal)
  const nowMs = Date.now() + list.clockSkewMs()
  const slicer = createSlicer()
  for (const row of rows) {
    if ((only === null || row.namespace === only) && filter.fits(row, columns, index.derived.valuesAt)) yield toStoredObject(row, list.resource, columns, nowMs)
    if (!slicer.isDue()) continue
    await slicer.pause()
    signal.throwIfAborted()
  }
}

async function* scanLive(
  users: UserClient,
  session: Session,
  selection: ObjectSelection,
  namespace: string | null,
  signal: AbortSignal,
): AsyncGenerator<StoredObject, void, void> {
  const filter = ownFilter(selection)
  const { labelSelector, fieldSelector, resource } = selection
  let columns = plainColumns
  for await (const event of readWholeList(asUser(users, session), resource, namespace, { labelSelector, fieldSelector }, signal)) {
    if (event.is === 'columns') columns = event.columns
    if (event.is === 'row' && filter.fits(event.row, columns, (_, path) => scalarsAt(event.object, path)))
      yield toStoredObject(event.row, resource, columns, Date.now(), event.object)
  }
}
