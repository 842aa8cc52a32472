/** Plain data as JSON has it. */
export type Path = readonly (string | number)[]

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field of its own, whatever it is called: `constructor` is a name like any other in YAML. */
export function ownField(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** Equal as JSON, whatever the order of keys. A field that is undefined is one that is absent. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(key => sameValue(a[key], b[key]))
}

/** `spec.http[0].route`, as kubectl's errors write it. */
export function pathText(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}

/** How many fields and items a value holds at all depths; stops counting at `limit`. */
export function countFields(value: unknown, limit: number): number {
  const children = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []
  let count = children.length
  for (const child of children) {
    if (count >= limit) return limit
    count += countFields(child, limit - count)
  }
  return Math.min(count, limit)
}
