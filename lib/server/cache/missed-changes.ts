import { setTimeout as delay } from 'node:timers/promises'
import type { ServedResource } from '#domain/resource.ts'
import { compareResourceVersions } from '#domain/resource-version.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { type ListSourceClient, listPath } from './list-source.ts'
import { readLines } from './read-lines.ts'
import { ownRow, type Row, rowBytes, toRow } from './row.ts'
import { decodeWatchLine } from './table-row.ts'

/** `wasThere`: at the beginning; `last`: as it was last. */
export type MissedChange = { wasThere: boolean; last: Row }

/**
 * What was missed comes at once when a watch begins; after so many looks at which nothing had come there is no more. Looks, not a clock: a process
 * that was held up has what came in front of it, and reads that before its next look.
 */
const quietLooks = 6
const lookMs = 50
const longestMs = 2_000
const most = { changes: 4_000, bytes: 8 * 1024 * 1024 }

/**
 * The objects that changed between two resource versions, by key, from a watch of the kube-apiserver: what a page was read with, until a list
 * that was begun after it. Null where that is not known any more, or is too much.
 */
export async function missedChanges(
  source: ListSourceClient,
  { resource, namespace }: { resource: ServedResource; namespace: string | null },
  { from, until }: { from: string; until: string },
  signal: AbortSignal,
): Promise<Map<string, MissedChange> | null> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), longestMs)
  const changes = new Map<string, MissedChange>()
  let bytes = 0
  let isOpen = false
  let looks = 0
  const quiet = (async () => {
    while (!over.signal.aborted && looks < quietLooks) {
      await delay(lookMs)
      if (isOpen) looks += 1
    }
    over.abort()
  })()
  try {
    const answer = await source(listPath(resource, namespace, { watch: '1', resourceVersion: from }), {
      isStream: true,
      signal: AbortSignal.any([signal, over.signal]),
    })
    if (answer.statusCode >= 300) await readAnswer(answer)
    isOpen = true
    for await (const bytesOfLine of readLines(answer.body)) {
      looks = 0
      const line = decodeWatchLine(bytesOfLine)
      if (line.is === 'error') return null
      if (line.is !== 'change') continue
      const last = ownRow(toRow(line.row, Date.now()))
      // What comes later the list itself tells.
      if (compareResourceVersions(last.resourceVersion, until) > 0) return changes
      changes.set(last.key, { wasThere: changes.get(last.key)?.wasThere ?? line.type !== 'ADDED', last })
      bytes += rowBytes(last)
      if (changes.size > most.changes || bytes > most.bytes) return null
    }
    // It was ended by who was asked.
    return null
  } catch {
    return looks >= quietLooks && !signal.aborted ? changes : null
  } finally {
    clearTimeout(timer)
    over.abort()
    await quiet
  }
}
