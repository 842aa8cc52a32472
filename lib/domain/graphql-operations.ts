const types = ['query', 'mutation', 'subscription'] as const
export type OperationType = (typeof types)[number]
/** An operation of a document; `name` '' where it has none. */
export type NamedOperation = { type: OperationType; name: string }

// Comments, strings and directives, which say nothing here; words; what opens and closes (GraphQL October 2021 §2.1, §2.9.4, §2.12).
const token = /(#[^\n\r]*|"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n\r])*"|@\w+)|[A-Za-z_]\w*|[{}()[\]]/g

/** The operations of a document, as far as it can be read; what is no GraphQL is the server's to refuse. */
export function readOperations(text: string): NamedOperation[] {
  const found: NamedOperation[] = []
  let depth = 0
  let head: string[] = []
  for (const [part, opaque] of text.matchAll(token)) {
    if (opaque !== undefined) continue
    if (depth === 0 && part === '{') {
      const [type = 'query', name = ''] = head
      if (isOperationType(type)) found.push({ type, name })
    }
    if ('{(['.includes(part)) depth += 1
    else if ('})]'.includes(part)) {
      depth = Math.max(0, depth - 1)
      if (depth === 0 && part === '}') head = []
    } else if (depth === 0) head.push(part)
  }
  return found
}

function isOperationType(word: string): word is OperationType {
  return (types as readonly string[]).includes(word)
}
