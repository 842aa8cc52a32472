import 'server-only'
import { RelationList } from '#components/resource/relation-list.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import {
  type FamilyAnswer,
  familyOperation,
  type ObjectTarget,
  type ReferencedByAnswer,
  type ReferencesAnswer,
  referencedByOperation,
  referencesOperation,
} from '#contract/operations/object.ts'
import { ownedRelation, pointerRelation, toRelation } from '#domain/relation.ts'
import { readPart } from './object.ts'

/** What owns an object, and what it owns. */
export async function Family({ target }: { target: ObjectTarget }) {
  const { data, failure } = await readPart<FamilyAnswer>(familyOperation, target)
  if (failure) return <InlineFailure title="Owners and what is owned cannot be shown" failure={failure} />
  const { _owners, _owned } = data.object
  const relationOf = (reference: Parameters<typeof toRelation>[0]) => toRelation(reference, target.namespace)
  return (
    <>
      <RelationList title="Owned by" relations={_owners.map(relationOf)} empty="Nothing owns it." />
      <RelationList
        title="Owns"
        relations={_owned.nodes.map(node => ownedRelation(node, target.namespace))}
        empty="Nothing you may view."
        note={`${searchedText(_owned.searched)} by owner reference${_owned.complete ? '' : '; there is more'}.`}
      />
    </>
  )
}

/** What an object points to. */
export async function References({ target }: { target: ObjectTarget }) {
  const { data, failure } = await readPart<ReferencesAnswer>(referencesOperation, target)
  if (failure) return <InlineFailure title="What it refers to cannot be shown" failure={failure} />
  return (
    <RelationList
      title="Refers to"
      relations={data.object._references.map(pointer => pointerRelation(pointer, target.namespace))}
      empty="It names no other object."
      note={data.object._referencesComplete ? undefined : 'It names more than is shown.'}
    />
  )
}

/** What points to an object. */
export async function ReferencedBy({ target }: { target: ObjectTarget }) {
  const { data, failure } = await readPart<ReferencedByAnswer>(referencedByOperation, target)
  if (failure) return <InlineFailure title="What refers to it cannot be shown" failure={failure} />
  const { items, searched, notSearched } = data.object._referencedBy
  return (
    <RelationList
      title="Referred to by"
      relations={items.map(item => toRelation(item, target.namespace))}
      empty="Nothing you may view names it."
      note={`${searchedText(searched)}${notSearched.length > 0 ? `; ${notSearched.length} that may point here were not open to you` : ''}.`}
    />
  )
}

function searchedText(kinds: number): string {
  return `Searched ${kinds} ${kinds === 1 ? 'kind' : 'kinds'}`
}
