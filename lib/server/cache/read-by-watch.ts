import { AppError } from '#errors/app-error.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import { listPath } from './list-source.ts'
import { readLines } from './read-lines.ts'
import type { ListEvent, readWholeList } from './read-list.ts'
import { toRow } from './row.ts'
import { decodeWatchLine } from './table-row.ts'

/** A watch that only tells what there is ends by itself, whatever becomes of its reader. */
const timeoutSeconds = '30'

/** The same objects by the right to watch alone: a watch tells all there is first (WatchList, KEP-3157). Throws AppError. */
export async function* readByWatch(
  ...[source, resource, namespace, parameters, signal]: Parameters<typeof readWholeList>
): AsyncGenerator<ListEvent, void, void> {
  const initial = { watch: '1', allowWatchBookmarks: 'true', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', timeoutSeconds }
  const answer = await source(listPath(resource, namespace, { ...parameters, ...initial }), { isStream: true, signal })
  if (answer.statusCode >= 300) await readAnswer(answer)
  try {
    for await (const bytes of readLines(answer.body)) {
      const line = decodeWatchLine(bytes)
      if (line.is === 'error') throw new AppError(line.code === 410 ? 'GONE' : 'CLUSTER_UNREACHABLE', line.message)
      if (line.columns) yield { is: 'columns', columns: line.columns }
      if (line.is === 'change' && line.type !== 'DELETED') yield { is: 'row', row: toRow(line.row, Date.now()), object: line.row.object }
      if (line.is !== 'bookmark' || !line.endsInitialEvents) continue
      return yield { is: 'end', resourceVersion: line.resourceVersion, continueToken: '', remaining: null }
    }
  } catch (thrown) {
    throw fromTransportError(thrown)
  }
  throw new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver ended a watch before it had told what there is.')
}
