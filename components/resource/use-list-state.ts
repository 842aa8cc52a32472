import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSettled } from '#client/use-settled.ts'
import { type ListState, parseListState, withListState } from '#domain/list-state.ts'

/** Milliseconds: until the server is asked what was typed; until the address has it, which Safari lets a page change a hundred times in 30 s. */
const askedMs = 25
const writtenMs = 350

export type ListStateControl = {
  /** As of now; `filter` with each letter. */
  state: ListState
  /** The filter once nobody has typed for a moment, so that a server is not asked for each letter; an emptied one at once. */
  settled: string
  /** By what it is to be, or from what it is: two clicks may come before a page is made anew. */
  change: (part: Partial<ListState> | ((now: ListState) => Partial<ListState>)) => void
}

/**
 * How a list is looked at. It lives in the address, so that it can be sent to somebody, comes back with a reload, and costs no new page. The
 * router tells of an address some time after it was written, so what is shown goes ahead of it.
 */
export function useListState(): ListStateControl {
  const query = useSearchParams()
  const inAddress = useMemo(() => parseListState(new URLSearchParams(query)), [query])
  const [state, setState] = useState(inAddress)
  const latest = useRef(state)
  const settled = useSettled(state.filter, askedMs)
  const toWrite = useSettled(state.filter, writtenMs)
  const written = useRef(textOf(inAddress))

  const show = useCallback((next: ListState) => {
    latest.current = next
    setState(next)
  }, [])
  const write = useCallback((next: ListState) => {
    written.current = textOf(next)
    const now = new URLSearchParams(location.search)
    const then = withListState(now, next)
    if (then.toString() !== now.toString()) history.replaceState(null, '', `${location.pathname}${then.size === 0 ? '' : `?${then}`}`)
  }, [])
  useEffect(() => write({ ...latest.current, filter: toWrite }), [toWrite, write])
  // Another address than those written here: a link, or a step back.
  useEffect(() => {
    if (textOf(inAddress) === written.current || textOf(inAddress) !== textOf(parseListState(new URLSearchParams(location.search)))) return
    written.current = textOf(inAddress)
    show(inAddress)
  }, [inAddress, show])

  const change = useCallback(
    (part: Partial<ListState> | ((now: ListState) => Partial<ListState>)) => {
      const next = { ...latest.current, ...(typeof part === 'function' ? part(latest.current) : part) }
      show(next)
      // The filter is written once it has settled.
      write({ ...next, filter: parseListState(new URLSearchParams(location.search)).filter })
    },
    [show, write],
  )
  return { state, settled, change }
}

function textOf(state: ListState): string {
  return withListState(new URLSearchParams(), state).toString()
}
