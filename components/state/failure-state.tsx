import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import type { Failure } from '#domain/failure.ts'
import { isSessionFailure, isUnreachableFailure } from '#domain/failure.ts'
import { LookAgain } from './look-again.tsx'
import { ReloadButton } from './reload-button.tsx'
import { SessionOver } from './session-over.tsx'

/** What was tried, for the text: `list virtualservices in namespace shop`. */
export type Attempt = { verb: string; resource: string; namespace?: string | undefined; name?: string | undefined }

function attemptText({ verb, resource, namespace, name }: Attempt): string {
  return `${verb} ${resource}${name ? ` ${name}` : ''}${namespace ? ` in namespace ${namespace}` : ''}`
}

/** A page that could not be shown, each kind of failure with its own text. `instead` says what the user may do. */
export function FailureState({ failure, attempt, instead }: { failure: Failure; attempt: Attempt; instead?: React.ReactNode }) {
  if (isSessionFailure(failure.code)) return <SessionOver reason={failure.message} />
  if (failure.code === 'FORBIDDEN') return <ForbiddenState failure={failure} attempt={attempt} instead={instead} />
  if (failure.code === 'BEYOND_LATCHKEY') return <BeyondState failure={failure} attempt={attempt} />
  if (failure.code === 'TAKING_UP') return <TakingUpState failure={failure} />
  if (isUnreachableFailure(failure.code)) return <UnreachableState failure={failure} />
  return (
    <StatePage title="This page could not be made" footnote={footnote(failure)} actions={<ReloadButton />}>
      <p>
        To {attemptText(attempt)} did not work: {failure.message}
      </p>
    </StatePage>
  )
}

function ForbiddenState({ failure, attempt, instead }: { failure: Failure; attempt: Attempt; instead: React.ReactNode }) {
  return (
    <StatePage
      title={`You may not ${attemptText({ ...attempt, name: undefined })}`}
      footnote={footnote(failure)}
      actions={
        <AppLink href="/" className="button">
          See what you may do
        </AppLink>
      }
    >
      <p>The cluster answered: {failure.message}</p>
      {instead ?? (
        <p>
          Someone who manages access can allow it by a Role or ClusterRole with the verb <code className="font-mono">{attempt.verb}</code> on{' '}
          <code className="font-mono">{attempt.resource}</code>.
        </p>
      )}
    </StatePage>
  )
}

function BeyondState({ failure, attempt }: { failure: Failure; attempt: Attempt }) {
  return (
    <StatePage
      title={`Latchkey may not ${attemptText({ ...attempt, name: undefined })}`}
      footnote={footnote(failure)}
      actions={
        <AppLink href="/" className="button">
          See what you may do
        </AppLink>
      }
    >
      <p>{failure.message}</p>
      <p>Your own rights are not in question.</p>
    </StatePage>
  )
}

function TakingUpState({ failure }: { failure: Failure }) {
  return (
    <StatePage title="Latchkey is taking this up" footnote={footnote(failure)} actions={<ReloadButton />}>
      <p>{failure.message}</p>
      <LookAgain />
    </StatePage>
  )
}

function UnreachableState({ failure }: { failure: Failure }) {
  return (
    <StatePage title="The cluster does not answer" footnote={footnote(failure)} actions={<ReloadButton />}>
      <p>{failure.message}</p>
      <p>Nothing was changed. Check that the cluster is up (`kubectl version`), then try again.</p>
    </StatePage>
  )
}

function footnote(failure: Failure): string {
  return failure.requestId ? `${failure.code} · request ${failure.requestId}` : failure.code
}
