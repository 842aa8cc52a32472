import { type ListScope, type WatchAnswer, type WatchBatch, watchOperation } from '#contract/operations/list.ts'
import { wholeData } from '#domain/graphql-answer.ts'
import { applyBatch, type FollowedList, type ToldRows } from '#domain/list-changes.ts'
import { type ListNews, noNews } from '#domain/list-news.ts'
import { type ListQuestion, questionVariables } from '#domain/list-question.ts'
import type { ListView, RowView } from '#domain/list-view.ts'
import type { LiveState } from '#domain/live-state.ts'
import { createFrameBatch } from './frame-batch.ts'
import { fetchPage } from './list-page.ts'
import { followLive } from './live-loop.ts'
import { readSubscription } from './subscription.ts'

/** A list that something shows. */
export type ShownList = {
  scope: ListScope
  question: ListQuestion
  read: () => ListView | undefined
  /** `changed`: what to point out; `news`: what of it is loaded, or was. */
  write: (view: ListView, changed: ToldRows, news: ListNews) => void
  onState: (state: LiveState) => void
}

type Received = { batch: WatchBatch; receivedAtMs: number }

/** Keeps a list as the cluster has it, until `signal` aborts. */
export async function followList({ scope, question, read, write, onState }: ShownList, signal: AbortSignal): Promise<void> {
  const { sortBy: _, ...narrowing } = questionVariables(question)
  let coming: FollowedList['coming'] = null

  const take = (batches: Received[]): void => {
    const before = read()
    if (!before || signal.aborted) return
    let list: FollowedList = { view: before, coming }
    const changed = new Map<string, RowView | null>()
    let news = noNews
    for (const { batch, receivedAtMs } of batches) {
      const outcome = applyBatch(list, batch, question.sortBy, receivedAtMs)
      list = outcome.list
      for (const [key, row] of outcome.changed) changed.set(key, row)
      news = {
        came: [...news.came, ...outcome.news.came],
        went: [...news.went, ...outcome.news.went],
        changed: [...news.changed, ...outcome.news.changed],
      }
    }
    coming = list.coming
    if (list.view !== before) write(list.view, changed, news)
  }

  await followLive(
    {
      onState,
      async connect(onOpen, attempt) {
        const batch = createFrameBatch(take)
        const variables = { ...scope, ...narrowing, resumeFrom: read()?.token || null }
        let isOpen = false
        await readSubscription(
          { query: watchOperation.text, variables },
          answer => {
            const { watch } = wholeData<WatchAnswer>(answer)
            if (watch) batch.add({ batch: watch, receivedAtMs: Date.now() })
            // A snapshot shows nothing before it is whole.
            const isWhole = watch?.isComplete !== false
            if (isWhole && !isOpen) onOpen()
            if (!isWhole && isOpen) onState({ kind: 'connecting' })
            isOpen = isWhole
          },
          attempt,
        ).finally(batch.flush)
      },
      async refresh(attempt) {
        const before = read()
        if (!before) return
        // All of a list comes as a snapshot; of one that is not all loaded, the first page.
        write(before.cursor === null ? { ...before, token: '' } : await fetchPage(scope, question, { signal: attempt }), new Map(), noNews)
      },
    },
    signal,
  )
}
