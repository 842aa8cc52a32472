/** Steps to a field of an object; places in lists as text. */
export type At = readonly string[]

/** An object of a kind that is made from an empty form, field by field, and what is written into it afterwards. */
export type FilledIn = {
  /** Fields of the object beside its metadata, as they are written; YAML stands for a value of which no schema says anything. */
  written: Record<string, unknown>
  /** What the schema's defaults add to that. */
  defaults?: readonly (readonly [at: At, value: unknown])[]
  edited: { at: At; value: string | number | boolean }
  clusterWide?: true
}

/** By `group/version/resource`. */
export type FilledInKinds = Readonly<Record<string, FilledIn>>

/** A value with another one at a place in it. */
export function withValue(whole: unknown, [step, ...at]: At, value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(whole)) return whole.map((item, index) => (String(index) === step ? withValue(item, at, value) : item))
  const record = (whole ?? {}) as Record<string, unknown>
  return { ...record, [step]: withValue(record[step], at, value) }
}
