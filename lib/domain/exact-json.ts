/** What stands as a number between values of JSON and may be too large for a double; inside a string it only costs time. */
const longInteger = /[:[,]\s*-?\d{16,}\s*[,}\]]|^\s*-?\d{16,}\s*$/
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g

/** JSON.parse, but whole numbers beyond 2^53 are bigint, in every browser. Throws SyntaxError. */
export function readExactJson(text: string): unknown {
  if (!longInteger.test(text)) return JSON.parse(text)
  const mark = newMark()
  const marked = text.replace(stringOrNumber, token => (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${mark}${token}"` : token))
  return JSON.parse(marked, (_key, value: unknown) => (typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value))
}

/** JSON.stringify, a bigint with all its digits. */
export function writeExactJson(value: unknown): string {
  let isMarked = false
  const mark = newMark()
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'bigint') return part
    isMarked = true
    return `${mark}${part}`
  })
  return isMarked ? text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1') : text
}

/** Whether a value that JSON.parse made may have lost digits. */
export function hasRoundedIntegers(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasRoundedIntegers)
}

/** A value as JSON.parse would have it. */
export function asRounded<T>(value: T): T {
  return JSON.parse(writeExactJson(value)) as T
}

/** No text has it that was not made here. */
function newMark(): string {
  return `${crypto.getRandomValues(new Uint32Array(4)).join('-')}:`
}
