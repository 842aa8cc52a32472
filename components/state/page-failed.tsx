'use client'

import { StatePage } from '#components/ui/state-page.tsx'
import { useText } from '#use-text'

/** What no page expected. The digest finds the cause in the server's log. */
export function PageFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useText()
  return (
    <StatePage
      title={t('This page failed')}
      footnote={error.digest ? t('digest {digest}', { digest: error.digest }) : undefined}
      actions={
        <button type="button" className="button" onClick={reset}>
          {t('Try again')}
        </button>
      }
    >
      <p>{t('Latchkey could not make this page. Nothing in the cluster was changed. If it happens again, give the digest below to whoever runs Latchkey.')}</p>
    </StatePage>
  )
}
