import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { headers } from 'next/headers'
import { Family, ReferencedBy, References } from '#components/resource/related-objects.tsx'
import {
  type FamilyAnswer,
  familyOperation,
  type ObjectTarget,
  type ReferencedByAnswer,
  type ReferencesAnswer,
  referencedByOperation,
  referencesOperation,
} from '#contract/operations/object.ts'
import { readPart } from './object.ts'

/** About as long as a page takes to be shown that has to load its scripts. */
const firstShownMs = 400

/**
 * They look through many kinds, which takes several times as much of the cluster, and of us, as the object itself does: begun at once they
 * would hold that up. Where the router fetches the page no scripts are loaded for it.
 */
async function onceThePageStands(): Promise<void> {
  if ((await headers()).get('sec-fetch-dest') === 'document') await delay(firstShownMs)
}

export async function FamilyAsRead({ target }: { target: ObjectTarget }) {
  await onceThePageStands()
  return <Family target={target} initial={await readPart<FamilyAnswer>(familyOperation, target)} />
}

export async function ReferencesAsRead({ target }: { target: ObjectTarget }) {
  await onceThePageStands()
  return <References target={target} initial={await readPart<ReferencesAnswer>(referencesOperation, target)} />
}

export async function ReferencedByAsRead({ target }: { target: ObjectTarget }) {
  await onceThePageStands()
  return <ReferencedBy target={target} initial={await readPart<ReferencedByAnswer>(referencedByOperation, target)} />
}
