import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord, readConditions } from './conditions.ts'
import { kindHealth } from './health-by-kind.ts'
import { conditionReasons, fromBadConditions, fromGoodConditions, guessedDoubts } from './health-conditions.ts'
import { podHealth } from './health-pod.ts'
import { fromReplicas } from './health-replicas.ts'
import { english } from './text.ts'

export type HealthLevel = 'ok' | 'progressing' | 'warning' | 'failing' | 'unknown'

/** `word` stands beside the mark; `detail` is one sentence saying what the verdict rests on. */
export type Health = { level: HealthLevel; word: string; detail: string }

const goodPhases = new Set(['running', 'active', 'bound', 'ready', 'succeeded', 'healthy', 'available', 'complete', 'completed', 'valid', 'established'])
const atWorkPhases = new Set(['pending', 'creating', 'provisioning', 'progressing', 'updating', 'initializing', 'installing', 'terminating', 'released'])
const badPhases = new Set(['failed', 'error', 'lost', 'invalid', 'errored', 'crashloopbackoff', 'degraded'])

/**
 * How an object does, from what it reports about itself: deletion first, then bad conditions, then whether its controller has seen the
 * newest spec, then what its kind counts, then good conditions, then a phase, then replicas of whatever kind. Where these find no fault, conditions
 * of types that nobody knows may raise a doubt by their names. What says nothing is `unknown`, never ok.
 */
export function objectHealth(object: KubeObject): Health {
  const { deletionTimestamp, finalizers = [] } = object.metadata
  if (deletionTimestamp) {
    const detail = finalizers.length > 0 ? `Waits for ${finalizers.join(', ')}.` : english('Marked for deletion.')
    return { level: 'progressing', word: english('Deleting'), detail }
  }
  return reportedHealth(object)
}

function reportedHealth(object: KubeObject): Health {
  const conditions = readConditions(object)
  const pod = podHealth(object)
  // A Pod's conditions speak by its phase alone, and after its generation.
  const told = (pod ? undefined : fromBadConditions(conditions)) ?? fromGeneration(object) ?? pod ?? kindHealth(object) ?? fromGoodConditions(conditions)
  const [doubt] = pod ? [] : guessedDoubts(conditions)
  const warning = doubt?.level === 'warning' ? doubt : undefined
  if (told) return told.level === 'ok' ? (warning ?? told) : told
  const phase = fromPhase(object)
  if (phase?.level === 'failing') return phase
  if (warning) return warning
  if (phase && phase.level !== 'unknown') return phase
  return fromReplicas(object) ?? doubt ?? phase ?? silent(object)
}

/**
 * What speaks against an object, as sentences, most telling first: bad conditions, unmet good ones, doubts, guessed ones, too, a spec not seen, counts that fall
 * short. Empty where nothing does.
 */
export function healthReasons(object: KubeObject): string[] {
  const { level, detail } = reportedHealth(object)
  if (level === 'ok') return []
  const unseen = fromGeneration(object)
  const conditions = readConditions(object)
  const doubts = podHealth(object) ? [] : guessedDoubts(conditions).filter(doubt => doubt.level === 'warning')
  const reasons = [...conditionReasons(conditions), ...doubts.map(doubt => doubt.detail), ...(unseen ? [unseen.detail] : [])]
  return level === 'unknown' || reasons.includes(detail) ? reasons : [detail, ...reasons]
}

function fromGeneration(object: KubeObject): Health | undefined {
  const observed = asRecord(object.status)?.observedGeneration
  const { generation } = object.metadata
  if (typeof observed !== 'number' || generation === undefined || observed >= generation) return undefined
  return { level: 'progressing', word: english('Progressing'), detail: `The controller has seen generation ${observed} of ${generation}.` }
}

function fromPhase(object: KubeObject): Health | undefined {
  const status = asRecord(object.status)
  const phase = [status?.phase, status?.state, status?.health].find(value => typeof value === 'string' && value !== '')
  if (typeof phase !== 'string') return undefined
  const key = phase.toLowerCase()
  const level = badPhases.has(key) ? 'failing' : goodPhases.has(key) ? 'ok' : atWorkPhases.has(key) ? 'progressing' : 'unknown'
  return { level, word: phase, detail: `It reports the phase ${phase}.` }
}

/** Groups whose kinds come with Kubernetes itself: what has a status there has it from the beginning. */
const ownGroups =
  /^(?:(?:apps|batch|autoscaling|policy)[/])?v\d|^(?:rbac[.]authorization|storage|networking|discovery|coordination|node|scheduling|admissionregistration)[.]k8s[.]io[/]/

function silent(object: KubeObject): Health {
  if (object.status === undefined && ownGroups.test(object.apiVersion))
    return { level: 'unknown', word: english('No status'), detail: english('Objects of this kind report none.') }
  const status = asRecord(object.status)
  if (!status || Object.keys(status).length === 0) {
    return {
      level: 'unknown',
      word: english('No status reported'),
      detail: english('Its controller has written no status, so nothing here tells whether it works.'),
    }
  }
  return { level: 'unknown', word: english('No verdict'), detail: english('Its status holds no condition or phase that tells whether it works.') }
}
