import { type ListScope, type WatchAnswer, type WatchBatch, watchOperation } from '#contract/operations/list.ts'
import { wholeData } from '#domain/graphql-answer.ts'
import { applyBatch, type FollowedList } from '#domain/list-changes.ts'
import { type ListQuestion, questionVariables } from '#domain/list-question.ts'
import type { ListView } from '#domain/list-view.ts'
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
  /** `changed`: keys of the rows to point out. */
  write: (view: ListView, changed: ReadonlySet<string>) => void
  onState: (state: LiveState) => void
}

/** Keeps a list as the cluster has it, until `signal` aborts. */
export async function followList({ scope, question, read, write, onState }: ShownList, signal: AbortSignal): Promise<void> {
  const { sortBy: _, ...narrowing } = questionVariables(question)
  let coming: FollowedList['coming'] = null

  const take = (batches: WatchBatch[]): void => {
    const before = read()
    if (!before || signal.aborted) return
    let list: FollowedList = { view: before, coming }
    const changed = new Set<string>()
    for (const batch of batches) {
      const outcome = applyBatch(list, batch, question.sortBy)
      list = outcome.list
      for (const key of outcome.changed) changed.add(key)
    }
    coming = list.coming
    if (list.view !== before) write(list.view, changed)
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
            if (watch) batch.add(watch)
            if (!isOpen) onOpen()
            isOpen = true
          },
          attempt,
        ).finally(batch.flush)
      },
      async refresh(attempt) {
        const before = read()
        if (!before) return
        // All of a list comes as a snapshot; of one that is not all loaded, the first page.
        write(before.cursor === null ? { ...before, token: '' } : await fetchPage(scope, question, null, attempt), new Set())
      },
    },
    signal,
  )
}
