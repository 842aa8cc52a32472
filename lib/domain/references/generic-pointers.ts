import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '../conditions.ts'
import type { NamePointer } from './pointer.ts'
import { groupSaid, isName, textOr } from './rule.ts'
import { isOfStatus } from './without-repeats.ts'

// An object may be 1.5 MB of anything; what points is near the top and not many.
const depthLimit = 20
const stepLimit = 20_000
const pointerLimit = 200

/** Fields that hold a name, in whatever object of whatever kind. */
const nameFields: Readonly<Record<string, { group: string; kind: string }>> = {
  secretName: { group: '', kind: 'Secret' },
  configMapName: { group: '', kind: 'ConfigMap' },
  serviceAccountName: { group: '', kind: 'ServiceAccount' },
  claimName: { group: '', kind: 'PersistentVolumeClaim' },
  ingressClassName: { group: 'networking.k8s.io', kind: 'IngressClass' },
  storageClassName: { group: 'storage.k8s.io', kind: 'StorageClass' },
  priorityClassName: { group: 'scheduling.k8s.io', kind: 'PriorityClass' },
  runtimeClassName: { group: 'node.k8s.io', kind: 'RuntimeClass' },
  gatewayClassName: { group: 'gateway.networking.k8s.io', kind: 'GatewayClass' },
  nodeName: { group: '', kind: 'Node' },
}

/** Fields of a status that tell of what was, or of what is meant to be gone, and not of what is. */
const ofThePast = /^(?:conditions|events|operationState)$|[hH]istory$|^(?:previous|old|deleted|removed|pruned|orphaned)(?![a-z])/

/** Core kinds that fields are named after: `passwordSecretRef`, `secretKeyRef`, `configMap`, `caConfigMapKeySelector`. */
const coreKinds = ['ServiceAccount', 'PersistentVolumeClaim', 'ConfigMap', 'Secret', 'Service']

/**
 * What an object of an unknown kind points to, by the form of its fields: `{kind, name}`, `secretName` and the like, `…Ref` with a
 * name; in what was asked for first, then in what the status reports to be (`via` begins with `status`). Guesses: the kind may not be served.
 * Not `complete`: there are more than 200, or it is too deep or too large to look at all of it.
 */
export function genericPointers(object: KubeObject): { pointers: NamePointer[]; complete: boolean } {
  const found: NamePointer[] = []
  let steps = 0
  let complete = true
  const add = (pointer: NamePointer | null) => {
    if (pointer && found.length < pointerLimit) found.push(pointer)
    else if (pointer) complete = false
  }

  function visit(value: unknown, key: string, via: string, depth: number): void {
    if (isOfStatus(via) && ofThePast.test(key)) return
    steps += 1
    if (depth > depthLimit || steps > stepLimit) complete = false
    // Full: nothing more is to be learned but that there is more.
    if (depth > depthLimit || steps > stepLimit || (found.length === pointerLimit && !complete)) return
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, key, `${via}[${index}]`, depth + 1)
      return
    }
    const record = asRecord(value)
    if (!record) {
      const target = Object.hasOwn(nameFields, key) ? nameFields[key] : undefined
      if (target && isName(value)) add({ via, ...target, namespace: null, name: value, certain: false })
      return
    }
    add(referenceAt(record, key, via))
    for (const [field, inner] of Object.entries(record)) visit(inner, field, pathOf(via, field), depth + 1)
  }

  const { apiVersion, kind, metadata, status, ...asked } = object
  for (const [field, value] of Object.entries(asked)) visit(value, field, field, 0)
  if (status !== undefined) visit(status, 'status', 'status', 0)
  return { pointers: found, complete }
}

/** `{kind, name}`, or an object with a name in a field that is called after a kind. */
function referenceAt(record: Readonly<Record<string, unknown>>, key: string, via: string): NamePointer | null {
  const { name, kind } = record
  if (!isName(name)) return null
  const said = typeof kind === 'string' && /^[A-Z][A-Za-z0-9]*$/.test(kind) ? { kind, group: groupSaid(record) } : kindOfField(key)
  return said && { via, ...said, namespace: textOr(record.namespace, '') || null, name, certain: false }
}

/** `gatewayRef` → Gateway; `passwordSecretRef`, `secretKeyRef`, `secret` → Secret; null for what is named after nothing. */
function kindOfField(key: string): { kind: string; group: string | null } | null {
  const stem = key.replace(/(Key)?(Ref|Refs|Reference|References|Selector)$/, '')
  const core = coreKinds.find(kind => stem.endsWith(kind) || stem.toLowerCase() === kind.toLowerCase())
  if (core && (stem !== key || core === 'Secret' || core === 'ConfigMap')) return { kind: core, group: '' }
  return stem === key || stem === '' || key.endsWith('Selector') ? null : { kind: stem.charAt(0).toUpperCase() + stem.slice(1), group: null }
}

function pathOf(via: string, field: string): string {
  return /^[A-Za-z_$][\w$-]*$/.test(field) ? `${via}.${field}` : `${via}['${field.replaceAll("'", "\\'")}']`
}
