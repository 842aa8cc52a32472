'use client'

import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { queryData } from '#client/graphql-request.ts'
import { readScale } from '#client/read-scale.ts'
import { useNotify } from '#components/shell/notices.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { mergePatchOperation, type RestartAnswer, restartOperation, type ScaleAnswer, scaleOperation } from '#contract/operations/act.ts'
import type { ObjectTarget } from '#contract/operations/object.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import { writeFailureTitle } from '#domain/write-failure.ts'
import { useText } from '#use-text'

type Props = { target: ObjectTarget; kind: string; open: boolean; onClose: () => void }

/** Sets how many replicas there are to be. */
export function ScaleDialog({ target, kind, open, onClose }: Props) {
  const t = useText()
  return (
    <Dialog open={open} onClose={onClose} title={t('Scale {kind} {name}', { kind, name: target.name })}>
      <ScaleForm {...{ target, kind, onClose }} />
    </Dialog>
  )
}

function ScaleForm({ target, kind, onClose }: Omit<Props, 'open'>) {
  const t = useText()
  const inputId = useId()
  const notify = useNotify()
  // What was read before says nothing of now.
  const now = useQuery({ queryKey: ['scale', target], queryFn: ({ signal }) => readScale(target, signal), retry: false, gcTime: 0, staleTime: 0 })
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? (now.data === undefined ? '' : String(now.data))
  const wanted = /^\d{1,9}$/.test(text) ? Number(text) : null
  const { act, pending, failure } = useAct(async () => {
    const { scale } = await queryData<ScaleAnswer>(scaleOperation, { ...target, replicas: wanted })
    const values = { kind, name: target.name, replicas: String(scale.replicas) }
    const said = t.count(scale.replicas, '{kind} {name} is to have {replicas} replica.', '{kind} {name} is to have {replicas} replicas.', values)
    notify([said, ...scale.warnings].join(' '))
    onClose()
  })
  return (
    <form
      className="space-y-4"
      onSubmit={event => {
        event.preventDefault()
        if (wanted !== null && !pending) void act()
      }}
    >
      <label htmlFor={inputId} className="block">
        <span className="mb-1 block">{now.data === undefined ? t('Replicas') : t('Replicas, {count} now', { count: String(now.data) })}</span>
        <input
          id={inputId}
          className="field w-24"
          inputMode="numeric"
          aria-invalid={wanted === null && text !== ''}
          aria-busy={now.isPending}
          autoComplete="off"
          value={text}
          onChange={event => setTyped(event.target.value.trim())}
        />
      </label>
      {wanted === 0 && <p className="text-warning">{t('With none, nothing of it runs.')}</p>}
      {now.error && <InlineFailure title={t('How many there are to be now could not be read')} failure={toFailure(now.error)} />}
      {failure && <InlineFailure title={writeFailureTitle(failure, t('It was not scaled'), t)} failure={failure} />}
      <Buttons act={t('Scale')} pending={pending} disabled={wanted === null || wanted === now.data} onClose={onClose} />
    </form>
  )
}

/** Replaces the pods of a workload, as its strategy has it. */
export function RestartDialog({ target, kind, open, onClose }: Props) {
  const t = useText()
  return (
    <Dialog open={open} onClose={onClose} title={t('Restart {kind} {name}?', { kind, name: target.name })}>
      <RestartForm {...{ target, kind, onClose }} />
    </Dialog>
  )
}

function RestartForm({ target, kind, onClose }: Omit<Props, 'open'>) {
  const t = useText()
  const notify = useNotify()
  const { act, pending, failure } = useAct(async () => {
    const { restart } = await queryData<RestartAnswer>(restartOperation, target)
    notify([t('{kind} {name} restarts.', { kind, name: target.name }), ...restart.warnings].join(' '))
    onClose()
  })
  return (
    <form
      className="space-y-4"
      onSubmit={event => {
        event.preventDefault()
        if (!pending) void act()
      }}
    >
      <p className="text-text-2">{t('Its pods are replaced one after another, as its update strategy says: what `kubectl rollout restart` does.')}</p>
      {failure && <InlineFailure title={writeFailureTitle(failure, t('It was not restarted'), t)} failure={failure} />}
      <Buttons act={t('Restart')} pending={pending} disabled={false} onClose={onClose} />
    </form>
  )
}

/** Keeps new pods off a node, or lets them on again. `isCordoned`: none are put on it now. */
export function CordonDialog({ target, isCordoned, open, onClose }: Omit<Props, 'kind'> & { isCordoned: boolean }) {
  const t = useText()
  return (
    <Dialog open={open} onClose={onClose} title={t(isCordoned ? 'Uncordon node {name}?' : 'Cordon node {name}?', { name: target.name })}>
      <CordonForm {...{ target, isCordoned, onClose }} />
    </Dialog>
  )
}

function CordonForm({ target, isCordoned, onClose }: Omit<Props, 'open' | 'kind'> & { isCordoned: boolean }) {
  const t = useText()
  const notify = useNotify()
  const { act, pending, failure } = useAct(async () => {
    await queryData(mergePatchOperation, { ...target, patch: { spec: { unschedulable: isCordoned ? null : true } } })
    notify(t(isCordoned ? 'Node {name} takes pods again.' : 'Node {name} takes no new pods.', { name: target.name }))
    onClose()
  })
  return (
    <form
      className="space-y-4"
      onSubmit={event => {
        event.preventDefault()
        if (!pending) void act()
      }}
    >
      <p className="text-text-2">{t(isCordoned ? 'New pods may be put on it again.' : 'No new pods are put on it. Those that run there stay.')}</p>
      {failure && <InlineFailure title={writeFailureTitle(failure, t('It was not changed'), t)} failure={failure} />}
      <Buttons act={t(isCordoned ? 'Uncordon' : 'Cordon')} pending={pending} disabled={false} onClose={onClose} />
    </form>
  )
}

function Buttons({ act, pending, disabled, onClose }: { act: string; pending: boolean; disabled: boolean; onClose: () => void }) {
  const t = useText()
  return (
    <div className="flex justify-end gap-2">
      <button type="button" className="button" onClick={onClose}>
        {t('Cancel')}
      </button>
      <button type="submit" className="button button-primary" disabled={disabled || pending}>
        {act}
      </button>
    </div>
  )
}

function useAct(run: () => Promise<void>) {
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const act = async () => {
    setPending(true)
    setFailure(null)
    try {
      await run()
    } catch (thrown) {
      setFailure(toFailure(thrown))
    } finally {
      setPending(false)
    }
  }
  return { act, pending, failure }
}
