import type { Condition } from '#contract/kubernetes.ts'

/** Last words of names of condition types that are good when True, or bad. Those that may be either by wish, as `Active`, are none of them. */
const goodEnds = new Set(
  (
    'valid validated ready succeeded success successful healthy available accepted synced synchronized reconciled established programmed deployed ' +
    'installed initialized provisioned connected reachable resolved verified registered applied bound authenticated authorized scheduled satisfied ' +
    'joined operational functional online propagated correct consistent compatible conformant'
  ).split(' '),
)
const badEnds = new Set(
  (
    'failed failure failures failing error errors errored stalled degraded pressure denied rejected conflict conflicts conflicted invalid unhealthy ' +
    'unavailable unreachable broken missing crashed misconfigured corrupted stuck deadlock dangling blocked exceeded exhausted'
  ).split(' '),
)
const negations = new Set(['not', 'no', 'non', 'never', 'without'])
/** That there is nothing newer is no fault. */
const ofNewer = /(?:update|upgrade|version|release)s?available$/i

/** Reasons of what is so by wish, and of what is on its way. */
const byWish = /Disabled|Paused|Suspended|Skipped|Stopped|Hibernat|ScaledToZero|NoTraffic|Not(?:Required|Needed|Applicable|Requested|Enabled|Configured)/
const onItsWay = /Pending|Progress|Wait|Creating|Provisioning|Initializing|Starting|Installing|Updating|Deploying|Scheduling|Reconciling/

/** Whether a condition of a type that nobody knows is good or bad when True, by its name; null where that does not tell. */
export function guessedMeaning(type: string): 'good' | 'bad' | null {
  const name = type.slice(type.lastIndexOf('/') + 1)
  const words = (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map(word => word.toLowerCase())
  const [last = '', before = ''] = words.toReversed()
  if (ofNewer.test(name)) return null
  const isNegated = words.some(word => negations.has(word))
  if (badEnds.has(last) || (words[0] === 'missing' && words.length > 1)) return isNegated ? null : 'bad'
  if (!goodEnds.has(last)) return null
  return before === 'not' ? 'bad' : isNegated ? null : 'good'
}

/**
 * What a condition of a type that nobody knows may mean for its object: a doubt, or work that goes on. Null where its name does not tell, where
 * it speaks for the object, and where it is so by wish. False alone tells little: it needs a reason.
 */
export function guessedDoubt({ type, status, reason = '', severity }: Condition): 'warning' | 'progressing' | null {
  const meaning = guessedMeaning(type)
  if (meaning === null || severity === 'Info' || byWish.test(reason)) return null
  if (meaning === 'bad') return status === 'True' ? 'warning' : null
  if (status !== 'False' || reason === '') return null
  return onItsWay.test(reason) ? 'progressing' : 'warning'
}
