import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ListScope } from '#contract/operations/list.ts'
import { isAnswerableFromRows } from '#domain/list-answer.ts'
import { type ListNews, noNews } from '#domain/list-news.ts'
import { firstPageSize, isPlain, type ListQuestion, plainQuestion } from '#domain/list-question.ts'
import { appendPage, type ListView, type RowView, receivedAt } from '#domain/list-view.ts'
import type { LiveState } from '#domain/live-state.ts'
import { followList } from './follow-list.ts'
import { fetchPage, nextPageSize, rowsToCome } from './list-page.ts'

/** The server's first picture: the list as it is, and where that could not answer what was asked of it, the answer. */
export type FirstLists = { plain: ListView; asked: { question: ListQuestion; view: ListView } | null }

export type LiveList = {
  view: ListView
  /** What `view` answers; the rest of the question is the browser's to answer. */
  answered: ListQuestion
  /** The server is looking for the answer to the newest question; `view` is of the one before. */
  isAsking: boolean
  /** The rest of the first page is on its way. */
  isFilling: boolean
  /** Rows of the next page, while it is on its way. */
  coming: number
  /** Why the newest question has no answer, or null. */
  error: unknown
  state: LiveState
  changed: ReadonlySet<string>
  /** What became otherwise by the last change. */
  news: ListNews
  /** Loads the next page, and gives how many rows came. Throws AppError. */
  loadMore: () => Promise<number>
}

const forever = Number.POSITIVE_INFINITY
const fillsInMs = 150

/**
 * A list kept as the cluster has it. Where all of it is loaded it answers every question by itself that rows can answer; for any other
 * the server filters and orders, so that the question is of every object.
 */
export function useLiveList(scope: ListScope, first: FirstLists, question: ListQuestion): LiveList {
  const client = useQueryClient()
  const scopeText = JSON.stringify(scope)
  // Another picture of the server begins another list.
  const wholeKey = ['list', scopeText, first.plain.token]
  const whole = useQuery({
    queryKey: wholeKey,
    queryFn: () => first.plain,
    initialData: () => receivedAt(first.plain, Date.now()),
    staleTime: forever,
    gcTime: forever,
  })
  const isAsked = !isPlain(question) && (whole.data.cursor !== null || !isAnswerableFromRows(question))
  const answering = isAsked ? question : plainQuestion
  const asView = JSON.stringify(first.asked?.question) === JSON.stringify(answering) ? first.asked?.view : undefined
  const asked = useQuery({
    queryKey: [...wholeKey, answering],
    queryFn: ({ signal }) => fetchPage(scope, answering, { first: firstPageSize, signal }),
    enabled: isAsked,
    ...(asView ? { initialData: () => receivedAt(asView, Date.now()) } : {}),
    staleTime: forever,
  })
  const isReady = !isAsked || asked.data !== undefined
  const keyText = JSON.stringify(isAsked ? [...wholeKey, answering] : wholeKey)
  const { state, changed, news, pagesInFlight } = useFollow(scopeText, keyText, isReady ? answering : null)

  const [loadingKey, setLoadingKey] = useState<string | null>(null)
  const loadMore = useCallback(async () => {
    const key = JSON.parse(keyText) as unknown[]
    const loaded = client.getQueryData<ListView>(key)
    if (!loaded?.cursor) return 0
    const told = new Map<string, RowView | null>()
    pagesInFlight.current.add(told)
    setLoadingKey(keyText)
    try {
      const page = await fetchPage(JSON.parse(scopeText) as ListScope, answering, { after: loaded.cursor, first: nextPageSize(loaded) })
      // What became whole meanwhile, or another list, has no place for the page.
      const grown = client.setQueryData<ListView>(key, now => (now?.cursor === loaded.cursor ? appendPage(now, page, told) : now))
      return Math.max(0, (grown?.rows.length ?? 0) - loaded.rows.length)
    } finally {
      pagesInFlight.current.delete(told)
      setLoadingKey(now => (now === keyText ? null : now))
    }
  }, [client, keyText, scopeText, answering, pagesInFlight])

  // A list is seen with its first few; the rest of a page comes behind them, once they are painted.
  const shown = isAsked ? asked.data : whole.data
  const [filledKey, setFilledKey] = useState<string | null>(null)
  const size = shown?.rows.length ?? 0
  const isFilling = size >= firstPageSize && size < 2 * firstPageSize && shown?.cursor !== null && filledKey !== keyText
  useEffect(() => {
    if (!isFilling) return
    const timer = setTimeout(
      () =>
        void loadMore()
          .catch(() => undefined)
          .finally(() => setFilledKey(keyText)),
      fillsInMs,
    )
    return () => clearTimeout(timer)
  }, [isFilling, loadMore, keyText])

  // What answered the question before stands until the new one has its answer.
  const before = useRef<{ scopeText: string; view: ListView; answered: ListQuestion } | null>(null)
  useEffect(() => {
    if (shown) before.current = isAsked ? { scopeText, view: shown, answered: answering } : null
  }, [shown, isAsked, answering, scopeText])
  const kept = asked.isFetching && before.current?.scopeText === scopeText ? before.current : null

  return {
    ...(shown ? { view: shown, answered: answering } : { view: kept?.view ?? whole.data, answered: kept?.answered ?? plainQuestion }),
    isAsking: !isReady && asked.isFetching,
    isFilling,
    coming: shown && (isFilling || loadingKey === keyText) ? rowsToCome(shown) : 0,
    error: isAsked ? asked.error : null,
    state,
    changed,
    news,
    loadMore,
  }
}

/** Follows the list that stands in the cache under a key. `question` null: there is none yet. `pagesInFlight`: for each page that is asked for, what was told since. */
function useFollow(scopeText: string, keyText: string, question: ListQuestion | null) {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState>({ kind: 'connecting' })
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const [news, setNews] = useState(noNews)
  const pagesInFlight = useRef(new Set<Map<string, RowView | null>>())
  const questionText = question && JSON.stringify(question)

  useEffect(() => {
    if (questionText === null) return
    const stop = new AbortController()
    const key = JSON.parse(keyText) as unknown[]
    setState({ kind: 'connecting' })
    void followList(
      {
        scope: JSON.parse(scopeText) as ListScope,
        question: JSON.parse(questionText) as ListQuestion,
        read: () => client.getQueryData<ListView>(key),
        write(view, rows, happened) {
          for (const told of pagesInFlight.current) for (const [at, row] of rows) told.set(at, row)
          client.setQueryData<ListView>(key, view)
          if (rows.size > 0) setChanged(new Set(rows.keys()))
          if (happened !== noNews) setNews(happened)
        },
        onState: setState,
      },
      stop.signal,
    )
    return () => stop.abort()
  }, [client, keyText, scopeText, questionText])

  return { state, changed, news, pagesInFlight }
}
