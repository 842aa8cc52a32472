import { AsOf } from '#components/resource/as-of.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import type { Failure } from '#domain/failure.ts'
import { someNames } from '#domain/some-names.ts'
import { useText } from '#use-text'

type Props = {
  id: string
  title: string
  aside?: React.ReactNode
  /** Between the title and what scrolls, in a place that is kept while it is not there yet; none where it is not given. */
  strip?: React.ReactNode
  isPending: boolean
  failure: Failure | null
  /** Since when it is as it was, where it cannot be read again (epoch milliseconds). */
  sinceMs?: number | null
  /** Kinds that could not be looked through, or not in full. */
  unread?: readonly string[]
  isEmpty: boolean
  empty: string
  children?: React.ReactNode
}

/** One part of Home. Its size does not depend on what is in it, so that nothing below moves. */
export function Panel({ id, title, aside, strip, isPending, failure, sinceMs = null, unread = [], isEmpty, empty, children }: Props) {
  const t = useText()
  return (
    <section aria-labelledby={id} aria-busy={isPending} className="panel flex h-80 flex-col">
      <header className="flex h-9 shrink-0 items-center gap-3 border-b border-line px-3">
        <h2 id={id} className="min-w-0 truncate font-semibold" title={title}>
          {title}
        </h2>
        {aside && <div className="ml-auto shrink-0 text-sm text-text-2">{aside}</div>}
      </header>
      {sinceMs !== null && <AsOf atMs={sinceMs} />}
      {!failure && !isPending && unread.length > 0 ? (
        <p role="status" className="h-7 shrink-0 truncate border-b border-line px-3 text-sm leading-7 text-warning" title={unread.join(', ')}>
          {t('Not looked through, or not in full: {kinds}', { kinds: someNames(unread, t) })}
        </p>
      ) : (
        strip !== undefined && (
          <div className="flex h-7 shrink-0 items-center gap-2 border-b border-line px-3 text-sm text-text-2">{!isPending && !failure && strip}</div>
        )
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard. */}
      <section className="min-h-0 flex-1 overflow-y-auto" aria-label={t('{title}, scrollable', { title })} tabIndex={0}>
        {failure ? (
          <div className="p-3">
            <InlineFailure title={t('This cannot be shown')} failure={failure} />
          </div>
        ) : isPending ? (
          <SkeletonLines label={t('Loading…')} />
        ) : isEmpty ? (
          <p className="px-3 py-6 text-center text-text-2">{empty}</p>
        ) : (
          children
        )}
      </section>
    </section>
  )
}
