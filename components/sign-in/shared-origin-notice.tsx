import { Callout } from '#components/ui/callout.tsx'

/** What it means to use the dashboard at an address of the kube-apiserver, before anyone signs in there. */
export function SharedOriginNotice({ isRefused = false, onUnderstood }: { isRefused?: boolean; onUnderstood?: () => void }) {
  const actions = onUnderstood && (
    <button type="button" className="button" onClick={onUnderstood}>
      I understand, continue
    </button>
  )
  return (
    <Callout tone="warning" title="This address belongs to the Kubernetes API, not to Latchkey alone." actions={actions}>
      <ul className="my-1 list-disc space-y-1 pl-4">
        <li>
          To your browser, everything that the kube-apiserver or <code className="font-mono">kubectl proxy</code> serves here is one site.
        </li>
        <li>A page of any other service behind it, opened in this browser, could use the dashboard as you while you are signed in.</li>
        <li>
          With <code className="font-mono">kubectl proxy</code>, such a page could use the whole Kubernetes API as you already, signed in here or not.
        </li>
      </ul>
      {isRefused ? (
        <p>So whoever installed Latchkey lets nobody sign in here. Use the command above.</p>
      ) : (
        <p>
          <code className="font-mono">latchkey dashboard</code> has none of this. Continue only where you open no other service’s pages at this address.
        </p>
      )}
    </Callout>
  )
}
