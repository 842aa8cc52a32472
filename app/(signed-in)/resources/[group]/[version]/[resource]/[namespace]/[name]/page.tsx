import type { Metadata } from 'next'
import { Suspense } from 'react'
import { readFieldNotes, readObjectEvents } from '#app/_data/object.ts'
import { loadObject } from '#app/_data/object-page.tsx'
import { readOwned, readOwners } from '#app/_data/relations.ts'
import { type ObjectParams, objectOf } from '#app/_data/resource.ts'
import { EventTable } from '#components/resource/event-table.tsx'
import { ObjectView } from '#components/resource/object-view.tsx'
import { RelationList } from '#components/resource/relation-list.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'

type Props = { params: Promise<ObjectParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: objectOf(await params).name }
}

export default async function ObjectPage({ params }: Props) {
  const loaded = await loadObject(await params)
  if (!loaded.found) return loaded.page
  const { resource, object, access } = loaded
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
