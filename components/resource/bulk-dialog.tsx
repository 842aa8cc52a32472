'use client'

import { useEffect, useState } from 'react'
import { actOnEach, type BulkObject, type CheckedObject, checkEach, deleteOne, labelOne, type Outcome, restartOne } from '#client/bulk-act.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import { type Failure, toFailure } from '#domain/failure.ts'
import type { LabelChange } from '#domain/label-change.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { DeleteForm, LabelForm, RestartForm } from './bulk-forms.tsx'
import { BulkOutcomes, Skipped } from './bulk-outcomes.tsx'

export type BulkKind = 'delete' | 'label' | 'restart'

type Props = {
  kind: BulkKind
  resource: ServedResource
  /** What was chosen when the dialog opened. */
  objects: readonly BulkObject[]
  onClose: () => void
  onDone: () => void
}

/** Does one thing to the objects that were chosen, as far as each may be; says of the others why not. */
export function BulkDialog(props: Props) {
  const t = useText()
  const { kind, resource, objects, onClose } = props
  const [busy, setBusy] = useState(false)
  const what = objects.length === 1 ? resource.kind : resource.resource
  return (
    <Dialog open onClose={onClose} busy={busy} title={titleOf(kind, { count: objects.length, what }, t)}>
      <BulkForm {...props} onBusy={setBusy} />
    </Dialog>
  )
}

function titleOf(kind: BulkKind, values: { count: number; what: string }, t: Text): string {
  switch (kind) {
    case 'delete':
      return t('Delete {count} {what}?', values)
    case 'label':
      return t('Label {count} {what}', values)
    case 'restart':
      return t('Restart {count} {what}?', values)
  }
}

/** What was done so far, of what was open when it began. */
type Ran = { outcomes: readonly Outcome[]; total: number; skipped: number }

function BulkForm({ kind, resource, objects, onClose, onDone, onBusy }: Props & { onBusy: (busy: boolean) => void }) {
  const t = useText()
  const { checked, failure } = useChecked(resource, kind === 'delete' ? 'delete' : 'patch', objects)
  const [ran, setRan] = useState<Ran | null>(null)
  // What goes on is not told of otherwise, whatever is asked anew meanwhile.
  if (ran !== null) return <BulkOutcomes kind={kind} {...ran} onClose={onClose} />
  if (failure) return <InlineFailure title={t('It could not be asked what you may do')} failure={failure} />
  if (checked === null) return <SkeletonLines label={t('Asking what you may do…')} lines={3} />
  const open = checked.filter(({ denied }) => denied === null)
  const closed = checked.filter(({ denied }) => denied !== null)
  const run = async (act: (object: CheckedObject) => Promise<unknown>) => {
    const done: Outcome[] = []
    const of = { total: open.length, skipped: closed.length }
    setRan({ ...of, outcomes: [] })
    onBusy(true)
    await actOnEach(open, act, outcome => {
      done.push(outcome)
      setRan({ ...of, outcomes: [...done] })
    })
    onBusy(false)
    onDone()
  }
  return (
    <div className="space-y-4">
      {closed.length > 0 && <Skipped objects={closed} />}
      {open.length === 0 ? (
        <div className="flex justify-end">
          <button type="button" className="button" onClick={onClose}>
            {t('Close')}
          </button>
        </div>
      ) : kind === 'delete' ? (
        <DeleteForm objects={open} onAct={() => run(object => deleteOne(resource, object))} onClose={onClose} />
      ) : kind === 'label' ? (
        <LabelForm objects={open} onAct={(changes: LabelChange) => run(object => labelOne(resource, object, changes))} onClose={onClose} />
      ) : (
        <RestartForm objects={open} onAct={() => run(object => restartOne(resource, object))} onClose={onClose} />
      )}
    </div>
  )
}

function useChecked(resource: ServedResource, verb: 'delete' | 'patch', objects: readonly BulkObject[]) {
  const [checked, setChecked] = useState<readonly CheckedObject[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    checkEach(resource, verb, objects, stop.signal).then(setChecked, thrown => stop.signal.aborted || setFailure(toFailure(thrown)))
    return () => stop.abort()
  }, [resource, verb, objects])
  return { checked, failure }
}
