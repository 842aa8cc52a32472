import type { Metadata } from 'next'
import { Suspense } from 'react'
import { objectTarget, readFieldNotes, readPart } from '#app/_data/object.ts'
import { loadObject } from '#app/_data/object-page.tsx'
import { FamilyAsRead, ReferencedByAsRead, ReferencesAsRead } from '#app/_data/relations.tsx'
import { type ObjectParams, objectOf, resourceOf } from '#app/_data/resource.ts'
import { EventTable } from '#components/resource/event-table.tsx'
import { ObjectView } from '#components/resource/object-view.tsx'
import { PanelSkeleton } from '#components/ui/panel-skeleton.tsx'
import { type EventsAnswer, eventsOperation, type ObjectTarget } from '#contract/operations/object.ts'
import { useText } from '#use-text'

type Props = { params: Promise<ObjectParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const named = await params
  return { title: `${objectOf(named).name} · ${resourceOf(named).resource}` }
}

export default async function ObjectPage({ params }: Props) {
  const t = useText()
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
          <Suspense fallback={<PanelSkeleton title={t('Owns')} label={t('Searching…')} />}>
            <FamilyAsRead target={target} />
          </Suspense>
          <Suspense fallback={<PanelSkeleton title={t('Refers to')} label={t('Searching…')} />}>
            <ReferencesAsRead target={target} />
          </Suspense>
          <Suspense fallback={<PanelSkeleton title={t('Referred to by')} label={t('Searching…')} />}>
            <ReferencedByAsRead target={target} />
          </Suspense>
        </>
      }
      events={
        <Suspense fallback={<PanelSkeleton title={t('Events')} label={t('Reading events…')} lines={6} />}>
          <Events target={target} />
        </Suspense>
      }
    />
  )
}

async function Events({ target }: { target: ObjectTarget }) {
  return <EventTable target={target} initial={await readPart<EventsAnswer>(eventsOperation, target)} />
}
