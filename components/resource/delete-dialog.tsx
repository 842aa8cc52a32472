'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { requestKube } from '#client/request.ts'
import { useNotify } from '#components/shell/notices.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Rich } from '#components/text/rich.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import { listPath } from '#domain/page-path.ts'
import type { ServedResource } from '#domain/resource.ts'
import { writeFailureTitle } from '#domain/write-failure.ts'
import { useText } from '#use-text'

type Props = { resource: ServedResource; object: KubeObject; open: boolean; onClose: () => void }

/** Deletes one object, and only this one: the uid goes along, so a namesake made meanwhile is safe. */
export function DeleteDialog({ resource, object, open, onClose }: Props) {
  const t = useText()
  const { name, namespace, uid } = object.metadata
  return (
    <Dialog open={open} onClose={onClose} title={t('Delete {kind} {name}?', { kind: resource.kind, name })}>
      <DeleteForm {...{ resource, name, namespace, uid, onClose }} />
    </Dialog>
  )
}

type FormProps = { resource: ServedResource; name: string; namespace: string | undefined; uid: string | undefined; onClose: () => void }

function DeleteForm({ resource, name, namespace, uid, onClose }: FormProps) {
  const t = useText()
  const router = useRouter()
  const notify = useNotify()
  const inputId = useId()
  const [typed, setTyped] = useState('')
  const [policy, setPolicy] = useState('Background')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const remove = async () => {
    setPending(true)
    setFailure(null)
    try {
      const path = apiPath({ ...resource, namespace: resource.namespaced ? namespace : undefined, name })
      const preconditions = uid ? { preconditions: { uid } } : {}
      await requestKube(path, { method: 'DELETE', body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: policy, ...preconditions } })
      notify(t(policy === 'Foreground' ? '{kind} {name} is deleted once what it owns is gone.' : '{kind} {name} is deleted.', { kind: resource.kind, name }))
      router.push(listPath(resource, namespace))
    } catch (thrown) {
      setFailure(toFailure(thrown))
      setPending(false)
    }
  }
  return (
    <form
      className="space-y-4"
      onSubmit={event => {
        event.preventDefault()
        if (typed === name && !pending) void remove()
      }}
    >
      <p className="text-text-2">
        {namespace ? (
          <Rich
            text={t('It is removed from namespace {namespace} for everyone. This cannot be undone.')}
            values={{ namespace: <code className="font-mono">{namespace}</code> }}
          />
        ) : (
          t('It is removed from the cluster for everyone. This cannot be undone.')
        )}
      </p>
      <label htmlFor={inputId} className="block">
        <span className="mb-1 block">
          <Rich text={t('Type {name} to confirm')} values={{ name: <code className="font-mono font-semibold">{name}</code> }} />
        </span>
        <input
          id={inputId}
          className="field w-full font-mono"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={event => setTyped(event.target.value)}
        />
      </label>
      <fieldset className="space-y-1">
        <legend className="mb-1">{t('What it owns')}</legend>
        <Choice value="Background" policy={policy} onChoose={setPolicy} text={t('is deleted afterwards, in the background')} />
        <Choice value="Foreground" policy={policy} onChoose={setPolicy} text={t('is deleted first; the object stays until that is done')} />
      </fieldset>
      {failure && <InlineFailure title={writeFailureTitle(failure, t('It was not deleted'), t)} failure={failure} />}
      <div className="flex justify-end gap-2">
        <button type="button" className="button" onClick={onClose}>
          {t('Cancel')}
        </button>
        <button type="submit" className="button button-danger" disabled={typed !== name || pending}>
          {pending ? t('Deleting…') : t('Delete')}
        </button>
      </div>
    </form>
  )
}

function Choice({ value, policy, onChoose, text }: { value: string; policy: string; onChoose: (value: string) => void; text: string }) {
  return (
    <label className="flex items-center gap-2 text-text-2">
      <input type="radio" name="propagation" className="accent-accent-fill" checked={policy === value} onChange={() => onChoose(value)} />
      {text}
    </label>
  )
}
