import type { KubeObject } from '#contract/kubernetes.ts'
import type { ServedResource } from '../resource.ts'
import type { LabelSelector } from './label-selector-object.ts'

/** A kind whatever its version. */
export type TargetKind = { group: string; kind: string }

/** Where objects are selected: the namespace of the one that selects, all, these, or those whose labels fit. */
export type NamespaceChoice = 'own' | 'all' | { names: readonly string[] } | { selector: LabelSelector }

/**
 * One object by its name. `via` is the path of the field that says so. `group` null: the field does not say (findTargetKind).
 * `namespace` null: that of the object itself. Not `certain`: guessed from the form of the field; means nothing where no such kind is served.
 */
export type NamePointer = { via: string; group: string | null; kind: string; namespace: string | null; name: string; certain: boolean }

/** All objects of a kind whose labels fit, and that `fits` takes where it is there. */
export type SelectPointer = TargetKind & { via: string; namespaces: NamespaceChoice; selector: LabelSelector; fits?: (candidate: KubeObject) => boolean }

export type Pointer = NamePointer | SelectPointer

export function isNamePointer(pointer: Pointer): pointer is NamePointer {
  return 'name' in pointer
}

/**
 * The kind that a pointer means, in the version that the cluster prefers (`resources` has it first). Where no group is said: of the
 * group of the object that points, else a core kind, else the only one of that name; where several groups serve it, none.
 */
export function findTargetKind<R extends Pick<ServedResource, 'group' | 'kind'>>(
  resources: readonly R[],
  { group, kind }: { group: string | null; kind: string },
  ownGroup: string,
): R | undefined {
  const named = resources.filter(resource => resource.kind === kind)
  if (group !== null) return named.find(resource => resource.group === group)
  const near = named.find(resource => resource.group === ownGroup) ?? named.find(resource => resource.group === '')
  if (near) return near
  return new Set(named.map(resource => resource.group)).size === 1 ? named[0] : undefined
}
