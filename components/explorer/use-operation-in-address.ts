import { useSearchParams } from 'next/navigation'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { mayHoldSecret, readFragment, toFragment, type WrittenOperation } from '#client/operation-link.ts'
import { useSettled } from '#client/use-settled.ts'
import { useNotify } from '#components/shell/notices.tsx'
import { useText } from '#use-text'

/** Milliseconds until the address has what was typed; Safari lets a page change it a hundred times in 30 s. */
const writtenMs = 350

/**
 * Keeps the operation in the address, so that it can be sent to somebody and comes back with a reload. `first`: what stands there without
 * one in the address; `take`: for what the address has. That only fills the editors: an operation that a link could run is one that anybody
 * could run as whoever follows it. Whether what stands there is still what the address brought.
 */
export function useOperationInAddress(operation: WrittenOperation, first: WrittenOperation, take: (operation: WrittenOperation) => void): boolean {
  const t = useText()
  const notify = useNotify()
  const text = textOf(operation)
  const settled = useSettled(text, writtenMs)
  const newest = useRef(text)
  const inAddress = useRef(textOf(first))
  // What was written to the address, or taken from it, last.
  const ownFragment = useRef('')
  const [brought, setBrought] = useState<string | null>(null)
  const isTooLong = useRef(false)
  const isKeptOut = useRef(false)
  useEffect(() => {
    newest.current = text
  }, [text])

  const read = useEffectEvent(async () => {
    const fragment = location.hash
    const found = await readFragment(fragment)
    if (found === undefined) return
    // What stands in the editors is another than that, and may be written over it.
    inAddress.current = ''
    if (found === null) {
      notify(t('The operation in this address was not taken: it is cut off, or too large. Ask for the address once more, or write the operation here.'))
      return
    }
    inAddress.current = textOf(found)
    ownFragment.current = fragment
    take(found)
    setBrought(textOf(found))
  })
  useEffect(() => {
    const onHashChange = () => void read()
    onHashChange()
    addEventListener('hashchange', onHashChange)
    return () => removeEventListener('hashchange', onHashChange)
  }, [])

  const setFragment = (fragment: string): void => {
    ownFragment.current = fragment
    // Not the fragment alone, which `<base>` would put behind another page.
    history.replaceState(null, '', `${location.pathname}${location.search}${fragment}`)
  }

  const write = useEffectEvent(async (next: string) => {
    const written = JSON.parse(next) as WrittenOperation
    const isSecret = mayHoldSecret(written)
    const fragment = next === textOf(first) || isSecret ? '' : await toFragment(written)
    if (next !== newest.current) return
    inAddress.current = next
    setFragment(fragment ?? '')
    if (fragment === null && !isTooLong.current) notify(t('The operation is too long for an address: it stands in this tab alone, and a reload loses it.'))
    if (isSecret && !isKeptOut.current)
      notify(t('An operation that speaks of Secrets is kept out of the address, which the browser’s history keeps: a reload loses it.'))
    isTooLong.current = fragment === null
    isKeptOut.current = isSecret
  })
  useEffect(() => {
    if (settled !== inAddress.current) void write(settled)
  }, [settled])
  // A link to this very page, as the rail has one, leaves what stands in the editors and takes its fragment from the address.
  const query = useSearchParams()
  const page = useRef<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one each time that the router has gone somewhere, be it here.
  useEffect(() => {
    page.current ??= location.pathname
    if (location.pathname === page.current && location.hash === '' && ownFragment.current !== '') setFragment(ownFragment.current)
  }, [query])
  // What is being deflated by then is of a page that was left.
  useEffect(
    () => () => {
      newest.current = ''
    },
    [],
  )
  return text === brought
}

function textOf({ query, variables, operationName }: WrittenOperation): string {
  return JSON.stringify({ query, variables, operationName })
}
