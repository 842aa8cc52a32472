import type { OwnedNode, Pointer, Reference } from '#contract/operations/object.ts'
import type { HealthLevel } from './health.ts'
import { objectPath } from './page-path.ts'
import type { Text } from './text.ts'

/** Another object beside the one shown. `href` null: its kind is not served, or nobody knows which one it is. */
export type Relation = {
  key: string
  kind: string
  name: string
  /** Where it is not the one of the object shown. */
  namespace: string | null
  href: string | null
  /** The field that points, '' where that is of no interest. */
  via: string
  /** Levels below the first. */
  indent: number
  mark: { level: HealthLevel; word: string } | null
}

export function toRelation(reference: Reference & { via?: string }, shownIn: string | undefined): Relation {
  const { group, version, kind, resource, namespace, name, via = '' } = reference
  const isKnown = version !== null && resource !== null && name !== null
  return {
    key: [group, kind, namespace, name, via].join('/'),
    kind,
    name: name ?? '',
    namespace: namespace === (shownIn ?? null) ? null : namespace,
    href: isKnown ? objectPath({ group, version, resource, namespace: namespace ?? undefined, name }) : null,
    via,
    indent: 0,
    mark: null,
  }
}

/** What is owned shows how it does, unless it says nothing of that. */
export function ownedRelation({ depth, health, reference }: OwnedNode, shownIn: string | undefined): Relation {
  const level = health.level.toLowerCase() as HealthLevel
  return { ...toRelation(reference, shownIn), indent: depth - 1, mark: level === 'unknown' ? null : { level, word: health.word } }
}

/** What is pointed to says where it is not there, or cannot be seen. */
export function pointerRelation(pointer: Pointer, shownIn: string | undefined, t: Text): Relation {
  const relation = toRelation(pointer, shownIn)
  if (pointer.exists === false) return { ...relation, mark: { level: 'warning', word: t('Missing') } }
  return pointer.name === null ? { ...relation, name: t.said(pointer.unreadable ?? '') } : relation
}
