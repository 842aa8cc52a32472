import type { Metadata } from 'next'
import { answerStatus } from '#app/_data/answer-status.ts'
import { type ListData, readList } from '#app/_data/list.ts'
import { type ResourceParams, resourceOf, servedResource } from '#app/_data/resource.ts'
import { requireSession } from '#app/_data/session.ts'
import { showFailure, showThrown } from '#app/_data/show-failure.tsx'
import { ResourceList } from '#components/resource/resource-list.tsx'
import { AddNamespace } from '#components/shell/add-namespace.tsx'
import { KindNotFound } from '#components/state/kind-not-found.tsx'
import { isAppError } from '#domain/failure.ts'
import { resourceKey } from '#domain/resource.ts'

type Props = { params: Promise<ResourceParams>; searchParams: Promise<{ namespace?: string | string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: resourceOf(await params).resource }
}

export default async function ListPage({ params, searchParams }: Props) {
  requireSession()
  const { namespace } = await searchParams
  try {
    return await listOf(await params, [namespace ?? []].flat()[0])
  } catch (thrown) {
    return showThrown(thrown, { verb: 'list', resource: resourceKey(resourceOf(await params)) })
  }
}

async function listOf(params: ResourceParams, asked: string | undefined): Promise<React.ReactNode> {
  const resource = await servedResource(params)
  if (!resource) return kindNotFound(params)
  const attempt = { verb: 'list', resource: resourceKey(resource) }
  let data: ListData
  try {
    data = await readList(resource, asked)
  } catch (thrown) {
    if (isAppError(thrown) && thrown.code === 'NOT_FOUND') return kindNotFound(params)
    return showThrown(thrown, { ...attempt, namespace: resource.namespaced ? asked : undefined })
  }
  const { namespaces, denied } = data
  if (denied !== null) {
    const failure = { code: denied.code ?? ('FORBIDDEN' as const), message: denied.reason, requestId: requireSession().requestId, causes: [] }
    return showFailure(failure, attempt, resource.namespaced && <NameNamespace remembered={namespaces.remembered} />)
  }
  return (
    <ResourceList key={`${resourceKey(resource)} ${namespaces.selected}`} resource={resource} scope={data.scope} initial={data.view} namespaces={namespaces} />
  )
}

function kindNotFound(params: ResourceParams): React.ReactNode {
  answerStatus(404)
  return <KindNotFound name={resourceKey(resourceOf(params))} />
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
