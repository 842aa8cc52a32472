import { CommandLine } from '#components/ui/command-line.tsx'
import { StatePage } from '#components/ui/state-page.tsx'

/** No session (any more): why, and the one command that brings a new one. */
export function SessionOver({ title = 'Your session has ended', reason }: { title?: string; reason: string }) {
  return (
    <StatePage title={title}>
      <p>{reason}</p>
      <p>In a terminal whose kubeconfig reaches this cluster, run:</p>
      <CommandLine command="latchkey dashboard" />
      <p>It opens a new tab, signed in. Nothing has to be typed or pasted here.</p>
    </StatePage>
  )
}
