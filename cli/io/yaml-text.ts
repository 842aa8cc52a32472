import { compareKeys } from './key-order.ts'
import { yamlString } from './yaml-scalar.ts'

/** JSON as kubectl prints YAML: keys sorted, two spaces a level, lists level with their key. */
export function yamlText(value: unknown): string {
  const lines = isFilled(value) ? block(value, 0) : [scalar(value, 0, 0)]
  return `${lines.join('\n')}\n`
}

type Filled = unknown[] | Record<string, unknown>

function block(value: Filled, indent: number): string[] {
  const pad = ' '.repeat(indent)
  if (Array.isArray(value)) {
    return value.flatMap(item => {
      if (!isFilled(item)) return [`${pad}- ${scalar(item, indent + 2, indent + 2)}`]
      const [first = '', ...rest] = block(item, indent + 2)
      return [`${pad}- ${first.slice(indent + 2)}`, ...rest]
    })
  }
  const keys = Object.keys(value).sort(compareKeys)
  return keys.flatMap(key => {
    const head = `${pad}${yamlString(key, indent, indent, true)}:`
    const inner = value[key]
    if (!isFilled(inner)) return [`${head} ${scalar(inner, head.length + 1, indent + 2)}`]
    return [head, ...block(inner, Array.isArray(inner) ? indent : indent + 2)]
  })
}

function scalar(value: unknown, column: number, indent: number): string {
  if (typeof value === 'string') return yamlString(value, column, indent, false)
  if (Array.isArray(value)) return '[]'
  return typeof value === 'object' && value !== null ? '{}' : String(value ?? null)
}

function isFilled(value: unknown): value is Filled {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
