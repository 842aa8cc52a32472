'use client'

import { StatePage } from '#components/ui/state-page.tsx'
import { useText } from '#use-text'

/** What no page expected. The digest finds the cause in the server's log; what failed in the browser has none, and says itself what it was. */
export function PageFailed({ error }: { error: Error & { digest?: string } }) {
  const t = useText()
  return (
    <StatePage
      title={t('This page failed')}
      footnote={error.digest ? t('digest {digest}', { digest: error.digest }) : error.message}
      actions={
        // The whole of it: a part that did not come, and what the server had sent, would fail again.
        <button type="button" className="button" onClick={() => location.reload()}>
          {t('Try again')}
        </button>
      }
    >
      <p>
        {t('Latchkey could not make this page, which changed nothing in the cluster. If it happens again, give what stands below to whoever runs Latchkey.')}
      </p>
    </StatePage>
  )
}
