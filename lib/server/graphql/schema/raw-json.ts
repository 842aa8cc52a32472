/** What TypeScript's library does not know yet (TC39 JSON.parse source text access, in Node since 22). */
const exact = JSON as unknown as { rawJSON(text: string): unknown; isRawJSON(value: unknown): value is { rawJSON: string } }

/** The text of a JSON.rawJSON (an integer that a number would round), else null. */
export function rawText(value: unknown): string | null {
  return exact.isRawJSON(value) ? value.rawJSON : null
}

/** An integer by its digits: a number where that holds it exactly, else JSON.rawJSON. */
export function exactInteger(digits: string): unknown {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : exact.rawJSON(BigInt(digits).toString())
}

/** A copy with bigint for JSON.rawJSON, for writers other than JSON.stringify; the same value where it holds none. */
export function withBigInts(value: unknown): unknown {
  const digits = rawText(value)
  if (digits !== null) return /^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits)
  if (Array.isArray(value)) return value.map(withBigInts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withBigInts(child)]))
}
