type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
// What the language has and its type library does not know yet (ES2025: JSON source text access).
const exact = JSON as unknown as { parse(text: string, reviver: Reviver): unknown; rawJSON(text: string): unknown }

/** JSON.parse that keeps integers which a double would round (int64 of Kubernetes) as bigint. @throws SyntaxError */
export function parseExactJson(text: string): unknown {
  // Reviving is slow, and numbers of that size are rare.
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '') ? BigInt(source ?? '') : value,
  )
}

/** JSON.stringify of what `parseExactJson` gives. */
export function stringifyExactJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? exact.rawJSON(String(inner)) : inner), indent)
}
