import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ResourceList } from '#components/resource/resource-list.tsx'
import { AddNamespace } from '#components/shell/add-namespace.tsx'
import { FailureState } from '#components/state/failure-state.tsx'
import { isAppError, toFailure } from '#domain/failure.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { type ListData, readList } from '../../../../../_data/list.ts'
import { type ResourceParams, servedResource } from '../../../../../_data/resource.ts'
import { requireSession } from '../../../../../_data/session.ts'

type Props = { params: Promise<ResourceParams>; searchParams: Promise<{ namespace?: string | string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).resource) }
}

export default async function ListPage({ params, searchParams }: Props) {
  const { requestId } = requireSession()
  const { namespace } = await searchParams
  let resource: ServedResource | null
  let list: ListData
  try {
    resource = await servedResource(await params)
    if (!resource) notFound()
    list = await readList(resource, [namespace ?? []].flat()[0])
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return <FailureState failure={toFailure(thrown, requestId)} attempt={{ verb: 'list', resource: (await params).resource }} />
  }
  const attempt = { verb: 'list', resource: resourceKey(resource) }
  if (list.deniedReason !== null) {
    const failure = { code: 'FORBIDDEN' as const, message: list.deniedReason, requestId, causes: [] }
    return <FailureState failure={failure} attempt={attempt} instead={<NameNamespace remembered={list.namespaces.remembered} />} />
  }
  const [only] = list.tables
  if (list.tables.length === 1 && only?.failure) {
    if (only.failure.code === 'NOT_FOUND') notFound()
    return <FailureState failure={only.failure} attempt={{ ...attempt, namespace: only.namespace ?? undefined }} />
  }
  return <ResourceList key={`${resourceKey(resource)} ${list.namespaces.selected}`} resource={resource} tables={list.tables} namespaces={list.namespaces} />
}

function NameNamespace({ remembered }: { remembered: string[] }) {
  return (
    <>
      <p>
        That is the answer for the whole cluster{remembered.length > 0 && <> and for {remembered.join(', ')}</>}. If you may list them in another namespace,
        name it:
      </p>
      <AddNamespace remembered={remembered} />
    </>
  )
}
