'use client'

import { againMs, type ObjectPart, useObjectPart } from '#client/use-object-part.ts'
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
import { useText } from '#use-text'
import { RelationList } from './relation-list.tsx'

type Props<T> = { target: ObjectTarget; initial: ObjectPart<T> }

/** What owns an object, and the tree of what it owns with how that does. */
export function Family({ target, initial }: Props<FamilyAnswer>) {
  const t = useText()
  const { part, sinceMs } = useObjectPart(familyOperation, target, initial, againMs.scan)
  if (part.failure) return <InlineFailure title={t('Owners and what is owned cannot be shown')} failure={part.failure} />
  const { _owners, _owned } = part.data.object
  const relationOf = (reference: Parameters<typeof toRelation>[0]) => toRelation(reference, target.namespace)
  return (
    <>
      <RelationList title={t('Owned by')} relations={_owners.map(relationOf)} empty={t('Nothing owns it.')} sinceMs={sinceMs} />
      <RelationList
        title={t('Owns')}
        relations={_owned.nodes.map(node => ownedRelation(node, target.namespace))}
        empty={t('Nothing you may view.')}
        sinceMs={sinceMs}
        note={
          _owned.complete
            ? t.count(_owned.searched, 'Searched {count} kind by owner reference.', 'Searched {count} kinds by owner reference.')
            : t.count(
                _owned.searched,
                'Searched {count} kind by owner reference; there may be more.',
                'Searched {count} kinds by owner reference; there may be more.',
              )
        }
      />
    </>
  )
}

/** What an object points to. */
export function References({ target, initial }: Props<ReferencesAnswer>) {
  const t = useText()
  const { part, sinceMs } = useObjectPart(referencesOperation, target, initial, againMs.scan)
  if (part.failure) return <InlineFailure title={t('What it refers to cannot be shown')} failure={part.failure} />
  const { _references, _referencesComplete } = part.data.object
  return (
    <RelationList
      title={t('Refers to')}
      relations={_references.map(pointer => pointerRelation(pointer, target.namespace, t))}
      empty={t('It names no other object.')}
      sinceMs={sinceMs}
      note={_referencesComplete ? undefined : t('It names more than is shown.')}
    />
  )
}

/** What points to an object. */
export function ReferencedBy({ target, initial }: Props<ReferencedByAnswer>) {
  const t = useText()
  const { part, sinceMs } = useObjectPart(referencedByOperation, target, initial, againMs.scan)
  if (part.failure) return <InlineFailure title={t('What refers to it cannot be shown')} failure={part.failure} />
  const { items, searched, notSearched } = part.data.object._referencedBy
  return (
    <RelationList
      title={t('Referred to by')}
      relations={items.map(item => toRelation(item, target.namespace))}
      empty={t('Nothing you may view names it.')}
      sinceMs={sinceMs}
      note={
        notSearched.length === 0
          ? t.count(searched, 'Searched {count} kind.', 'Searched {count} kinds.')
          : t.count(
              searched,
              'Searched {count} kind; {closed} that may point here were not open to you.',
              'Searched {count} kinds; {closed} that may point here were not open to you.',
              { closed: notSearched.length },
            )
      }
    />
  )
}
