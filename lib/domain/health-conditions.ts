import type { Condition } from '#contract/kubernetes.ts'
import { guessedDoubt, guessedMeaning } from './condition-guess.ts'
import { conditionText } from './conditions.ts'
import type { Health } from './health.ts'
import { english } from './text.ts'

/**
 * Types that are good when True, most telling first, each with its word where it is False (Kubernetes API conventions, Gateway API, cert-manager,
 * Strimzi, Knative).
 */
const goodWhenTrue: ReadonlyMap<string, string> = new Map([
  [english('Ready'), english('Not ready')],
  [english('Available'), english('Not available')],
  [english('Healthy'), english('Not healthy')],
  [english('Succeeded'), english('Not succeeded')],
  [english('Complete'), english('Not complete')],
  [english('Established'), english('Not established')],
  [english('Accepted'), english('Not accepted')],
  [english('Programmed'), english('Not programmed')],
  [english('ResolvedRefs'), english('References not resolved')],
  [english('Reconciled'), english('Not reconciled')],
  [english('Synced'), english('Not synced')],
  [english('Valid'), english('Not valid')],
  [english('Approved'), english('Not approved')],
  [english('Initialized'), english('Not initialized')],
])
const order: readonly string[] = [...goodWhenTrue.keys()]
const badWhenTrue: readonly string[] = [
  english('Failed'),
  english('Failure'),
  english('ReplicaFailure'),
  english('Error'),
  english('Stalled'),
  english('Denied'),
  english('InvalidRequest'),
  english('Conflicted'),
]
const doubtfulWhenTrue: readonly string[] = [
  english('Degraded'),
  english('Warning'),
  english('MemoryPressure'),
  english('DiskPressure'),
  english('PIDPressure'),
  english('NetworkUnavailable'),
]
const atWorkWhenTrue: readonly string[] = [english('Progressing'), english('Reconciling'), english('Issuing'), english('Updating'), english('Pending')]

/** The types that rules are made of; what others mean is guessed by their names. */
export const knownConditionTypes = { goodWhenTrue: order, badWhenTrue, doubtfulWhenTrue, atWorkWhenTrue }
const known = new Set(Object.values(knownConditionTypes).flat())

/** Whether a condition speaks for its object (true), against it (false), or tells nothing by itself (null). */
export function isGoodCondition(condition: Condition): boolean | null {
  const { type, status } = condition
  if (goodWhenTrue.has(type)) return status === 'True' ? true : status === 'False' ? false : null
  if (badWhenTrue.includes(type) || doubtfulWhenTrue.includes(type)) return status === 'True' ? false : status === 'False' ? true : null
  if (known.has(type)) return null
  const meaning = guessedMeaning(type)
  if (meaning !== null && status === (meaning === 'good' ? 'True' : 'False')) return true
  return guessedDoubt(condition) === 'warning' ? false : null
}

/** What speaks against an object among its conditions, most telling first: bad ones, unmet good ones, doubts. */
export function conditionReasons(conditions: readonly Condition[]): string[] {
  const bad = conditions.filter(c => badWhenTrue.includes(c.type) && c.status === 'True')
  const unmet = inOrder(conditions).filter(c => c.status !== 'True')
  const doubtful = conditions.filter(c => doubtfulWhenTrue.includes(c.type) && c.status === 'True')
  return [...bad, ...unmet, ...doubtful].map(conditionText)
}

/** The verdict of the conditions that speak against their object; undefined where none does. */
export function fromBadConditions(conditions: readonly Condition[]): Health | undefined {
  const failed = conditions.find(c => badWhenTrue.includes(c.type) && c.status === 'True')
  if (failed) return { level: 'failing', word: failed.type, detail: conditionText(failed) }
  const unmet = inOrder(conditions).find(c => c.status === 'False')
  if (unmet) {
    const working = atWork(conditions)
    if (working) return { level: 'progressing', word: working.type, detail: conditionText(unmet) }
    return { level: 'failing', word: goodWhenTrue.get(unmet.type) ?? unmet.type, detail: conditionText(unmet) }
  }
  const doubtful = conditions.find(c => doubtfulWhenTrue.includes(c.type) && c.status === 'True')
  return doubtful && { level: 'warning', word: doubtful.type, detail: conditionText(doubtful) }
}

/** The verdict of the good conditions where none of them is False; undefined where there are none. */
export function fromGoodConditions(conditions: readonly Condition[]): Health | undefined {
  const good = inOrder(conditions)
  const unsure = good.find(c => c.status !== 'True')
  if (unsure) return { level: 'progressing', word: `${unsure.type} unknown`, detail: conditionText(unsure) }
  const best = good[0]
  return best && { level: 'ok', word: best.type, detail: conditionText(best) }
}

/** Doubts by conditions of types that nobody knows, what goes on last: never more than a warning, and never that it is well. */
export function guessedDoubts(conditions: readonly Condition[]): Health[] {
  const working = atWork(conditions)
  const doubts = conditions.flatMap((condition): Health[] => {
    const level = known.has(condition.type) ? null : guessedDoubt(condition)
    if (level === null) return []
    const isLate = level === 'warning' && !working
    return [{ level: isLate ? 'warning' : 'progressing', word: guessedWord(condition), detail: conditionText(condition) }]
  })
  return [...doubts.filter(({ level }) => level === 'warning'), ...doubts.filter(({ level }) => level === 'progressing')]
}

function guessedWord({ type, status }: Condition): string {
  return status === 'True' ? type : `${type} is False`
}

function atWork(conditions: readonly Condition[]): Condition | undefined {
  return conditions.find(c => atWorkWhenTrue.includes(c.type) && c.status === 'True')
}

function inOrder(conditions: readonly Condition[]): Condition[] {
  return conditions.filter(c => goodWhenTrue.has(c.type)).sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
}
