import { type ChangeState, useAddressState } from '#client/use-address-state.ts'
import { useSettled } from '#client/use-settled.ts'
import { type ListState, parseListState, withListState } from '#domain/list-state.ts'

/** Milliseconds until the server is asked what was typed. */
const askedMs = 25

export type ListStateControl = {
  /** As of now; `filter` with each letter. */
  state: ListState
  /** The filter once nobody has typed for a moment, so that a server is not asked for each letter; an emptied one at once. */
  settled: string
  change: ChangeState<ListState>
}

const writing = { parse: parseListState, write: withListState, typed: 'filter' as const }

/** How a list is looked at, as its address has it. */
export function useListState(): ListStateControl {
  const [state, change] = useAddressState(writing)
  return { state, settled: useSettled(state.filter, askedMs), change }
}
