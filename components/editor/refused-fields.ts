import type { Failure } from '#domain/failure.ts'
import { readYamlText } from '#domain/form/yaml-edit.ts'
import type { YamlProblem } from '#domain/object-yaml.ts'

const none: ReadonlyMap<string, readonly string[]> = new Map()

/**
 * What the kube-apiserver refused, by field: its causes begin with them, as `spec.http[0].route: …` (domain/failure.ts). Keys are those of a form
 * (components/form/form-context.ts).
 */
export function refusedFields(failure: Failure | null): ReadonlyMap<string, readonly string[]> {
  if (failure === null || failure.causes.length === 0) return none
  const found = new Map<string, string[]>()
  for (const cause of failure.causes) {
    const [, field = '', message = cause] = /^([^:\s]+): (.*)$/s.exec(cause) ?? []
    const key = JSON.stringify(stepsOf(field))
    found.set(key, [...(found.get(key) ?? []), message])
  }
  return found
}

/** The same at the lines of a text, the first line first; none where it is no YAML. */
export function refusedAtLines(text: string, refused: Iterable<readonly [string, readonly string[]]>): YamlProblem[] {
  const entries = [...refused]
  if (entries.length === 0) return []
  const yaml = readYamlText(text)
  if (yaml.problems.length > 0) return []
  const found = entries.flatMap(([key, messages]) => {
    const at = JSON.parse(key) as (string | number)[]
    // Of no field: that other rules were not looked at.
    if (at[0] === '<nil>') return []
    return messages.map(message => ({ line: yaml.lineOf(at), column: 1, message: `${at.join('.')}: ${message}` }))
  })
  return found.sort((a, b) => a.line - b.line)
}

/** `spec.http[0].match[1].headers[x-user]`, as apimachinery field.Path writes it: what is in brackets is a place, or a key. */
export function stepsOf(field: string): (string | number)[] {
  return [...field.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)].map(([, name, inBrackets]) => {
    if (name !== undefined) return name
    return /^\d+$/.test(inBrackets ?? '') ? Number(inBrackets) : (inBrackets ?? '')
  })
}
