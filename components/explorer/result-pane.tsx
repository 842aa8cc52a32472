'use client'

import type { GraphQLRun } from '#client/use-graphql-run.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { CodeEditor } from './code-editor.tsx'

type Props = { result: GraphQLRun; isSubscription: boolean; onRun: () => void }

/** What came back: errors with their codes first, then the whole answer as it was. */
export function ResultPane({ result, isSubscription, onRun }: Props) {
  return (
    <section aria-label="Result" className="flex min-h-0 min-w-0 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-2 border-b border-line bg-sunken px-3">
        <h2 className="section-title">Result</h2>
        <p role="status" aria-label="Run" className="text-sm text-text-2">
          {statusText(result, isSubscription)}
        </p>
        <span className="ml-auto">{result.text !== '' && <CopyButton text={result.text} label="Copy result" />}</span>
      </div>
      {result.failure && (
        <div className="p-2">
          <InlineFailure title={`${result.failure.code}: it was not run to its end`} failure={result.failure} />
        </div>
      )}
      {result.errors.length > 0 && (
        <ul aria-label="Errors" className="max-h-40 shrink-0 overflow-y-auto border-b border-line bg-danger px-3 py-1.5">
          {result.errors.map((error, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an error is its place in the answer.
            <li key={index} className="py-0.5 [overflow-wrap:anywhere]">
              <code className="font-mono font-semibold text-failing">{error.extensions.code}</code>
              {error.path && <code className="ml-2 font-mono text-sm text-text-2">{error.path.join('.')}</code>}
              {error.locations?.[0] && <span className="ml-2 text-sm text-text-2">line {error.locations[0].line}</span>}
              <span className="ml-2">{error.message}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="min-h-0 flex-1">
        {result.text === '' && result.state !== 'running' ? (
          <p className="p-3 text-text-2">
            Run the operation with <kbd className="kbd">Ctrl</kbd> <kbd className="kbd">Enter</kbd>. It runs as you: what the cluster denies to you comes back
            as an error, in its own words.
          </p>
        ) : (
          <CodeEditor label="Result" language="json" text={result.text} onRun={onRun} />
        )}
      </div>
    </section>
  )
}

function statusText({ state, count, tookMs, text }: GraphQLRun, isSubscription: boolean): string {
  if (state === 'none') return ''
  const answers = `${count} ${count === 1 ? 'answer' : 'answers'}`
  if (state === 'running') return isSubscription ? `Following: ${answers}` : 'Running…'
  return isSubscription ? `Ended after ${answers}` : `${Math.round(tookMs)} ms, ${sizeText(text.length)}`
}

function sizeText(characters: number): string {
  return characters < 10_000 ? `${characters} characters` : `${Math.round(characters / 1000)} k characters`
}
