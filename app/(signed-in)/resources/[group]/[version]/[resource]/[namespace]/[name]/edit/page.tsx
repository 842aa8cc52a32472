import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ObjectEditor } from '#components/editor/object-editor.tsx'
import { AppLink } from '#components/shell/app-link.tsx'
import { FailureState } from '#components/state/failure-state.tsx'
import { isAppError, toFailure } from '#domain/failure.ts'
import { objectPath } from '#domain/page-path.ts'
import { resourceKey } from '#domain/resource.ts'
import { readObject, readObjectAccess } from '../../../../../../../../_data/object.ts'
import { type ObjectParams, objectOf, servedResource } from '../../../../../../../../_data/resource.ts'
import { requireSession } from '../../../../../../../../_data/session.ts'

type Props = { params: Promise<ObjectParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Edit ${objectOf(await params).name}` }
}

export default async function EditPage({ params }: Props) {
  const { requestId } = requireSession()
  const { namespace, name } = objectOf(await params)
  try {
    const resource = await servedResource(await params)
    if (!resource) notFound()
    const [object, access] = await Promise.all([readObject(resource, namespace, name), readObjectAccess(resource, namespace, name)])
    if (access.edit.by !== null) return <ObjectEditor key={object.metadata.uid} resource={resource} object={object} by={access.edit.by} />
    const failure = { code: 'FORBIDDEN' as const, message: access.edit.reason, requestId, causes: [] }
    const view = (
      <p>
        You may still{' '}
        <AppLink href={objectPath({ ...resource, namespace, name })} className="link">
          view it
        </AppLink>
        .
      </p>
    )
    return <FailureState failure={failure} attempt={{ verb: 'update', resource: resourceKey(resource), namespace, name }} instead={view} />
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    if (thrown.code === 'NOT_FOUND') notFound()
    return <FailureState failure={toFailure(thrown, requestId)} attempt={{ verb: 'get', resource: (await params).resource, namespace, name }} />
  }
}
