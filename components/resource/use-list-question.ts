import { useDeferredValue, useMemo } from 'react'
import { useNowMs } from '#client/use-now.ts'
import type { TableColumn } from '#contract/kubernetes.ts'
import { questionOf } from '#domain/filter-question.ts'
import type { ListQuestion } from '#domain/list-question.ts'
import { useText } from '#use-text'
import type { ListStateControl } from './use-list-state.ts'

const minuteMs = 60_000

/** `question`: what the state asks now; `asked`: what a server is asked, once nobody types. `problems`: what of it cannot be asked. */
export function useListQuestion(
  { state, settled }: ListStateControl,
  columns: readonly TableColumn[],
): { question: ListQuestion; asked: ListQuestion; problems: string[] } {
  const t = useText()
  const text = useDeferredValue(state.filter)
  const minute = Math.floor(useNowMs() / minuteMs)
  const { health, sortBy } = state
  const now = useMemo(() => questionOf({ filter: text, health, sortBy }, columns, minute * minuteMs, t), [text, columns, minute, health, sortBy, t])
  const then = useMemo(() => questionOf({ filter: settled, health, sortBy }, columns, minute * minuteMs, t), [settled, columns, minute, health, sortBy, t])
  return { question: now.question, asked: then.question, problems: now.problems }
}
