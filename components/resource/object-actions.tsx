'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ActionButton } from '#components/ui/action-button.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { ObjectAccess } from '#domain/object-access.ts'
import { editPath } from '#domain/page-path.ts'
import type { ServedResource } from '#domain/resource.ts'
import { DeleteDialog } from './delete-dialog.tsx'

type Props = { resource: ServedResource; object: KubeObject; access: ObjectAccess; gone: boolean }

/** What can be done with an object. What may not be done stays in its place with the reason. */
export function ObjectActions({ resource, object, access, gone }: Props) {
  const router = useRouter()
  const [deleting, setDeleting] = useState(false)
  const missing = gone ? 'The object no longer exists.' : null
  const { name, namespace } = object.metadata
  return (
    <div className="flex gap-2">
      <ActionButton shortcut="e" denied={missing ?? access.edit.reason} onAct={() => router.push(editPath({ ...resource, namespace, name }))}>
        Edit
      </ActionButton>
      <ActionButton denied={missing ?? access.delete.reason} onAct={() => setDeleting(true)}>
        Delete
      </ActionButton>
      <DeleteDialog resource={resource} object={object} open={deleting} onClose={() => setDeleting(false)} />
    </div>
  )
}
