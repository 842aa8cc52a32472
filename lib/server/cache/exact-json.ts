/** What stands as a number between values of JSON and may be too large for a double; inside a string it only costs time. */
const longInteger = /[:[,]\s*-?\d{16,}\s*[,}\]]|^\s*-?\d{16,}\s*$/

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
// ES2026; not in the library of the compiler's target.
const json = JSON as unknown as { parse(text: string, reviver?: Reviver): unknown; rawJSON(text: string): unknown }

/**
 * JSON.parse, but integers that a double cannot hold stay what they are, as JSON.rawJSON: JSON.stringify writes them as they were.
 * Throws SyntaxError.
 */
export function parseExactJson(text: string): unknown {
  return longInteger.test(text) ? json.parse(text, keepExact) : json.parse(text)
}

const keepExact: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && /^-?\d{16,}$/.test(source) && String(value) !== source ? json.rawJSON(source) : value
