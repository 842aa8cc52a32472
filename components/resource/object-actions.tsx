'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { WhichRole } from '#components/access/which-role.tsx'
import { ActionButton } from '#components/ui/action-button.tsx'
import { CordonDialog, RestartDialog, ScaleDialog } from '#components/workload/act-dialogs.tsx'
import type { AccessQuestion } from '#contract/access.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '#domain/conditions.ts'
import type { ObjectAccess } from '#domain/object-access.ts'
import { editPath } from '#domain/page-path.ts'
import type { ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'
import { DeleteDialog } from './delete-dialog.tsx'

type Props = { resource: ServedResource; object: KubeObject; access: ObjectAccess; gone: boolean }
type Act = 'scale' | 'restart' | 'cordon' | 'delete'

/** What can be done with an object. What may not be done stays in its place with the reason. */
export function ObjectActions({ resource, object, access, gone }: Props) {
  const t = useText()
  const router = useRouter()
  const [open, setOpen] = useState<Act | null>(null)
  const missing = gone ? t('The object no longer exists.') : null
  const { name, namespace } = object.metadata
  const { group, version, resource: plural, kind } = resource
  const remedy = (verb: string, subresource?: string): React.ReactNode => {
    const question: AccessQuestion = { verb, group, resource: plural, name, ...(subresource ? { subresource } : {}), ...(namespace ? { namespace } : {}) }
    return missing === null && <WhichRole question={question} />
  }
  const spec = asRecord(object.spec) ?? {}
  const isCordoned = spec['unschedulable'] === true
  // A dialog stays what it was opened as, whoever is faster.
  const [wasCordoned, setWasCordoned] = useState(false)
  const openCordon = () => {
    setWasCordoned(isCordoned)
    setOpen('cordon')
  }
  const dialog = (act: Act) => ({
    target: { resource: { group, version, resource: plural }, namespace, name },
    kind,
    open: open === act,
    onClose: () => setOpen(null),
  })
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {access.scale && (
        <ActionButton denied={missing ?? access.scale.reason} remedy={remedy('patch', 'scale')} onAct={() => setOpen('scale')}>
          {t('Scale')}
        </ActionButton>
      )}
      {access.restart && (
        <ActionButton denied={missing ?? access.restart.reason} remedy={remedy('patch')} onAct={() => setOpen('restart')}>
          {t('Restart')}
        </ActionButton>
      )}
      {access.cordon && (
        <ActionButton denied={missing ?? access.cordon.reason} remedy={remedy('patch')} onAct={openCordon}>
          {isCordoned ? t('Uncordon') : t('Cordon')}
        </ActionButton>
      )}
      <ActionButton
        shortcut="e"
        denied={missing ?? access.edit.reason}
        remedy={remedy('update')}
        onAct={() => router.push(editPath({ ...resource, namespace, name }))}
      >
        {t('Edit')}
      </ActionButton>
      <ActionButton denied={missing ?? access.delete.reason} remedy={remedy('delete')} onAct={() => setOpen('delete')}>
        {t('Delete')}
      </ActionButton>
      {access.scale && <ScaleDialog {...dialog('scale')} />}
      {access.restart && <RestartDialog {...dialog('restart')} />}
      {access.cordon && <CordonDialog {...dialog('cordon')} isCordoned={wasCordoned} />}
      <DeleteDialog resource={resource} object={object} open={open === 'delete'} onClose={() => setOpen(null)} />
    </div>
  )
}
