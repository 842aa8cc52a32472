import type { Condition, KubeObject } from '#contract/kubernetes.ts'

/** The conditions an object reports, in its own order. Entries that are not conditions are left out. */
export function readConditions(object: KubeObject): Condition[] {
  const list = asRecord(object.status)?.conditions
  if (!Array.isArray(list)) return []
  return list.flatMap(entry => {
    const record = asRecord(entry)
    if (!record || typeof record.type !== 'string' || typeof record.status !== 'string') return []
    const condition: Condition = { type: record.type, status: record.status }
    if (typeof record.reason === 'string') condition.reason = record.reason
    if (typeof record.message === 'string') condition.message = record.message
    if (typeof record.lastTransitionTime === 'string') condition.lastTransitionTime = record.lastTransitionTime
    if (typeof record.severity === 'string') condition.severity = record.severity
    if (typeof record.observedGeneration === 'number') condition.observedGeneration = record.observedGeneration
    return [condition]
  })
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
}

/** A condition as a sentence: `Ready is False: Down: no issuer`. */
export function conditionText({ type, status, reason, message }: Condition): string {
  const head = `${type} is ${status}`
  const text = [reason, message].filter(Boolean).join(': ')
  return text === '' ? `${head}.` : `${head}: ${text}`
}
