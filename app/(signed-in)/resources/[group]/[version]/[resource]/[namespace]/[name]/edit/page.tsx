import type { Metadata } from 'next'
import { loadObject } from '#app/_data/object-page.tsx'
import { type ObjectParams, objectOf } from '#app/_data/resource.ts'
import { requireSession } from '#app/_data/session.ts'
import { showFailure } from '#app/_data/show-failure.tsx'
import { ObjectEditor } from '#components/editor/object-editor.tsx'
import { AppLink } from '#components/shell/app-link.tsx'
import { objectPath } from '#domain/page-path.ts'
import { resourceKey } from '#domain/resource.ts'

type Props = { params: Promise<ObjectParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Edit ${objectOf(await params).name}` }
}

export default async function EditPage({ params }: Props) {
  const loaded = await loadObject(await params)
  if (!loaded.found) return loaded.page
  const { resource, object, access } = loaded
  if (access.edit.by !== null) return <ObjectEditor key={object.metadata.uid} resource={resource} object={object} by={access.edit.by} />
  const { name, namespace } = object.metadata
  const failure = { code: 'FORBIDDEN' as const, message: access.edit.reason, requestId: requireSession().requestId, causes: [] }
  const view = (
    <p>
      You may still{' '}
      <AppLink href={objectPath({ ...resource, namespace, name })} className="link underline">
        view it
      </AppLink>
      .
    </p>
  )
  return showFailure(failure, { verb: 'update', resource: resourceKey(resource), namespace, name }, view)
}
