/** Decimal suffixes by their power of ten, binary ones by that of two. */
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }
const quantity = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d{1,3}))?$/

/**
 * The size of a number or quantity (apimachinery resource.Quantity) written as text; null for any other text. A whole number
 * that JavaScript does not hold exactly is a bigint: the two compare by size.
 */
export function quantitySize(text: string): number | bigint | null {
  if (text.length > 64) return null
  const found = quantity.exec(text)
  if (!found) return null
  const [, digits = '', suffix = '', exponent] = found
  const power = binary[suffix]
  if (power !== undefined) return Number(digits) * 2 ** power
  const size = Number(`${digits}e${exponent ?? decimal[suffix] ?? 0}`)
  const isInteger = suffix === '' && exponent === undefined && /^[+-]?\d+$/.test(digits)
  return isInteger && !Number.isSafeInteger(size) ? BigInt(digits.replace(/^\+/, '')) : size
}

/** Whether a text is a quantity by its suffix; plain digits may as well be a version. */
export function hasQuantitySuffix(text: string): boolean {
  return quantity.exec(text)?.[2] !== undefined
}
