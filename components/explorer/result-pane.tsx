'use client'

import type { GraphQLRun } from '#client/use-graphql-run.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Rich } from '#components/text/rich.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { CodeEditor } from './code-editor.tsx'

type Props = { result: GraphQLRun; isSubscription: boolean; onRun: () => void }

/** What came back: errors with their codes first, then the whole answer as it was. */
export function ResultPane({ result, isSubscription, onRun }: Props) {
  const t = useText()
  return (
    <section aria-label={t('Result')} className="flex min-h-0 min-w-0 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-2 border-b border-line bg-sunken px-3">
        <h2 className="section-title">{t('Result')}</h2>
        <p role="status" aria-label={t('Run')} className="text-sm text-text-2">
          {statusText(result, isSubscription, t)}
        </p>
        <span className="ml-auto">{result.text !== '' && <CopyButton text={result.text} label={t('Copy result')} />}</span>
      </div>
      {result.failure && (
        <div className="p-2">
          <InlineFailure title={t('{code}: it was not run to its end', { code: result.failure.code })} failure={result.failure} />
        </div>
      )}
      {result.errors.length > 0 && (
        <ul aria-label={t('Errors')} className="max-h-40 shrink-0 overflow-y-auto border-b border-line bg-danger px-3 py-1.5">
          {result.errors.map((error, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an error is its place in the answer.
            <li key={index} className="py-0.5 [overflow-wrap:anywhere]">
              <code className="font-mono font-semibold text-failing">{error.extensions.code}</code>
              {error.path && <code className="ml-2 font-mono text-sm text-text-2">{error.path.join('.')}</code>}
              {error.locations?.[0] && <span className="ml-2 text-sm text-text-2">{t('line {line}', { line: String(error.locations[0].line) })}</span>}
              <span className="ml-2">{error.message}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="min-h-0 flex-1">
        {result.text === '' && result.state === 'running' ? (
          <div className="h-full overflow-hidden">
            <SkeletonLines label={t('Running…')} lines={40} gap="space-y-1.5" />
          </div>
        ) : result.text === '' ? (
          <p className="p-3 text-text-2">
            <Rich
              text={t('Run the operation with {keys}. It runs as you: what the cluster denies to you comes back as an error, in its own words.')}
              values={{
                keys: (
                  <>
                    <kbd className="kbd">Ctrl</kbd> <kbd className="kbd">Enter</kbd>
                  </>
                ),
              }}
            />
          </p>
        ) : (
          <CodeEditor label={t('Result')} language="json" text={result.text} onRun={onRun} />
        )}
      </div>
    </section>
  )
}

function statusText({ state, count, tookMs, text }: GraphQLRun, isSubscription: boolean, t: Text): string {
  if (state === 'none') return ''
  const answers = { answers: String(count) }
  if (state === 'running') {
    if (!isSubscription) return t('Running…')
    return t(count === 1 ? 'Following: {answers} answer' : 'Following: {answers} answers', answers)
  }
  if (isSubscription) return t(count === 1 ? 'Ended after {answers} answer' : 'Ended after {answers} answers', answers)
  const took = String(Math.round(tookMs))
  return text.length < 10_000
    ? t('{took} ms, {characters} characters', { took, characters: String(text.length) })
    : t('{took} ms, {thousands} k characters', { took, thousands: String(Math.round(text.length / 1000)) })
}
