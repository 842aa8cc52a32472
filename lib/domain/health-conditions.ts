import type { Condition } from '#contract/kubernetes.ts'
import { conditionText } from './conditions.ts'
import type { Health } from './health.ts'

/** Types that are good when True, most telling first (Kubernetes API conventions, Gateway API, cert-manager, Strimzi, Knative). */
const goodWhenTrue = [
  'Ready',
  'Available',
  'Healthy',
  'Succeeded',
  'Complete',
  'Established',
  'Accepted',
  'Programmed',
  'ResolvedRefs',
  'Reconciled',
  'Synced',
  'Valid',
  'Approved',
  'Initialized',
]
const badWhenTrue = ['Failed', 'Failure', 'ReplicaFailure', 'Error', 'Stalled', 'Denied', 'InvalidRequest', 'Conflicted']
const doubtfulWhenTrue = ['Degraded', 'Warning', 'MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']
const atWorkWhenTrue = ['Progressing', 'Reconciling', 'Issuing', 'Updating', 'Pending']

/** Whether a condition speaks for its object (true), against it (false), or tells nothing by itself (null). */
export function isGoodCondition({ type, status }: Pick<Condition, 'type' | 'status'>): boolean | null {
  if (goodWhenTrue.includes(type)) return status === 'True' ? true : status === 'False' ? false : null
  if (badWhenTrue.includes(type) || doubtfulWhenTrue.includes(type)) return status === 'True' ? false : status === 'False' ? true : null
  return null
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
    const atWork = conditions.find(c => atWorkWhenTrue.includes(c.type) && c.status === 'True')
    if (atWork) return { level: 'progressing', word: atWork.type, detail: conditionText(unmet) }
    return { level: 'failing', word: `Not ${unmet.type.toLowerCase()}`, detail: conditionText(unmet) }
  }
  const doubtful = conditions.find(c => doubtfulWhenTrue.includes(c.type) && c.status === 'True')
  return doubtful && { level: 'warning', word: doubtful.type, detail: conditionText(doubtful) }
}

/** The verdict of the good conditions where none of them is False; undefined where there are none. */
export function fromGoodConditions(conditions: readonly Condition[]): Health | undefined {
  const known = inOrder(conditions)
  const unsure = known.find(c => c.status !== 'True')
  if (unsure) return { level: 'progressing', word: `${unsure.type} unknown`, detail: conditionText(unsure) }
  const best = known[0]
  return best && { level: 'ok', word: best.type, detail: conditionText(best) }
}

function inOrder(conditions: readonly Condition[]): Condition[] {
  const rank = (condition: Condition) => goodWhenTrue.indexOf(condition.type)
  return conditions.filter(c => rank(c) >= 0).sort((a, b) => rank(a) - rank(b))
}
