import type { AccessQuestion } from '#contract/access.ts'
import type { Identity } from '#contract/identity.ts'
import type { ViewRequest } from '#contract/view.ts'
import { parseServiceAccount, serviceAccountGroups } from '#domain/service-account.ts'
import { AppError } from '#errors/app-error.ts'

const everybody = 'system:authenticated'

/** The identity that `kubectl --as` would give, frozen. Throws BAD_REQUEST for a ServiceAccount with other groups than its own. */
export function viewedIdentity({ user, groups }: ViewRequest): Identity {
  if (groups.includes('system:unauthenticated')) throw new AppError('BAD_REQUEST', 'Nobody is viewed as unauthenticated: Latchkey acts for those who are.')
  const account = parseServiceAccount(user)
  const own = account ? serviceAccountGroups(account.namespace) : []
  const other = account && groups.find(group => !own.includes(group) && group !== everybody)
  if (other) throw new AppError('BAD_REQUEST', `A ServiceAccount is viewed with its own groups; leave out '${other}'.`)
  const all = [...new Set([...(account ? own : groups), everybody])]
  return Object.freeze({ name: user, uid: '', groups: Object.freeze(all) as string[], extra: Object.freeze({}) })
}

/** What somebody has to be allowed to act as it: one question for the user or ServiceAccount, one for each group (apiserver endpoints/filters/impersonation). */
export function viewQuestions({ name, groups }: Identity): AccessQuestion[] {
  const verb = 'impersonate'
  const account = parseServiceAccount(name)
  if (account) return [{ verb, group: '', resource: 'serviceaccounts', ...account }]
  // The kube-apiserver adds that one by itself.
  const asked = groups.filter(group => group !== everybody)
  return [{ verb, group: '', resource: 'users', name }, ...asked.map(group => ({ verb, group: '', resource: 'groups', name: group }))]
}
