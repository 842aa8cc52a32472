import fc from 'fast-check'

const [firstHalf, halves] = [0xd800, 0x800]
const textOf = (index: number): string => String.fromCodePoint(index < firstHalf ? index : index + halves)

function indexOf(text: unknown): number {
  const point = (typeof text === 'string' && text.codePointAt(0)) || 0
  const index = point < firstHalf ? point : point - halves
  if (textOf(index) !== text) throw new Error('not one code point')
  return index
}

const codePoint = fc.integer({ min: 0, max: 0x10ffff - halves }).map(textOf, indexOf)

/** Strings of any code points but halves of pairs: what the unit `binary` of fast-check gives, which takes a second to list them all. */
export function anyString(constraints: Omit<fc.StringConstraints, 'unit'> = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: codePoint })
}
