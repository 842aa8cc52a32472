import type { Metadata } from 'next'
import { Suspense } from 'react'
import { objectTarget, readFieldNotes, readObjectEvents } from '#app/_data/object.ts'
import { loadObject } from '#app/_data/object-page.tsx'
import { Family, ReferencedBy, References } from '#app/_data/relations.tsx'
import { type ObjectParams, objectOf } from '#app/_data/resource.ts'
import { EventTable } from '#components/resource/event-table.tsx'
import { ObjectView } from '#components/resource/object-view.tsx'
import { RelationList } from '#components/resource/relation-list.tsx'
import type { ObjectTarget } from '#contract/operations/object.ts'

type Props = { params: Promise<ObjectParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: objectOf(await params).name }
}

export default async function ObjectPage({ params }: Props) {
  const loaded = await loadObject(await params)
  if (!loaded.found) return loaded.page
  const { resource, object, access } = loaded
  const { name, namespace } = object.metadata
  const target = objectTarget(resource, namespace, name)
  return (
    <ObjectView
      key={object.metadata.uid}
      resource={resource}
      object={object}
      access={access}
      notes={await readFieldNotes(resource, object)}
      relations={
        <>
          <Suspense fallback={<RelationList title="Owns" relations={[]} empty="Searching…" />}>
            <Family target={target} />
          </Suspense>
          <Suspense fallback={<RelationList title="Refers to" relations={[]} empty="Searching…" />}>
            <References target={target} />
          </Suspense>
          <Suspense fallback={<RelationList title="Referred to by" relations={[]} empty="Searching…" />}>
            <ReferencedBy target={target} />
          </Suspense>
        </>
      }
      events={
        <Suspense fallback={<p className="text-text-3">Reading events…</p>}>
          <Events target={target} />
        </Suspense>
      }
    />
  )
}

async function Events({ target }: { target: ObjectTarget }) {
  const { events, failure } = await readObjectEvents(target)
  return <EventTable target={target} initial={events} failure={failure} />
}
