import { CommandLine } from '#components/ui/command-line.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import { useText } from '#use-text'

/** No session (any more): why, and the one command that brings a new one. */
export function SessionOver({ reason }: { reason: string }) {
  const t = useText()
  return (
    <StatePage title={t('Your session has ended')}>
      <p>{t.said(reason)}</p>
      <p>{t('In a terminal whose kubeconfig reaches this cluster, run:')}</p>
      <CommandLine command="latchkey dashboard" />
      <p>{t('It opens a new tab, signed in. Nothing has to be typed or pasted here.')}</p>
    </StatePage>
  )
}
