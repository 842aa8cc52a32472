import type { KubeObject, Table } from '#contract/kubernetes.ts'
import { isRecord } from '#domain/object-diff.ts'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'
import { parseExactJson } from './exact-json.ts'
import { asUser, listPath } from './list-source.ts'
import { plainColumns, toRow } from './row.ts'
import type { StoredObject } from './scoped-store.ts'
import { toStoredObject } from './stored-object.ts'

/** One object with its cells, by a GET as the user. Throws AppError. */
export async function readObject(
  users: UserClient,
  session: Session,
  resource: ServedResource,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<StoredObject> {
  if (name === '' || (resource.namespaced && namespace === '')) throw new AppError('BAD_REQUEST', 'An object is asked for without its name or namespace.')
  const path = listPath(resource, resource.namespaced ? namespace : null, {}, name)
  const answer = await asUser(users, session)(path, { isStream: false, signal })
  if (answer.statusCode >= 300) await readAnswer(answer)
  const text = await answer.body.text().catch((thrown: unknown) => {
    throw fromTransportError(thrown)
  })
  const parsed = parse(text)
  const isTable = parsed['kind'] === 'Table'
  const row = isTable ? (parsed as unknown as Table).rows?.[0] : null
  const object = (row ? row.object : parsed) as KubeObject | undefined
  if (!isRecord(object?.metadata)) throw new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver answered with something that is no object.')
  const columns = isTable ? ((parsed as unknown as Table).columnDefinitions ?? plainColumns) : plainColumns
  const nowMs = Date.now()
  return toStoredObject(toRow({ object, raw: Buffer.from(JSON.stringify(object)), cells: row?.cells ?? null }, nowMs), resource, columns, nowMs)
}

function parse(text: string): Record<string, unknown> {
  try {
    const parsed = parseExactJson(text)
    if (isRecord(parsed)) return parsed
  } catch {
    // Said below.
  }
  throw new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver answered with something that is not JSON.')
}
