import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import type { RefusedAttempt } from '#domain/access-question.ts'
import type { Failure } from '#domain/failure.ts'
import { isUnreachableFailure } from '#domain/failure.ts'
import { english, type Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { AskForRole } from './ask-for-role.tsx'
import { LookAgain } from './look-again.tsx'
import { ReloadButton } from './reload-button.tsx'

/** What was tried, for the text: `list virtualservices in namespace shop`. */
export type Attempt = RefusedAttempt

type Props = { failure: Failure; attempt: Attempt; instead?: React.ReactNode; roles?: React.ReactNode }

const verbs: Readonly<Record<string, string>> = { list: english('list'), get: english('get'), create: english('create'), update: english('update') }

function attemptWords({ verb, resource, namespace, name }: Attempt, t: Text): { verb: string; what: string } {
  const object = name ? `${resource} ${name}` : resource
  return { verb: t(verbs[verb] ?? verb), what: namespace ? t('{object} in namespace {namespace}', { object, namespace }) : object }
}

/** A page that could not be shown, each kind of failure with its own text. `instead` says what the user may do; `roles` which roles would allow it. */
export function FailureState({ failure, attempt, instead, roles }: Props) {
  const t = useText()
  if (failure.code === 'FORBIDDEN') return <ForbiddenState failure={failure} attempt={attempt} instead={instead} roles={roles} />
  if (failure.code === 'BEYOND_LATCHKEY') return <BeyondState failure={failure} attempt={attempt} />
  if (failure.code === 'TAKING_UP') return <TakingUpState failure={failure} />
  if (failure.code === 'QUERY_TOO_LARGE') return <TooLargeState failure={failure} attempt={attempt} />
  if (isUnreachableFailure(failure.code)) return <UnreachableState failure={failure} />
  return (
    <StatePage title={t('This page could not be made')} footnote={footnote(failure, t)} actions={<ReloadButton />}>
      <p>{t('To {verb} {what} did not work: {message}', { ...attemptWords(attempt, t), message: t.said(failure.message) })}</p>
    </StatePage>
  )
}

function ForbiddenState({ failure, attempt, instead, roles }: Props) {
  const t = useText()
  return (
    <StatePage
      title={t('You may not {verb} {what}', attemptWords({ ...attempt, name: undefined }, t))}
      footnote={footnote(failure, t)}
      actions={
        <AppLink href="/access" className="button">
          {t('See what you may do')}
        </AppLink>
      }
    >
      <p>{t('The cluster answered: {message}', { message: t.said(failure.message) })}</p>
      {instead}
      {roles ?? <AskForRole attempt={attempt} />}
    </StatePage>
  )
}

function BeyondState({ failure, attempt }: { failure: Failure; attempt: Attempt }) {
  const t = useText()
  return (
    <StatePage
      title={t('Latchkey may not {verb} {what}', attemptWords({ ...attempt, name: undefined }, t))}
      footnote={footnote(failure, t)}
      actions={
        <AppLink href="/access" className="button">
          {t('See what you may do')}
        </AppLink>
      }
    >
      <p>{t.said(failure.message)}</p>
      <p>{t('Your own rights are not in question.')}</p>
    </StatePage>
  )
}

function TooLargeState({ failure, attempt }: { failure: Failure; attempt: Attempt }) {
  const t = useText()
  return (
    <StatePage title={t('Too large to be shown')} footnote={footnote(failure, t)}>
      <p>{t('To {verb} {what} did not work: {message}', { ...attemptWords(attempt, t), message: t.said(failure.message) })}</p>
      <p>{attempt.verb === 'list' ? t('Choose a namespace, or narrow it by a filter; kubectl reads it whole.') : t('kubectl reads it whole.')}</p>
    </StatePage>
  )
}

function TakingUpState({ failure }: { failure: Failure }) {
  const t = useText()
  return (
    <StatePage title={t('Latchkey is taking this up')} footnote={footnote(failure, t)} actions={<ReloadButton />}>
      <p>{t.said(failure.message)}</p>
      <LookAgain />
    </StatePage>
  )
}

function UnreachableState({ failure }: { failure: Failure }) {
  const t = useText()
  return (
    <StatePage title={t('The cluster does not answer')} footnote={footnote(failure, t)} actions={<ReloadButton />}>
      <p>{t.said(failure.message)}</p>
      <p>{t('Nothing was changed. Check that the cluster is up (`kubectl version`), then try again.')}</p>
    </StatePage>
  )
}

function footnote(failure: Failure, t: Text): string {
  return failure.requestId ? t('{code} · request {id}', { code: failure.code, id: failure.requestId }) : failure.code
}
