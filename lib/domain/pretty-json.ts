const token = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** JSON text indented by two, its tokens as they were: parsing would round what a double does not hold. */
export function prettyJson(text: string): string {
  let out = ''
  let depth = 0
  let previous = ''
  const newline = (): string => `\n${'  '.repeat(depth)}`
  for (const [part] of text.matchAll(token)) {
    const isClosing = part === '}' || part === ']'
    if (isClosing) depth -= 1
    if (isClosing ? previous !== '{' && previous !== '[' : previous === '{' || previous === '[' || previous === ',') out += newline()
    out += part === ':' ? ': ' : part
    if (part === '{' || part === '[') depth += 1
    previous = part
  }
  return out
}
