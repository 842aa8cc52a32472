import type { Condition, KubeObject } from '#contract/kubernetes.ts'
import { asRecord, readConditions } from './conditions.ts'

export type HealthLevel = 'ok' | 'progressing' | 'warning' | 'failing' | 'unknown'

/** `word` stands beside the mark; `detail` is one sentence saying what the verdict rests on. */
export type Health = { level: HealthLevel; word: string; detail: string }

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

const goodPhases = new Set(['running', 'active', 'bound', 'ready', 'succeeded', 'healthy', 'available', 'complete', 'completed', 'valid', 'established'])
const atWorkPhases = new Set(['pending', 'creating', 'provisioning', 'progressing', 'updating', 'initializing', 'installing', 'terminating', 'released'])
const badPhases = new Set(['failed', 'error', 'lost', 'invalid', 'errored', 'crashloopbackoff', 'degraded'])

/**
 * How an object does, from what it reports about itself: deletion first, then bad conditions, then whether its
 * controller has seen the newest spec, then good conditions, then a phase. What says nothing is `unknown`, never ok.
 */
export function objectHealth(object: KubeObject): Health {
  const { deletionTimestamp, finalizers = [] } = object.metadata
  if (deletionTimestamp) {
    const detail = finalizers.length > 0 ? `Waits for ${finalizers.join(', ')}.` : 'Marked for deletion.'
    return { level: 'progressing', word: 'Deleting', detail }
  }
  const conditions = readConditions(object)
  return fromBadConditions(conditions) ?? fromGeneration(object) ?? fromGoodConditions(conditions) ?? fromPhase(object) ?? silent(object)
}

/** Whether a condition speaks for its object (true), against it (false), or tells nothing by itself (null). */
export function isGoodCondition({ type, status }: Pick<Condition, 'type' | 'status'>): boolean | null {
  if (goodWhenTrue.includes(type)) return status === 'True' ? true : status === 'False' ? false : null
  if (badWhenTrue.includes(type) || doubtfulWhenTrue.includes(type)) return status === 'True' ? false : status === 'False' ? true : null
  return null
}

/** What speaks against an object, as sentences, most telling first: bad conditions, unmet good ones, doubts, a spec not seen. Empty where nothing does. */
export function healthReasons(object: KubeObject): string[] {
  const conditions = readConditions(object)
  const bad = conditions.filter(c => badWhenTrue.includes(c.type) && c.status === 'True')
  const unmet = inOrder(conditions).filter(c => c.status !== 'True')
  const doubtful = conditions.filter(c => doubtfulWhenTrue.includes(c.type) && c.status === 'True')
  const unseen = fromGeneration(object)
  return [...[...bad, ...unmet, ...doubtful].map(explain), ...(unseen ? [unseen.detail] : [])]
}

function fromBadConditions(conditions: Condition[]): Health | undefined {
  const failed = conditions.find(c => badWhenTrue.includes(c.type) && c.status === 'True')
  if (failed) return { level: 'failing', word: failed.type, detail: explain(failed) }
  const unmet = inOrder(conditions).find(c => c.status === 'False')
  if (unmet) {
    const atWork = conditions.find(c => atWorkWhenTrue.includes(c.type) && c.status === 'True')
    if (atWork) return { level: 'progressing', word: atWork.type, detail: explain(unmet) }
    return { level: 'failing', word: `Not ${unmet.type.toLowerCase()}`, detail: explain(unmet) }
  }
  const doubtful = conditions.find(c => doubtfulWhenTrue.includes(c.type) && c.status === 'True')
  return doubtful && { level: 'warning', word: doubtful.type, detail: explain(doubtful) }
}

function fromGeneration(object: KubeObject): Health | undefined {
  const observed = asRecord(object.status)?.observedGeneration
  const { generation } = object.metadata
  if (typeof observed !== 'number' || generation === undefined || observed >= generation) return undefined
  return { level: 'progressing', word: 'Progressing', detail: `The controller has seen generation ${observed} of ${generation}.` }
}

function fromGoodConditions(conditions: Condition[]): Health | undefined {
  const known = inOrder(conditions)
  const unsure = known.find(c => c.status !== 'True')
  if (unsure) return { level: 'progressing', word: `${unsure.type} unknown`, detail: explain(unsure) }
  const best = known[0]
  return best && { level: 'ok', word: best.type, detail: explain(best) }
}

function fromPhase(object: KubeObject): Health | undefined {
  const status = asRecord(object.status)
  const phase = [status?.phase, status?.state, status?.health].find(value => typeof value === 'string' && value !== '')
  if (typeof phase !== 'string') return undefined
  const key = phase.toLowerCase()
  const level = badPhases.has(key) ? 'failing' : goodPhases.has(key) ? 'ok' : atWorkPhases.has(key) ? 'progressing' : 'unknown'
  return { level, word: phase, detail: `It reports the phase ${phase}.` }
}

function silent(object: KubeObject): Health {
  const status = asRecord(object.status)
  if (!status || Object.keys(status).length === 0) {
    return { level: 'unknown', word: 'No status reported', detail: 'Its controller has written no status, so nothing here tells whether it works.' }
  }
  return { level: 'unknown', word: 'No verdict', detail: 'Its status holds no condition or phase that tells whether it works.' }
}

function inOrder(conditions: Condition[]): Condition[] {
  const rank = (condition: Condition) => goodWhenTrue.indexOf(condition.type)
  return conditions.filter(c => rank(c) >= 0).sort((a, b) => rank(a) - rank(b))
}

function explain({ type, status, reason, message }: Condition): string {
  const head = `${type} is ${status}`
  const text = [reason, message].filter(Boolean).join(': ')
  return text === '' ? `${head}.` : `${head}: ${text}`
}
