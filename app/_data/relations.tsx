import 'server-only'
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
import { readSearch } from './object.ts'

export async function FamilyAsRead({ target }: { target: ObjectTarget }) {
  return <Family target={target} initial={await readSearch<FamilyAnswer>(familyOperation, target)} />
}

export async function ReferencesAsRead({ target }: { target: ObjectTarget }) {
  return <References target={target} initial={await readSearch<ReferencesAnswer>(referencesOperation, target)} />
}

export async function ReferencedByAsRead({ target }: { target: ObjectTarget }) {
  return <ReferencedBy target={target} initial={await readSearch<ReferencedByAnswer>(referencedByOperation, target)} />
}
