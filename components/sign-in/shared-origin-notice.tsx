import { Rich } from '#components/text/rich.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { useText } from '#use-text'

/** What it means to use the dashboard at an address of the kube-apiserver, before anyone signs in there. */
export function SharedOriginNotice({ isRefused = false, onUnderstood }: { isRefused?: boolean; onUnderstood?: () => void }) {
  const t = useText()
  const actions = onUnderstood && (
    <button type="button" className="button" onClick={onUnderstood}>
      {t('I understand, continue')}
    </button>
  )
  const proxy = <code className="font-mono">kubectl proxy</code>
  return (
    <Callout tone="warning" title={t('This address belongs to the Kubernetes API, not to Latchkey alone.')} actions={actions}>
      <ul className="my-1 list-disc space-y-1 pl-4">
        <li>
          <Rich text={t('To your browser, everything that the kube-apiserver or {proxy} serves here is one site.')} values={{ proxy }} />
        </li>
        <li>{t('A page of any other service behind it, opened in this browser, could use the dashboard as you while you are signed in.')}</li>
        <li>
          <Rich text={t('With {proxy}, such a page could use the whole Kubernetes API as you already, signed in here or not.')} values={{ proxy }} />
        </li>
      </ul>
      {isRefused ? (
        <p>{t('So whoever installed Latchkey lets nobody sign in here. Use the command above.')}</p>
      ) : (
        <p>
          <Rich
            text={t('{command} has none of this. Continue only where you open no other service’s pages at this address.')}
            values={{ command: <code className="font-mono">latchkey dashboard</code> }}
          />
        </p>
      )}
    </Callout>
  )
}
