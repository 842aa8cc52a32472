import type { Metadata } from 'next'
import { answerStatus } from '#app/_data/answer-status.ts'
import { type ListData, readList } from '#app/_data/list.ts'
import { type ResourceParams, resourceOf, servedResource } from '#app/_data/resource.ts'
import { requireSession } from '#app/_data/session.ts'
import { showFailure, showThrown } from '#app/_data/show-failure.tsx'
import { unlookedText } from '#components/resource/namespaces-not-shown.tsx'
import { ResourceList } from '#components/resource/resource-list.tsx'
import { AddNamespace } from '#components/shell/add-namespace.tsx'
import { OwnNamespaces } from '#components/shell/own-namespaces.tsx'
import { KindNotFound } from '#components/state/kind-not-found.tsx'
import { isAppError } from '#domain/failure.ts'
import { namesText } from '#domain/kind-access.ts'
import { parseListState } from '#domain/list-state.ts'
import { resourceKey } from '#domain/resource.ts'
import { useText } from '#use-text'

type Props = { params: Promise<ResourceParams>; searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: resourceOf(await params).resource }
}

export default async function ListPage({ params, searchParams }: Props) {
  requireSession()
  const query = new URLSearchParams(Object.entries(await searchParams).flatMap(([name, value = []]) => [value].flat().map(each => [name, each])))
  try {
    return await listOf(await params, query)
  } catch (thrown) {
    return showThrown(thrown, { verb: 'list', resource: resourceKey(resourceOf(await params)) })
  }
}

async function listOf(params: ResourceParams, query: URLSearchParams): Promise<React.ReactNode> {
  const resource = await servedResource(params)
  if (!resource) return kindNotFound(params)
  const attempt = { verb: 'list', resource: resourceKey(resource) }
  const asked = query.getAll('namespace')
  let data: ListData
  try {
    data = await readList(resource, asked, parseListState(query))
  } catch (thrown) {
    if (isAppError(thrown) && thrown.code === 'NOT_FOUND') return kindNotFound(params)
    return showThrown(thrown, { ...attempt, namespace: resource.namespaced && asked.length > 0 ? asked.join(', ') : undefined })
  }
  const { namespaces, denied } = data
  if (denied !== null) {
    const failure = { code: denied.code ?? ('FORBIDDEN' as const), message: denied.reason, requestId: requireSession().requestId, causes: [] }
    const isNamespaces = attempt.resource === 'namespaces'
    const instead = resource.namespaced ? (
      <NameNamespace named={namespaces.named} unlooked={namespaces.unlooked} />
    ) : (
      isNamespaces && <OwnNamespaces {...namespaces} />
    )
    return showFailure(failure, attempt, instead)
  }
  return (
    <ResourceList
      key={resourceKey(resource)}
      resource={resource}
      scope={data.scope}
      first={data.first}
      namespaces={namespaces}
      createDenied={data.createDenied}
    />
  )
}

function kindNotFound(params: ResourceParams): React.ReactNode {
  answerStatus(404)
  return <KindNotFound name={resourceKey(resourceOf(params))} />
}

function NameNamespace({ named, unlooked }: { named: string[]; unlooked: number }) {
  const t = useText()
  return (
    <>
      <p>
        {named.length === 0
          ? t('That is the answer for the whole cluster. If you may list them in another namespace, name it:')
          : t('That is the answer for the whole cluster and for {namespaces}. If you may list them in another namespace, name it:', {
              namespaces: namesText(named, t),
            })}
      </p>
      {unlooked > 0 && <p>{unlookedText(unlooked, t)}</p>}
      <AddNamespace named={named} />
    </>
  )
}
