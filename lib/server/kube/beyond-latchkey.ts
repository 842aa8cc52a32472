import { isKeptGroup, wouldBeInScope } from '#domain/impersonation-scope.ts'
import type { RuleQuestion } from '#domain/policy-rule.ts'
import { resourceKey } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'

/** A Status' message where our own ServiceAccount was refused to act as someone (apiserver authorization/authorizer, message of ForbiddenStatusError). */
const impersonationRefused = / cannot (impersonate(?:-on)?(?::[a-z-]*){0,2}) (resource|path) \\?"([^"\\]*)\\?"(?: in API group \\?"([^"\\]*))?/

/**
 * Whether a 403 was said to Latchkey and not to its user, from the text of its body in whatever encoding: then as an AppError
 * (`TAKING_UP` for looking at custom resources that came after the installation, else `BEYOND_LATCHKEY`), else null.
 */
export function beyondLatchkey(statusCode: number, text: string): AppError | null {
  const found = statusCode === 403 ? impersonationRefused.exec(text) : null
  if (!found) return null
  const [, how = '', , what = '', group = ''] = found
  if (!how.startsWith('impersonate-on:'))
    return new AppError(
      'BEYOND_LATCHKEY',
      'Latchkey may not act as you in this cluster. An admin checks its installation with `latchkey status`, and mends it with `latchkey install`.',
    )
  const verb = how.split(':').at(-1) || 'use'
  const [resource = '', subresource = ''] = what.split('/')
  if (passesByItself({ verb, group, resource, subresource })) return new AppError('TAKING_UP', takingUpText({ group, resource }))
  const isSecrets = group === '' && resource === 'secrets'
  const remedy = isSecrets ? 'and Latchkey where it was installed with `--secrets`.' : '`latchkey status` tells what `latchkey install` would add.'
  return new AppError(
    'BEYOND_LATCHKEY',
    `Latchkey itself may not ${verb} ${what} for anybody in this cluster, whatever your rights are. kubectl can do it${isSecrets ? ', ' : '; '}${remedy}`,
  )
}

/** What `TAKING_UP` says of custom resources that the server is about to take up (scope-keeper.ts). */
export function takingUpText(ref: { group: string; resource: string }): string {
  return `${resourceKey(ref)} is new in this cluster, and Latchkey is just taking it up. kubectl can do it now.`
}

/** Looking alone: whether changes are to come too depends on how Latchkey was installed, which the refusal does not say. */
function passesByItself(question: RuleQuestion): boolean {
  return isKeptGroup(question.group) && wouldBeInScope(question, { readOnly: true })
}
