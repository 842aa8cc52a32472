import { Callout } from '#components/ui/callout.tsx'
import type { DeniedPart } from '#contract/operations/list.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'

/** `left`: how many are for another choice; `unlooked`: of how many it is not known whether they are the user's. */
type Props = { denied: readonly DeniedPart[]; left: number; unlooked: number }

/** Beyond these, which they are is told to who asks. */
const mostOpen = 2

/** Namespaces of a list that could not be looked into, or can no longer be, and those that there are too many of. */
export function NamespacesNotShown({ denied, left, unlooked }: Props) {
  const t = useText()
  if (denied.length === 0 && left === 0 && unlooked === 0) return null
  return (
    <div className="space-y-2 px-4 pb-2">
      {left > 0 && (
        <Callout
          title={t.count(
            left,
            '{count} more of your namespaces is not in this list: it takes 50 at once. Choose others under “namespaces”.',
            '{count} more of your namespaces are not in this list: it takes 50 at once. Choose others under “namespaces”.',
          )}
        />
      )}
      {unlooked > 0 && <Callout title={unlookedText(unlooked, t)} />}
      {denied.length > 0 && <Denied denied={denied} />}
    </div>
  )
}

/** One place for all of them, so that the rows keep theirs. */
function Denied({ denied }: { denied: readonly DeniedPart[] }) {
  const t = useText()
  const [only] = denied.length === 1 ? denied : []
  if (only)
    return (
      <Callout tone="error" title={t('Namespace {namespace} is not shown', { namespace: only.namespace })}>
        <p>{t.said(only.reason)}</p>
      </Callout>
    )
  const reasons = (
    <ul className="mt-1 max-h-32 space-y-1 overflow-y-auto text-sm">
      {denied.map(({ namespace, reason }) => (
        <li key={namespace}>
          <span className="font-mono">{namespace}</span>: {t.said(reason)}
        </li>
      ))}
    </ul>
  )
  return (
    <Callout tone="error" title={t('{count} namespaces are not shown', { count: denied.length })}>
      {denied.length <= mostOpen ? (
        reasons
      ) : (
        <details>
          <summary className="cursor-pointer">{t('Which, and why')}</summary>
          {reasons}
        </details>
      )}
    </Callout>
  )
}

/** Namespaces that there are too many of to ask for each what is open there. */
export function unlookedText(count: number, t: Text): string {
  return t.count(
    count,
    '{count} namespace was not looked into: there are too many. One that you name is looked into first.',
    '{count} namespaces were not looked into: there are too many. Those that you name are looked into first.',
  )
}
