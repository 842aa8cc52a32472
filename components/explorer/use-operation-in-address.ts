import { useEffect, useEffectEvent, useRef } from 'react'
import { readFragment, toFragment, type WrittenOperation } from '#client/operation-link.ts'
import { useSettled } from '#client/use-settled.ts'
import { useNotify } from '#components/shell/notices.tsx'
import { readOperations } from '#domain/graphql-operations.ts'
import { useText } from '#use-text'

/** Milliseconds until the address has what was typed; Safari lets a page change it a hundred times in 30 s. */
const writtenMs = 350

/**
 * Keeps the operation in the address, so that it can be sent to somebody and comes back with a reload. `first`: what stands there without
 * one in the address; `take`: for what the address has. That only fills the editors: an operation that a link could run is one that anybody
 * could run as whoever follows it.
 */
export function useOperationInAddress(operation: WrittenOperation, first: WrittenOperation, take: (operation: WrittenOperation) => void): void {
  const t = useText()
  const notify = useNotify()
  const text = textOf(operation)
  const settled = useSettled(text, writtenMs)
  const newest = useRef(text)
  const inAddress = useRef(textOf(first))
  const isTooLong = useRef(false)
  useEffect(() => {
    newest.current = text
  }, [text])

  const read = useEffectEvent(async () => {
    const found = await readFragment(location.hash)
    if (found === undefined) return
    if (found === null) {
      notify(t('The operation in this address was not taken: it is cut off, or too large. Ask for the address once more, or write the operation here.'))
      return
    }
    inAddress.current = textOf(found)
    take(found)
    if (readOperations(found.query).some(({ type }) => type === 'mutation'))
      notify(t('The operation came with the address and changes something once it is run. It runs as you: look at it before.'))
  })
  useEffect(() => {
    const onHashChange = () => void read()
    onHashChange()
    addEventListener('hashchange', onHashChange)
    return () => removeEventListener('hashchange', onHashChange)
  }, [])

  const write = useEffectEvent(async (next: string) => {
    const fragment = next === textOf(first) ? '' : await toFragment(JSON.parse(next) as WrittenOperation)
    if (next !== newest.current) return
    inAddress.current = next
    // Not the fragment alone, which `<base>` would put behind another page.
    history.replaceState(null, '', `${location.pathname}${location.search}${fragment ?? ''}`)
    if (fragment === null && !isTooLong.current) notify(t('The operation is too long for an address: it stands in this tab alone, and a reload loses it.'))
    isTooLong.current = fragment === null
  })
  useEffect(() => {
    if (settled !== inAddress.current) void write(settled)
  }, [settled])
}

function textOf({ query, variables, operationName }: WrittenOperation): string {
  return JSON.stringify({ query, variables, operationName })
}
