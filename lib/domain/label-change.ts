import type { Text } from './text.ts'

/** Labels to set, and those to take away (null). */
export type LabelChange = Readonly<Record<string, string | null>>

const key = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/
const value = /^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/

/** Labels as `kubectl label` has them: `team=a tier-`. `problem`: what none of it can be, in one sentence. */
export function parseLabelChange(text: string, t: Text): { changes: LabelChange; problem: string | null } {
  const words = text.split(/[\s,]+/).filter(Boolean)
  const changes: Record<string, string | null> = Object.create(null)
  for (const word of words) {
    const [name = '', ...rest] = word.split('=')
    const isRemoved = rest.length === 0 && name.endsWith('-')
    const label = isRemoved ? name.slice(0, -1) : name
    const given = rest.join('=')
    if (!key.test(label)) return { changes: {}, problem: t('“{word}” names no label. Write key=value, or key- to take one away.', { word }) }
    if (!isRemoved && (rest.length === 0 || !value.test(given)))
      return {
        changes: {},
        problem: t('“{word}” is no label: a value has at most 63 letters, digits, “-”, “_” and “.”, and begins and ends with a letter or digit.', { word }),
      }
    changes[label] = isRemoved ? null : given
  }
  return { changes: { ...changes }, problem: words.length === 0 ? t('Name a label to set or take away.') : null }
}
