import type { KubeObject } from '../kubernetes.ts'
import { defineOperation } from '../operations.ts'
import type { HealthLevelName } from './list.ts'

const head = '$resource: ResourceInput!, $namespace: String, $name: String!'
const object = 'object(resource: $resource, namespace: $namespace, name: $name)'
const place = 'group version kind resource namespace name'

/** Which object; no `namespace` for what is cluster-scoped. */
export type ObjectTarget = { resource: { group: string; version: string; resource: string }; namespace?: string | undefined; name: string }

/** An object, and what may be done with it. */
export const objectOperation = defineOperation(
  'ObjectPage',
  `query ObjectPage(${head}) {
  ${object} {
    _raw(managedFields: true)
    _capabilities { verb subresource allowed reason code }
  }
}`,
)
export type Capability = { verb: string; subresource: string | null; allowed: boolean; reason: string; code: string | null }
export type ObjectAnswer = { object: { _raw: KubeObject; _capabilities: Capability[] } }

/** The object alone, as it is now. */
export const objectNowOperation = defineOperation(
  'ObjectNow',
  `query ObjectNow(${head}) {
  ${object} {
    _raw(managedFields: true)
  }
}`,
)
export type ObjectNowAnswer = { object: { _raw: KubeObject } }

/** The same as it changes: `fieldSelector` takes it alone. */
export const objectWatchOperation = defineOperation(
  'ObjectWatch',
  `subscription ObjectWatch($resource: ResourceInput!, $namespace: String, $fieldSelector: String!, $resumeFrom: String) {
  watch(resource: $resource, namespace: $namespace, fieldSelector: $fieldSelector, resumeFrom: $resumeFrom) {
    type
    isComplete
    token
    changes { object { _raw(managedFields: true) } }
  }
}`,
)
/** `object` null: it is not to be seen any more. */
export type ObjectWatchBatch = { type: 'SNAPSHOT' | 'DELTA'; isComplete: boolean; token: string; changes: { object: { _raw: KubeObject } | null }[] }
export type ObjectWatchAnswer = { watch: ObjectWatchBatch | null }

/** What owns it and what it owns. */
export const familyOperation = defineOperation(
  'ObjectFamily',
  `query ObjectFamily(${head}) {
  ${object} {
    _owners { ${place} }
    _owned(depth: 5) {
      nodes { depth health { level word } reference { ${place} } }
      searched
      complete
    }
  }
}`,
)
/** `name` null: objects that could not be told, `unreadable` says why. `resource` null: the kind is not served. */
export type Reference = {
  group: string
  version: string | null
  kind: string
  resource: string | null
  namespace: string | null
  name: string | null
}
export type OwnedNode = { depth: number; health: { level: HealthLevelName; word: string }; reference: Reference }
export type FamilyAnswer = { object: { _owners: Reference[]; _owned: { nodes: OwnedNode[]; searched: number; complete: boolean } } }

/** What it points to, and whether that is there. */
export const referencesOperation = defineOperation(
  'ObjectReferences',
  `query ObjectReferences(${head}) {
  ${object} {
    _references { ${place} via exists unreadable }
    _referencesComplete
  }
}`,
)
/** `via`: the field that points. `exists` null: it could not be told, `unreadable` says why. */
export type Pointer = Reference & { via: string; exists: boolean | null; unreadable: string | null }
export type ReferencesAnswer = { object: { _references: Pointer[]; _referencesComplete: boolean } }

/** What points to it. */
export const referencedByOperation = defineOperation(
  'ObjectReferencedBy',
  `query ObjectReferencedBy(${head}) {
  ${object} {
    _referencedBy { items { ${place} via } searched notSearched { kind } }
  }
}`,
)
export type ReferencedByAnswer = { object: { _referencedBy: { items: (Reference & { via: string })[]; searched: number; notSearched: { kind: string }[] } } }

/** What happened to it. */
export const eventsOperation = defineOperation(
  'ObjectEvents',
  `query ObjectEvents(${head}) {
  ${object} {
    _events(first: 200) { items { type reason message count lastSeen source } failure { code message } }
  }
}`,
)
export type ObjectEvent = { type: string; reason: string; message: string; count: number; lastSeen: string | null; source: string }
export type EventsAnswer = { object: { _events: { items: ObjectEvent[]; failure: { code: string; message: string } | null } } }
