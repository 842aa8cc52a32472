import { foldService, StreamLanguage, type StreamParser } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

type Nesting = { depth: number; isBlock: boolean }

/** Lines that lie inside of brackets are indented by them. */
const nested = {
  startState: (): Nesting => ({ depth: 0, isBlock: false }),
  indent: (state: Nesting, after: string, { unit }: { unit: number }) => Math.max(0, state.depth - (/^[})\]]/.test(after) ? 1 : 0)) * unit,
  languageData: { indentOnInput: /^\s*[})\]]$/, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
}

function bracket(character: string, state: Nesting): void {
  if ('{[('.includes(character)) state.depth += 1
  else if ('}])'.includes(character)) state.depth = Math.max(0, state.depth - 1)
}

const graphqlParser: StreamParser<Nesting> = {
  ...nested,
  name: 'graphql',
  token(stream, state) {
    if (state.isBlock) {
      state.isBlock = !stream.match(/^(?:\\"""|[^"]|"(?!""))*"""/)
      if (state.isBlock) stream.skipToEnd()
      return 'string'
    }
    if (stream.eatSpace() || stream.eat(',')) return null
    if (stream.match('"""')) {
      state.isBlock = true
      return 'string'
    }
    if (stream.match(/^"(?:\\.|[^"\\])*"?/)) return 'string'
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(/^[$@]\w+/)) return 'atom'
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
    if (stream.match(/^(?:query|mutation|subscription|fragment|on|true|false|null)\b/)) return 'keyword'
    if (stream.match(/^[A-Za-z_]\w*/)) return /^[A-Z]/.test(stream.current()) ? 'typeName' : 'propertyName'
    bracket(stream.next() ?? '', state)
    return 'punctuation'
  },
}

const jsonParser: StreamParser<Nesting> = {
  ...nested,
  name: 'json',
  token(stream, state) {
    if (stream.eatSpace()) return null
    if (stream.match(/^"(?:\\.|[^"\\])*"(?=\s*:)/)) return 'propertyName'
    if (stream.match(/^"(?:\\.|[^"\\])*"?/)) return 'string'
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
    if (stream.match(/^(?:true|false|null)\b/)) return 'atom'
    bracket(stream.next() ?? '', state)
    return 'punctuation'
  },
}

/** A line that opens a bracket folds away what is indented deeper below it. */
const foldByIndent = foldService.of((state, from, to) => {
  const line = state.doc.lineAt(from)
  if (!/[{[(]$/.test(line.text)) return null
  const indent = /^\s*/.exec(line.text)?.[0].length ?? 0
  for (let number = line.number + 1; number <= state.doc.lines; number += 1) {
    const next = state.doc.line(number)
    if (next.text.trim() === '' || (/^\s*/.exec(next.text)?.[0].length ?? 0) > indent) continue
    return number > line.number + 1 ? { from: to, to: state.doc.line(number - 1).to } : null
  }
  return null
})

export type LanguageName = 'graphql' | 'json'

export const languages: Record<LanguageName, Extension> = {
  graphql: [StreamLanguage.define(graphqlParser), foldByIndent],
  json: [StreamLanguage.define(jsonParser), foldByIndent],
}
