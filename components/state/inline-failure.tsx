import { Callout } from '#components/ui/callout.tsx'
import type { Failure } from '#domain/failure.ts'
import { useText } from '#use-text'

/** A failure of one part of a page; the rest goes on. `what` completes "… could not be shown/saved". */
export function InlineFailure({ failure, title, actions }: { failure: Failure; title: string; actions?: React.ReactNode }) {
  const t = useText()
  return (
    <Callout tone="error" title={title} actions={actions}>
      {/* A Status' message repeats its causes, all in one line. */}
      {failure.causes.length === 0 && <p>{t.said(failure.message)}</p>}
      {failure.causes.length > 0 && (
        <ul className="mt-1 list-disc pl-5 font-mono text-sm">
          {failure.causes.map(cause => (
            <li key={cause}>{cause}</li>
          ))}
        </ul>
      )}
      {failure.requestId && <p className="mt-1 font-mono text-sm text-text-3">{t('request {id}', { id: failure.requestId })}</p>}
    </Callout>
  )
}
