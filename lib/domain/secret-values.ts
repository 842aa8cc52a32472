import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from './conditions.ts'
import { lastApplied } from './last-applied.ts'

/** Stands for a value that is not shown. */
export const hiddenValue = '••••••••'

const valueFields = ['data', 'stringData']

export function isSecret({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === 'v1' && kind === 'Secret'
}

/** A Secret as it may be shown to whoever stands behind its reader: the names of its values, and none of them. Other objects as they are. */
export function withoutSecretValues(object: KubeObject): KubeObject {
  if (!isSecret(object)) return object
  const hidden = valueFields.flatMap(field => {
    const values = asRecord(object[field])
    return values ? [[field, Object.fromEntries(Object.keys(values).map(key => [key, hiddenValue]))]] : []
  })
  const { annotations } = object.metadata
  const metadata =
    annotations?.[lastApplied] === undefined ? object.metadata : { ...object.metadata, annotations: { ...annotations, [lastApplied]: hiddenValue } }
  return { ...object, metadata, ...Object.fromEntries(hidden) }
}

/**
 * The later of two versions of a Secret as it may be shown beside the earlier one without its values: `changed` stands for a value that was
 * another before, so that one sees that it changed, and never to what. Other objects as they are.
 */
export function withChangedValuesMarked(before: KubeObject, after: KubeObject, changed: string): KubeObject {
  const hidden = withoutSecretValues(after)
  if (hidden === after) return after
  const marked = valueFields.flatMap(field => {
    const [earlier, later] = [asRecord(before[field]), asRecord(after[field])]
    if (!earlier || !later) return []
    const isOther = (key: string, value: unknown): boolean => Object.hasOwn(earlier, key) && earlier[key] !== value
    return [[field, Object.fromEntries(Object.entries(later).map(([key, value]) => [key, isOther(key, value) ? changed : hiddenValue]))]]
  })
  return { ...hidden, ...Object.fromEntries(marked) }
}

/** A Secret with its values as whoever made it knows them: `data` is base64 (API reference, Secret v1), of text for the most part; other bytes stay as they are. */
export function withDecodedValues(object: KubeObject): KubeObject {
  const values = isSecret(object) ? asRecord(object['data']) : undefined
  if (!values) return object
  return { ...object, data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? decoded(value) : value])) }
}

function decoded(value: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(value), character => character.charCodeAt(0)))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that no text has are what it looks for.
    return /[\0-\x08\x0e-\x1f]/.test(text) ? value : text
  } catch {
    return value
  }
}

/** Whether a text of YAML or JSON may be of a Secret, be it among other documents. */
export function namesSecret(text: string): boolean {
  return /\bkind["']?\s*:\s*["']?Secret\b/.test(text)
}
