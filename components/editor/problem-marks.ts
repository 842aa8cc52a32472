import { type EditorState, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'
import type { YamlProblem } from '#domain/object-yaml.ts'

const setProblems = StateEffect.define<readonly YamlProblem[]>()

class ProblemText extends WidgetType {
  readonly message: string
  constructor(message: string) {
    super()
    this.message = message
  }
  override eq(other: ProblemText): boolean {
    return other.message === this.message
  }
  override toDOM(): HTMLElement {
    const element = document.createElement('span')
    element.className = 'cm-problem'
    element.textContent = this.message
    return element
  }
}

/** Marks lines that hold mistakes and writes each mistake under its line. Typing takes the marks away. */
export const problemMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setProblems)) return decorate(transaction.state, effect.value)
    return transaction.docChanged ? Decoration.none : marks
  },
  provide: field => EditorView.decorations.from(field),
})

const setHints = StateEffect.define<readonly YamlProblem[]>()

/** Marks lines of which the schema says something while they are written. Nothing moves for it: what it says is told on hover, and below. */
export const hintMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHints)) return decorateHints(transaction.state, effect.value)
    return marks.map(transaction.changes)
  },
  provide: field => EditorView.decorations.from(field),
})

export function showHints(view: EditorView, hints: readonly YamlProblem[]): void {
  view.dispatch({ effects: setHints.of(hints) })
}

function decorateHints(state: EditorState, hints: readonly YamlProblem[]): DecorationSet {
  const byLine = Map.groupBy(hints, ({ line }) => lineAt(state, line).from)
  const ranges = [...byLine].map(([from, of]) =>
    Decoration.line({ class: 'cm-hint-line', attributes: { title: of.map(({ message }) => message).join('\n') } }).range(from),
  )
  return Decoration.set(ranges, true)
}

/** Shows problems and goes to the first one. */
export function showProblems(view: EditorView, problems: readonly YamlProblem[]): void {
  const effects: StateEffect<unknown>[] = [setProblems.of(problems)]
  const [first] = problems
  if (!first) {
    view.dispatch({ effects })
    return
  }
  const position = Math.min(lineAt(view.state, first.line).from + first.column - 1, view.state.doc.length)
  view.dispatch({ effects, selection: { anchor: position }, scrollIntoView: true })
  view.focus()
}

function decorate(state: EditorState, problems: readonly YamlProblem[]): DecorationSet {
  const ranges = problems.flatMap(problem => {
    const line = lineAt(state, problem.line)
    return [
      Decoration.line({ class: 'cm-problem-line' }).range(line.from),
      Decoration.widget({ widget: new ProblemText(problem.message), side: 1, block: true }).range(line.to),
    ]
  })
  return Decoration.set(ranges, true)
}

function lineAt(state: EditorState, line: number) {
  return state.doc.line(Math.max(1, Math.min(line, state.doc.lines)))
}
