import { AppError } from '#errors/app-error.ts'

/** A Status' message where our own ServiceAccount was refused to act as someone (apiserver authorization/authorizer, message of ForbiddenStatusError). */
const impersonationRefused = / cannot (impersonate(?:-on)?(?::[a-z-]*){0,2}) (resource|path) \\?"([^"\\]*)/

/** Whether a 403 was said to Latchkey and not to its user, from the text of its body in whatever encoding: then as an AppError, else null. */
export function beyondLatchkey(statusCode: number, text: string): AppError | null {
  const found = statusCode === 403 ? impersonationRefused.exec(text) : null
  if (!found) return null
  const [, verb = '', , what = ''] = found
  const action = verb.startsWith('impersonate-on:') ? `${verb.split(':').at(-1) || 'use'} ${what}` : null
  return new AppError(
    'BEYOND_LATCHKEY',
    action === null
      ? 'Latchkey may not act as you in this cluster. An admin checks its installation with `latchkey status`, and mends it with `latchkey install`.'
      : `Latchkey itself may not ${action} for anybody in this cluster, whatever your rights are. kubectl can do it; \`latchkey status\` tells what \`latchkey install\` would add.`,
  )
}
