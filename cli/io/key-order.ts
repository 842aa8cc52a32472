/**
 * The order in which kubectl's YAML has keys: at the first difference letters go by code, a letter goes after what is
 * none, and numbers go by value, so `v2` is before `v10`.
 */
export function compareKeys(one: string, other: string): number {
  const a = [...one]
  const b = [...other]
  const at = a.findIndex((char, index) => char !== b[index])
  const [charA, charB] = [a[at], b[at]]
  if (at < 0 || charA === undefined || charB === undefined) return a.length - b.length
  const [letterA, letterB] = [isLetter(charA), isLetter(charB)]
  if (letterA !== letterB) return letterA ? 1 : -1
  if (letterA) return byCode(charA, charB)
  // A zero inside of a number is one of its digits, not a number of its own.
  const inNumber = (charA === '0' || charB === '0') && /[1-9]\d*$/.test(a.slice(0, at).join(''))
  const [digitsA, digitsB] = [digitsFrom(a, at), digitsFrom(b, at)]
  const difference = Number(`${inNumber ? 1 : 0}${digitsA}`) - Number(`${inNumber ? 1 : 0}${digitsB}`)
  return difference || digitsA.length - digitsB.length || byCode(charA, charB)
}

function isLetter(char: string): boolean {
  return /^\p{L}$/u.test(char)
}

function digitsFrom(chars: readonly string[], at: number): string {
  return /^\d*/.exec(chars.slice(at).join(''))?.[0] ?? ''
}

function byCode(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)
}
