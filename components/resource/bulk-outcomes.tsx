import type { BulkObject, CheckedObject, Outcome } from '#client/bulk-act.ts'
import { Rich } from '#components/text/rich.tsx'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'

/** What is left alone, by reason, since what one role does not allow is mostly the same for many. */
export function Skipped({ objects }: { objects: readonly CheckedObject[] }) {
  const t = useText()
  const byReason = Map.groupBy(objects, ({ denied }) => denied ?? '')
  return (
    <div className="rounded-md border border-line bg-notice px-3 py-2">
      <p className="font-medium">{t.count(objects.length, 'One is left alone:', '{count} are left alone:')}</p>
      <ul className="mt-1 space-y-1 text-sm">
        {[...byReason].map(([reason, of]) => (
          <li key={reason}>
            <Names objects={of} />: <span className="text-text-2">{t.said(reason)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

const mostNamed = 3

function Names({ objects }: { objects: readonly BulkObject[] }) {
  const t = useText()
  const more = objects.length - mostNamed
  const names = <span className="font-mono">{objects.slice(0, mostNamed).map(nameOf).join(', ')}</span>
  return more > 0 ? <Rich text={t('{names} and {count} more', { count: more })} values={{ names }} /> : names
}

type Props = { kind: 'delete' | 'label' | 'restart'; outcomes: readonly Outcome[]; total: number; skipped: number; onClose: () => void }

/** How it went, as it goes. */
export function BulkOutcomes({ kind, outcomes, total, skipped, onClose }: Props) {
  const t = useText()
  const failed = outcomes.filter(({ failure }) => failure !== null)
  const counts = { done: outcomes.length - failed.length, total, failed: failed.length, skipped }
  return (
    <div className="space-y-3">
      <p role="status">{kind === 'delete' ? deletedText(counts, t) : doneText(counts, t)}</p>
      {failed.length > 0 && (
        <ul className="max-h-40 space-y-1 overflow-y-auto text-sm">
          {failed.map(outcome => (
            <li key={outcome.key}>
              <span className="font-mono">{nameOf(outcome)}</span>: <span className="text-failing">{t.said(outcome.failure?.message ?? '')}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end">
        <button type="button" className="button" onClick={onClose} disabled={outcomes.length < total}>
          {t('Close')}
        </button>
      </div>
    </div>
  )
}

type Counts = { done: number; total: number; failed: number; skipped: number }

function deletedText(counts: Counts, t: Text): string {
  if (counts.failed === 0) return counts.skipped === 0 ? t('{done} of {total} deleted.', counts) : t('{done} of {total} deleted; {skipped} left alone.', counts)
  return counts.skipped === 0
    ? t('{done} of {total} deleted, {failed} could not be.', counts)
    : t('{done} of {total} deleted, {failed} could not be; {skipped} left alone.', counts)
}

function doneText(counts: Counts, t: Text): string {
  if (counts.failed === 0) return counts.skipped === 0 ? t('{done} of {total} done.', counts) : t('{done} of {total} done; {skipped} left alone.', counts)
  return counts.skipped === 0
    ? t('{done} of {total} done, {failed} failed.', counts)
    : t('{done} of {total} done, {failed} failed; {skipped} left alone.', counts)
}

export function nameOf({ namespace, name }: Pick<BulkObject, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}/${name}`
}
