import { AppLink } from '#components/shell/app-link.tsx'
import { useKinds } from '#components/shell/kinds-context.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { editPath, objectPath } from '#domain/page-path.ts'
import { parseApiVersion } from '#domain/resource.ts'
import { english } from '#domain/text.ts'
import { writeFailureTitle } from '#domain/write-failure.ts'
import { useText } from '#use-text'
import type { CreateResult } from './use-create.ts'

const words: Record<CreateResult['state'], string> = {
  unsent: english('{title}: Not sent.'),
  tried: english('{title}: The cluster would take it.'),
  created: english('{title}: Created.'),
  exists: english('{title}: It exists already, as your text said it before. What you changed since was not sent.'),
  refused: english('{title}: Refused.'),
}

/** How it went with each document. */
export function CreateResults({ results }: { results: readonly CreateResult[] }) {
  const t = useText()
  if (results.length === 0) return null
  return (
    <ul aria-label={t('Results')} className="space-y-2">
      {results.map(result => (
        <li key={`${result.line} ${result.title}`}>
          <Result result={result} />
        </li>
      ))}
    </ul>
  )
}

function Result({ result: { title, state, problem, failure, warnings, created } }: { result: CreateResult }) {
  const t = useText()
  const kinds = useKinds()
  if (failure) return <InlineFailure title={writeFailureTitle(failure, t('{title} was refused', { title }), t)} failure={failure} />
  if (problem !== null)
    return (
      <Callout tone="error" title={t('{title} was not sent.', { title })}>
        {problem}
      </Callout>
    )
  const served = created && kinds.find(({ group, kind }) => kind === created.kind && group === parseApiVersion(created.apiVersion).group)
  const target = served && { ...served, ...parseApiVersion(created.apiVersion), namespace: created.metadata.namespace, name: created.metadata.name }
  return (
    <Callout tone={state === 'exists' ? 'warning' : 'info'} title={t(words[state], { title })}>
      {warnings.map(warning => (
        <p key={warning}>{warning}</p>
      ))}
      {state === 'created' && target && (
        <AppLink href={objectPath(target)} className="link">
          {t('Show it')}
        </AppLink>
      )}
      {state === 'exists' && target && (
        <AppLink href={editPath(target)} className="link">
          {t('Edit it')}
        </AppLink>
      )}
    </Callout>
  )
}
