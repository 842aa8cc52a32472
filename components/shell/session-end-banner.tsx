'use client'

import { useSessionEnd } from '#client/session-end.ts'
import { Callout } from '#components/ui/callout.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'

/** Stands over the page once the server refuses its session: what is shown stays readable, and unsaved text stays too. */
export function SessionEndBanner() {
  const error = useSessionEnd()
  if (!error) return null
  return (
    <div className="border-b border-line p-3">
      <Callout tone="error" title="Your session has ended. What you see is from before.">
        <p className="mb-2">{error.message} Text you have not saved stays in this tab; reload it after signing in.</p>
        <CommandLine command="latchkey dashboard" />
      </Callout>
    </div>
  )
}
