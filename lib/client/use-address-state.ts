import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSettled } from './use-settled.ts'

/** Milliseconds until the address has what was typed: Safari lets a page change it a hundred times in 30 s. */
const writtenMs = 350

/**
 * How a state stands in an address: what is read of its query, and the query with the state in it and everything else as it is. `typed`: what
 * of it is typed, and written once nobody has typed for a moment.
 */
export type AddressWriting<State> = {
  parse: (query: URLSearchParams) => State
  write: (query: URLSearchParams, state: State) => URLSearchParams
  typed: TextKey<State>
}
type TextKey<State> = { [Key in keyof State]: State[Key] extends string ? Key : never }[keyof State]

/** By what it is to be, or from what it is: two clicks may come before a page is made anew. */
export type ChangeState<State> = (part: Partial<State> | ((now: State) => Partial<State>)) => void

/**
 * How something is looked at. It lives in the address, so that it can be sent to somebody, comes back with a reload, and costs no new page. The
 * router tells of an address some time after it was written, so what is shown goes ahead of it. `writing` is to be the same each time.
 */
export function useAddressState<State>({ parse, write: writeTo, typed }: AddressWriting<State>): [state: State, change: ChangeState<State>] {
  const query = useSearchParams()
  const inAddress = useMemo(() => parse(new URLSearchParams(query)), [query, parse])
  const textOf = useCallback((state: State) => writeTo(new URLSearchParams(), state).toString(), [writeTo])
  const [state, setState] = useState(inAddress)
  const latest = useRef(state)
  const toWrite = useSettled(String(state[typed]), writtenMs)
  const written = useRef(textOf(inAddress))

  const show = useCallback((next: State) => {
    latest.current = next
    setState(next)
  }, [])
  const write = useCallback(
    (next: State) => {
      written.current = textOf(next)
      const now = new URLSearchParams(location.search)
      const then = writeTo(now, next)
      if (then.toString() !== now.toString()) history.replaceState(null, '', `${location.pathname}${then.size === 0 ? '' : `?${then}`}`)
    },
    [textOf, writeTo],
  )
  useEffect(() => write({ ...latest.current, [typed]: toWrite }), [toWrite, typed, write])
  // Another address than those written here: a link, or a step back.
  useEffect(() => {
    if (textOf(inAddress) === written.current || textOf(inAddress) !== textOf(parse(new URLSearchParams(location.search)))) return
    written.current = textOf(inAddress)
    show(inAddress)
  }, [inAddress, parse, textOf, show])

  const change: ChangeState<State> = useCallback(
    part => {
      const next = { ...latest.current, ...(typeof part === 'function' ? part(latest.current) : part) }
      show(next)
      // What is typed is written once it has settled.
      write({ ...next, [typed]: parse(new URLSearchParams(location.search))[typed] })
    },
    [parse, typed, show, write],
  )
  return [state, change]
}
