import 'server-only'
import { type Attempt, FailureState } from '#components/state/failure-state.tsx'
import { type Failure, isAppError, toFailure } from '#domain/failure.ts'
import { errorTable } from '#errors/codes.ts'
import { answerStatus } from './answer-status.ts'
import { RefusedRoles } from './refused-roles.tsx'
import { requireSession } from './session.ts'

/** A page in place of the one that failed, with the failure's HTTP status. What is no AppError (Next's own redirects too) is thrown on. */
export function showThrown(thrown: unknown, attempt: Attempt): React.ReactNode {
  if (!isAppError(thrown)) throw thrown
  return showFailure(toFailure(thrown, requireSession().requestId), attempt)
}

export function showFailure(failure: Failure, attempt: Attempt, instead?: React.ReactNode): React.ReactNode {
  answerStatus(errorTable[failure.code].status)
  return <FailureState failure={failure} attempt={attempt} instead={instead} roles={<RefusedRoles attempt={attempt} />} />
}
