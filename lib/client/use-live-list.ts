import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ListScope } from '#contract/operations/list.ts'
import { isPlain, type ListQuestion, plainQuestion } from '#domain/list-question.ts'
import { appendPage, type ListView } from '#domain/list-view.ts'
import type { LiveState } from '#domain/live-state.ts'
import { followList } from './follow-list.ts'
import { fetchPage } from './list-page.ts'

export type LiveList = {
  view: ListView
  /** What `view` answers; the rest of the question is the browser's to answer. */
  answered: ListQuestion
  /** The server is looking for the answer to the newest question; `view` is of the one before. */
  isAsking: boolean
  /** Why the newest question has no answer, or null. */
  error: unknown
  state: LiveState
  changed: ReadonlySet<string>
  /** Loads the next page. Throws AppError. */
  loadMore: () => Promise<void>
}

/**
 * A list kept as the cluster has it. Where all of it is loaded it answers every question by itself; where it is not, the
 * server filters and orders, so that the question is of every object.
 */
export function useLiveList(scope: ListScope, initial: ListView, question: ListQuestion): LiveList {
  const client = useQueryClient()
  const scopeText = JSON.stringify(scope)
  // Another picture of the server begins another list.
  const wholeKey = ['list', scopeText, initial.token]
  const forever = Number.POSITIVE_INFINITY
  const whole = useQuery({ queryKey: wholeKey, queryFn: () => initial, initialData: initial, staleTime: forever, gcTime: forever })
  const isAsked = whole.data.cursor !== null && !isPlain(question)
  const answering = isAsked ? question : plainQuestion
  const asked = useQuery({
    queryKey: [...wholeKey, answering],
    queryFn: ({ signal }) => fetchPage(scope, answering, null, signal),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    staleTime: forever,
  })
  const isReady = !isAsked || (asked.data !== undefined && !asked.isPlaceholderData)
  const keyText = JSON.stringify(isAsked ? [...wholeKey, answering] : wholeKey)
  const { state, changed, touched } = useFollow(scopeText, keyText, isReady ? answering : null)

  const loadMore = useCallback(async () => {
    const key = JSON.parse(keyText) as unknown[]
    const cursor = client.getQueryData<ListView>(key)?.cursor
    if (!cursor) return
    const page = await fetchPage(JSON.parse(scopeText) as ListScope, answering, cursor)
    client.setQueryData<ListView>(key, now => now && appendPage(now, page, touched.current))
  }, [client, keyText, scopeText, answering, touched])

  return {
    view: (isAsked ? asked.data : undefined) ?? whole.data,
    answered: isReady ? answering : plainQuestion,
    isAsking: !isReady && asked.isFetching,
    error: isAsked ? asked.error : null,
    state,
    changed,
    loadMore,
  }
}

/** Follows the list that stands in the cache under a key. `question` null: there is none yet. `touched`: keys of all that changed since it was read. */
function useFollow(scopeText: string, keyText: string, question: ListQuestion | null) {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState>({ kind: 'connecting' })
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const touched = useRef(new Set<string>())
  const questionText = question && JSON.stringify(question)

  useEffect(() => {
    if (questionText === null) return
    const stop = new AbortController()
    const key = JSON.parse(keyText) as unknown[]
    touched.current.clear()
    setState({ kind: 'connecting' })
    void followList(
      {
        scope: JSON.parse(scopeText) as ListScope,
        question: JSON.parse(questionText) as ListQuestion,
        read: () => client.getQueryData<ListView>(key),
        write(view, rows) {
          for (const row of rows) touched.current.add(row)
          client.setQueryData<ListView>(key, view)
          if (rows.size > 0) setChanged(rows)
        },
        onState: setState,
      },
      stop.signal,
    )
    return () => stop.abort()
  }, [client, keyText, scopeText, questionText])

  return { state, changed, touched }
}
