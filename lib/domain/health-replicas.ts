import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from './conditions.ts'
import type { Health } from './health.ts'
import { english } from './text.ts'

/** `are` of `of`; `what` is said of them: `replicas are ready`. */
export type Count = { are: number; of: number; what: string }

/** Progressing by the first count that falls short; undefined where none does. */
export function fromCounts(counts: readonly Count[]): Health | undefined {
  const short = counts.find(({ are, of }) => are < of)
  return short && progressing(`${short.are} of ${short.of} ${short.what}.`)
}

export function progressing(detail: string): Health {
  return { level: 'progressing', word: english('Progressing'), detail }
}

/** Replicas that are to go still, as progressing. */
export function fromSurplus(are: number, wanted: number): Health | undefined {
  return are > wanted ? progressing(`${are} replicas are there where ${wanted} are wanted.`) : undefined
}

/** Every replica that is wanted is ready. */
export function allReady(wanted: number): Health {
  if (wanted === 0) return { level: 'ok', word: english('Scaled to 0'), detail: english('No replicas are wanted.') }
  return { level: 'ok', word: english('Ready'), detail: `${wanted} of ${wanted} replicas are ready.` }
}

export function numberAt(holder: unknown, field: string): number | undefined {
  const value = asRecord(holder)?.[field]
  return typeof value === 'number' ? value : undefined
}

/**
 * Of a kind that nobody knows and that counts replicas as a Deployment does. Undefined where it does not, and where it counts replicas, but none
 * that are ready or available: that they are there does not tell that they work.
 */
export function fromReplicas({ spec, status }: KubeObject): Health | undefined {
  const wanted = numberAt(spec, 'replicas')
  const there = numberAt(status, 'replicas')
  const updated = numberAt(status, 'updatedReplicas')
  const ready = numberAt(status, 'readyReplicas')
  const available = numberAt(status, 'availableReplicas')
  if (wanted === undefined || [there, updated, ready, available].every(count => count === undefined)) return undefined
  const count = (are: number | undefined, what: string): Count[] => (are === undefined ? [] : [{ are, of: wanted, what: `replicas are ${what}` }])
  const short = fromCounts([...count(there, 'there'), ...count(updated, 'updated'), ...count(available, 'available'), ...count(ready, 'ready')])
  if (short) return short
  if (there !== undefined && there > wanted) return fromSurplus(there, wanted)
  return wanted === 0 || ready !== undefined || available !== undefined ? allReady(wanted) : undefined
}
