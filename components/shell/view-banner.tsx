'use client'

import { Eye } from 'lucide-react'
import { useView } from '#client/use-view.ts'
import { Rich } from '#components/text/rich.tsx'
import { useText } from '#use-text'

/** Whom the session acts as in the place of its user; `ended`: whom it acted as until the right to was lost, and why. */
export type ViewShown = { user: string; groups: string; viewer: string } | { ended: string; reason: string }

/** Over every page of a view: who one is taken for, who one is, and the way back. */
export function ViewBanner({ view }: { view: ViewShown }) {
  const t = useText()
  const { pending, failure, end } = useView()
  const ended = 'ended' in view
  return (
    <section aria-label={t('View as')} className="frame-view flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-notice px-3 py-1.5 text-sm">
      <Eye size={16} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-warning" />
      {ended ? (
        <p className="min-w-0 flex-1 [overflow-wrap:anywhere]" role="status">
          {t('You see the cluster as yourself again: {reason}', { reason: t.said(view.reason) })}
        </p>
      ) : (
        <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          <Rich
            text={t('You see the cluster as {user} ({groups}), and what you do is done as them. You are {viewer}.')}
            values={{
              user: <strong className="font-mono font-medium">{view.user}</strong>,
              groups: view.groups,
              viewer: <span className="font-mono">{view.viewer}</span>,
            }}
          />
        </p>
      )}
      {failure && (
        <p role="alert" className="text-failing">
          {t.said(failure.message)}
        </p>
      )}
      <button type="button" className="button" disabled={pending} onClick={end}>
        {t(ended ? 'Dismiss' : 'Back to myself')}
      </button>
    </section>
  )
}
