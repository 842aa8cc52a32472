/** An input of a field, or a field itself. `type` as it is written: `[String!]!`. */
export type SchemaInput = { name: string; type: string; defaultValue: string; description: string }
export type SchemaField = SchemaInput & { args: SchemaInput[]; deprecated: string }
/** `kind` is the keyword that defines it. Values of an enum are fields without a type. */
export type SchemaDefinition = { kind: string; name: string; description: string; fields: SchemaField[] }

const head = /^(type|interface|input|enum|scalar|union) (\w+)[^={]*(?:= (.*))?/

/** The definitions of a schema, as graphql-js prints it (printSchema), by name: the lines of each, its description first. */
export function indexSchema(sdl: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const lines = sdl.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const from = at
    if (lines[at]?.startsWith('"""')) at = endOfText(lines, at) + 1
    const name = head.exec(lines[at] ?? '')?.[2]
    if (name === undefined) continue
    if (lines[at]?.endsWith('{')) while (at < lines.length && lines[at] !== '}') at += 1
    found.set(name, lines.slice(from, at + 1))
  }
  return found
}

/** One definition of an index, taken apart. */
export function readDefinition(lines: readonly string[]): SchemaDefinition {
  const reader = createReader(lines)
  const description = reader.text()
  const [, kind = '', name = '', members = ''] = head.exec(reader.line()) ?? []
  const fields: SchemaField[] = members
    .split(' | ')
    .filter(Boolean)
    .map(type => ({ ...bare, name: type, type, args: [], deprecated: '' }))
  while (!reader.isAtEnd()) {
    const own = reader.text()
    const line = reader.line().trim()
    if (line !== '' && line !== '}') fields.push({ ...readField(line, reader), description: own })
  }
  return { kind, name, description, fields }
}

const bare = { defaultValue: '', description: '' }

type Reader = { isAtEnd(): boolean; line(): string; text(): string }

function createReader(lines: readonly string[]): Reader {
  let at = 0
  return {
    isAtEnd: () => at >= lines.length,
    line: () => lines[at++] ?? '',
    /** The description that begins here, '' where none does. */
    text() {
      if (!lines[at]?.trimStart().startsWith('"""')) return ''
      const from = at
      at = endOfText(lines, at) + 1
      const indent = lines[from]?.search(/\S/) ?? 0
      const text = lines.slice(from, at).map(line => line.slice(indent))
      return text.join('\n').slice(3, -3).replaceAll('\\"""', '"""').trim()
    },
  }
}

/** The line on which the description that begins at `from` ends. */
function endOfText(lines: readonly string[], from: number): number {
  const first = lines[from]?.trim() ?? ''
  if (first.length >= 6 && endsText(first)) return from
  let at = from + 1
  while (at < lines.length && !endsText(lines[at] ?? '')) at += 1
  return at
}

function endsText(line: string): boolean {
  return line.endsWith('"""') && !line.endsWith('\\"""')
}

/** `name(args): Type = default @deprecated(reason: "…")`; where arguments have lines of their own, the reader has them. */
function readField(line: string, reader: Reader): SchemaField {
  const [, name = '', rest = ''] = /^(\w+)(.*)$/s.exec(line) ?? []
  const args: SchemaInput[] = []
  let after = rest
  if (rest === '(') {
    for (;;) {
      const description = reader.text()
      const next = reader.line().trim()
      if (next.startsWith(')') || reader.isAtEnd()) {
        after = next.slice(1)
        break
      }
      if (next !== '') args.push({ ...readInput(next), description })
    }
  } else if (rest.startsWith('(')) {
    const parts = splitArguments(rest.slice(1))
    args.push(...parts.args.map(readInput))
    after = parts.after
  }
  const deprecated = /@deprecated(?:\(reason: "((?:\\.|[^"\\])*)"\))?/.exec(after)
  return { ...readInput(name + after.replace(/ @.*$/s, '')), args, deprecated: deprecated ? (deprecated[1] ?? 'No longer supported') : '' }
}

function readInput(text: string): SchemaInput {
  const [, name = '', type = '', defaultValue = ''] = /^(\w+)(?:: ([[\]\w!]+))?(?: = (.*?))?(?: @.*)?$/s.exec(text) ?? []
  return { name, type, defaultValue, description: '' }
}

/** `a: Int = 1, b: [X!]): Type` → its arguments, and what comes after. */
function splitArguments(text: string): { args: string[]; after: string } {
  const args: string[] = []
  let from = 0
  let depth = 0
  for (const { 0: part, index } of text.matchAll(/"(?:\\.|[^"\\])*"|[[\](){},]/g)) {
    const isEnd = part === ')' && depth === 0
    if (isEnd || (part === ',' && depth === 0)) {
      args.push(text.slice(from, index).trim())
      from = index + 1
    }
    if (isEnd) return { args, after: text.slice(from) }
    if ('[{('.includes(part)) depth += 1
    if (']})'.includes(part)) depth -= 1
  }
  return { args, after: '' }
}
