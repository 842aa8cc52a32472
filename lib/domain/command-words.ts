/** The words of a command as a POSIX shell takes them apart (2.2 Quoting); `isOpen`: a quote that is never closed, or a backslash before nothing. */
export function commandWords(text: string): { words: string[]; isOpen: boolean } {
  const words: string[] = []
  let word: string | null = null
  let quote: '"' | "'" | null = null
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at)
    const next = text.charAt(at + 1)
    if (quote === "'") {
      if (sign === "'") quote = null
      else word += sign
    } else if (sign === '\\') {
      if (next === '') return { words, isOpen: true }
      // Between double quotes a backslash before anything else is one.
      word = (word ?? '') + (quote === null || '"\\$`'.includes(next) ? next : sign + next)
      at += 1
    } else if (quote === '"') {
      if (sign === '"') quote = null
      else word += sign
    } else if (sign === '"' || sign === "'") {
      quote = sign
      word ??= ''
    } else if (/\s/.test(sign)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + sign
  }
  if (word !== null) words.push(word)
  return { words, isOpen: quote !== null }
}
