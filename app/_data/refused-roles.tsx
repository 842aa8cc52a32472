import 'server-only'
import { RolesFound } from '#components/access/roles-found.tsx'
import { AskForRole } from '#components/state/ask-for-role.tsx'
import { type RefusedAttempt, refusedQuestion } from '#domain/access-question.ts'
import { isAppError } from '#domain/failure.ts'
import { judgeAccess } from './roles.ts'

/** Which roles would allow what was refused, to who may read roles; to others where that can be asked. */
export async function RefusedRoles({ attempt }: { attempt: RefusedAttempt }) {
  const question = refusedQuestion(attempt)
  const found = question && (await judgeAccess(question).catch(untold))?.found
  return found ? <RolesFound found={found} namespace={question?.namespace ?? ''} /> : <AskForRole attempt={attempt} />
}

/** The page is of another failure already. */
function untold(thrown: unknown): null {
  if (!isAppError(thrown)) throw thrown
  return null
}
