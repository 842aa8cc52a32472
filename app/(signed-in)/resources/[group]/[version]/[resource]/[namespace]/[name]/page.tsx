import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Suspense } from 'react'
import { EventTable } from '#components/resource/event-table.tsx'
import { ObjectView } from '#components/resource/object-view.tsx'
import { RelationList } from '#components/resource/relation-list.tsx'
import { FailureState } from '#components/state/failure-state.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { isAppError, toFailure } from '#domain/failure.ts'
import { resourceKey } from '#domain/resource.ts'
import { readFieldNotes, readObject, readObjectAccess, readObjectEvents } from '../../../../../../../_data/object.ts'
import { readOwned, readOwners } from '../../../../../../../_data/relations.ts'
import { type ObjectParams, objectOf, servedResource } from '../../../../../../../_data/resource.ts'
import { requireSession } from '../../../../../../../_data/session.ts'

type Props = { params: Promise<ObjectParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: objectOf(await params).name }
}

export default async function ObjectPage({ params }: Props) {
  const { requestId } = requireSession()
  const { namespace, name } = objectOf(await params)
  try {
    const resource = await servedResource(await params)
    if (!resource) notFound()
    const [object, access] = await Promise.all([readObject(resource, namespace, name), readObjectAccess(resource, namespace, name)])
    return (
      <ObjectView
        key={object.metadata.uid}
        resource={resource}
        object={object}
        access={access}
        notes={await readFieldNotes(resource, object)}
        relations={
          <Suspense fallback={<RelationList title="Owns" relations={[]} empty="Searching…" />}>
            <Relations object={object} />
          </Suspense>
        }
        events={
          <Suspense fallback={<p className="text-text-3">Reading events…</p>}>
            <Events object={object} />
          </Suspense>
        }
      />
    )
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    if (thrown.code === 'NOT_FOUND') notFound()
    const resource = await servedResource(await params).catch(() => null)
    const plural = resource ? resourceKey(resource) : (await params).resource
    return <FailureState failure={toFailure(thrown, requestId)} attempt={{ verb: 'get', resource: plural, namespace, name }} />
  }
}

async function Relations({ object }: { object: KubeObject }) {
  const [owners, { owned, searched }] = await Promise.all([readOwners(object), readOwned(object)])
  return (
    <>
      <RelationList title="Owned by" relations={owners} empty="Nothing owns it." />
      <RelationList
        title="Owns"
        relations={owned}
        empty="Nothing you may view."
        note={`Searched ${searched} ${searched === 1 ? 'kind' : 'kinds'} by owner reference.`}
      />
    </>
  )
}

async function Events({ object }: { object: KubeObject }) {
  const { uid = '', namespace = 'default' } = object.metadata
  const { events, failure } = await readObjectEvents(uid, namespace)
  return <EventTable uid={uid} namespace={namespace} initial={events} failure={failure} />
}
