import type { AccessQuestion } from '#contract/access.ts'
import type { Identity } from '#contract/identity.ts'
import { isKeptGroup, isReadOnlyScope, isRequestVerb, reachesSecrets, type ScopeMode, scopeVerb, wouldBeInScope } from '#domain/impersonation-scope.ts'
import { type PolicyRule, rulesAllow } from '#domain/policy-rule.ts'
import { resourceKey } from '#domain/resource.ts'
import { takingUpText } from './beyond-latchkey.ts'
import { type ImpersonationMode, isServiceAccount } from './identity-headers.ts'
import type { OwnClient } from './own-client.ts'
import { reviewedRules, rulesReview } from './rules-review.ts'
import { createTimedValue } from './timed-value.ts'

/** `TAKING_UP` passes by itself: custom resources that came after the installation. */
export type Refusal = { code: 'BEYOND_LATCHKEY' | 'TAKING_UP'; reason: string }

/** Why Latchkey itself may not do something while it acts as an identity; null where it may, or where that is not known. */
export type ScopeRefusal = (identity: Identity, question: AccessQuestion) => Refusal | null

/** What Latchkey itself may do for its users. It shapes what is shown and decides nothing: the kube-apiserver does. */
export type OwnScope = {
  /**
   * As of `atMostMs` (five seconds) ago at most, the same function for as long. Never throws: where it cannot be asked for,
   * nothing is ruled out.
   */
  refusals(atMostMs?: number): Promise<ScopeRefusal>
}

/** How old what is said of something that is being taken up may be: another replica may have done it since this one last looked. */
export const takingUpMs = 500

/** `onNewGroup`: a question was about custom resources that came after the installation. */
export function createOwnScope(
  client: OwnClient,
  mode: () => Promise<ImpersonationMode>,
  namespace: string,
  now: () => number,
  onNewGroup: () => void,
): OwnScope {
  const held = createTimedValue(5_000, now, async (): Promise<ScopeRefusal> => {
    // Classic impersonation has no second half.
    if ((await mode()) === 'classic') return () => null
    const rules = reviewedRules(await client.json(rulesReview(namespace)))
    if (rules === null) return () => null
    return (identity, question) => refusal(rules, identity, question, onNewGroup)
  })
  return { refusals: atMostMs => held.get(atMostMs).catch(() => () => null) }
}

function refusal(
  rules: readonly PolicyRule[],
  { name }: Identity,
  { verb, group, resource, subresource = '' }: AccessQuestion,
  onNewGroup: () => void,
): Refusal | null {
  // `bind`, `approve` and the like are asked within a request; of them Latchkey needs no right of its own.
  if (!isRequestVerb(verb)) return null
  const mode: ScopeMode = isServiceAccount(name) ? 'serviceaccount' : 'user-info'
  if (rulesAllow(rules, { verb: scopeVerb(mode, verb), group, resource, subresource })) return null
  const key = resourceKey({ group, resource })
  const what = `${verb} ${subresource ? `${subresource} of ${key}` : key}`
  const readOnly = isReadOnlyScope(rules)
  const secrets = reachesSecrets(rules)
  if (wouldBeInScope({ verb, group, resource, subresource }, { readOnly }) && isKeptGroup(group)) {
    onNewGroup()
    return { code: 'TAKING_UP', reason: takingUpText({ group, resource }) }
  }
  if (wouldBeInScope({ verb, group, resource, subresource }, { readOnly, secrets }))
    return beyond(`Latchkey was not given the right to ${what} for anybody yet. An admin adds it with \`latchkey install\`; kubectl can do it now.`)
  if (readOnly && wouldBeInScope({ verb, group, resource, subresource }, { readOnly: false, secrets }))
    return beyond(`Latchkey was installed read-only in this cluster, so it does not ${what} for anybody; kubectl can do it.`)
  if (wouldBeInScope({ verb, group, resource, subresource }, { readOnly, secrets: true }))
    return beyond(
      `Latchkey was installed without Secrets in this cluster, so it does not ${what} for anybody. \`latchkey install --secrets\` lets it; kubectl can do it now.`,
    )
  return beyond(`Latchkey does not ${what} for anybody, so that it cannot be misused for that; kubectl can do it.`)
}

function beyond(reason: string): Refusal {
  return { code: 'BEYOND_LATCHKEY', reason }
}
