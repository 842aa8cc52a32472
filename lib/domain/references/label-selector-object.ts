import { asRecord } from '../conditions.ts'
import type { LabelRequirement } from '../label-selector.ts'

/** All requirements together; none takes everything. `matchesLabels` tells what fits. */
export type LabelSelector = readonly LabelRequirement[]

const operators: Readonly<Record<string, 'in' | 'notin' | 'exists' | '!'>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' }

/** A meta/v1 LabelSelector as an object holds it; null for what is none (absent, or not understood: it selects nothing that we could name). */
export function readLabelSelector(value: unknown): LabelSelector | null {
  const record = asRecord(value)
  const labels = readLabelMap(record?.matchLabels ?? {})
  const expressions = record?.matchExpressions ?? []
  if (!record || !labels || !Array.isArray(expressions)) return null
  const requirements = expressions.map(readRequirement).filter(requirement => requirement !== null)
  return requirements.length === expressions.length ? [...labels, ...requirements] : null
}

/** A map of labels as a selector; null for what is none. */
export function readLabelMap(value: unknown): LabelSelector | null {
  const record = asRecord(value)
  if (!record) return null
  const requirements = Object.entries(record).flatMap(([key, text]): LabelRequirement[] =>
    typeof text === 'string' ? [{ key, operator: 'in', values: [text] }] : [],
  )
  return requirements.length === Object.keys(record).length ? requirements : null
}

/** As `labelSelector` of a list takes it (apimachinery labels.Parse). */
export function selectorText(selector: LabelSelector): string {
  return selector
    .map(({ key, operator, values }) => {
      if (operator === 'exists') return key
      if (operator === '!') return `!${key}`
      return operator === 'in' && values.length === 1 ? `${key}=${values[0]}` : `${key} ${operator} (${values.join(',')})`
    })
    .join(',')
}

function readRequirement(value: unknown): LabelRequirement | null {
  const { key, operator: said, values = [] } = asRecord(value) ?? {}
  const operator = typeof said === 'string' && Object.hasOwn(operators, said) ? operators[said] : undefined
  if (typeof key !== 'string' || !operator || !Array.isArray(values) || !values.every(text => typeof text === 'string')) return null
  return (operator === 'in' || operator === 'notin') === values.length > 0 ? { key, operator, values } : null
}
