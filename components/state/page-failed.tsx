'use client'

import { StatePage } from '#components/ui/state-page.tsx'

/** What no page expected. The digest finds the cause in the server's log. */
export function PageFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <StatePage
      title="This page failed"
      footnote={error.digest ? `digest ${error.digest}` : undefined}
      actions={
        <button type="button" className="button" onClick={reset}>
          Try again
        </button>
      }
    >
      <p>Latchkey could not make this page. Nothing in the cluster was changed. If it happens again, give the digest below to whoever runs Latchkey.</p>
    </StatePage>
  )
}
