import type { FieldSteps } from './check-value.ts'
import { formNode } from './form-node.ts'
import { type KindSchema, openSchema, type Schema } from './schema-document.ts'

/**
 * Where in a YAML text somebody is, by its lines alone, so that it is told while the text is being written and no YAML yet. `at`: the
 * field whose value is being written, or, with `isKey`, the one whose fields are. `from`: where the word begins that is being written.
 */
export type YamlPlace = { at: FieldSteps; isKey: boolean; word: string; from: number }

/** What a line leads to: a key, or a place in a list, each with the column where it begins. */
type Frame = { column: number; step: string | number }

const keyPattern = /^(?:"([^"]*)"|'([^']*)'|([^\s:#"'-][^:#]*?)) *:(?: |$)/
const dashPattern = /^- */

/** `offset`: characters from the start. Lists count from 0. */
export function placeAt(text: string, offset: number): YamlPlace {
  const lines = text.slice(0, offset).split('\n')
  const here = lines.pop() ?? ''
  const frames: Frame[] = []
  for (const line of lines) if (line.trim() !== '' && !line.trimStart().startsWith('#')) enter(frames, line)
  const { rest, column, isKey } = enter(frames, here)
  if (isKey) return { at: stepsOf(frames), isKey: false, word: rest, from: offset - rest.length }
  leave(frames, column)
  return { at: stepsOf(frames), isKey: true, word: rest, from: offset - rest.length }
}

/** Takes a line: its dashes, and its key where it has one. `rest`: what stands after them, at `column`. */
function enter(frames: Frame[], line: string): { rest: string; column: number; isKey: boolean } {
  let column = line.length - line.trimStart().length
  let rest = line.slice(column)
  for (let dash = dashPattern.exec(rest); dash && (rest === '-' || rest.startsWith('- ')); dash = dashPattern.exec(rest)) {
    enterItem(frames, column)
    column += dash[0].length
    rest = rest.slice(dash[0].length)
  }
  const key = keyPattern.exec(rest)
  if (!key) return { rest, column, isKey: false }
  leave(frames, column)
  frames.push({ column, step: key[1] ?? key[2] ?? key[3] ?? '' })
  return { rest: rest.slice(key[0].length).trimStart(), column, isKey: true }
}

/** A list may stand at the column of its key. */
function enterItem(frames: Frame[], column: number): void {
  leave(frames, column + 1)
  const last = frames.at(-1)
  const isNext = last?.column === column && typeof last.step === 'number'
  if (isNext) frames.pop()
  frames.push({ column, step: isNext ? Number(last.step) + 1 : 0 })
}

/** What begins at this column or after it has ended. */
function leave(frames: Frame[], column: number): void {
  while ((frames.at(-1)?.column ?? -1) >= column) frames.pop()
}

function stepsOf(frames: readonly Frame[]): (string | number)[] {
  return frames.map(({ step }) => step)
}

/** The schema of a field; null where nothing is said of it. */
export function schemaAt(document: KindSchema, at: FieldSteps): Schema | null {
  let schema: Schema = document.root
  for (const step of at) {
    const node = formNode(document, schema)
    const next =
      node.kind === 'list'
        ? node.item
        : node.kind === 'map'
          ? node.value
          : node.kind === 'object'
            ? node.fields.find(({ name }) => name === step)?.schema
            : undefined
    if (next === undefined) return null
    schema = next
  }
  return openSchema(document, schema)
}
