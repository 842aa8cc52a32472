'use client'

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { useContext, useEffect, useRef } from 'react'
import { NonceContext } from '#components/shell/nonce.ts'
import type { KindSchema } from '#domain/form/schema-document.ts'
import type { YamlProblem } from '#domain/object-yaml.ts'
import { useText } from '#use-text'
import { drawnSelection } from './drawn-selection.ts'
import { editorLook } from './editor-look.ts'
import { editorPhrases } from './editor-phrases.ts'
import { hintMarks, problemMarks, showHints, showProblems } from './problem-marks.ts'
import { schemaHelp } from './schema-help.ts'

type Props = {
  label: string
  /** Changing it replaces what stands in the editor; typing does not change it. */
  text: string
  onChange: (text: string) => void
  onSubmit: () => void
  problems: readonly YamlProblem[]
  /** What the schema says of the text as it is now. */
  hints?: readonly YamlProblem[]
  /** Helps to write fields; there may be none. */
  schema?: KindSchema | undefined
}

const none: readonly YamlProblem[] = []

/** A YAML editor. Esc, then Tab leaves it by keyboard. */
export function YamlEditor({ label, text, onChange, onSubmit, problems, hints = none, schema }: Props) {
  const t = useText()
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const nonce = useContext(NonceContext)
  const help = useRef(new Compartment())
  const handlers = useRef({ onChange, onSubmit })
  useEffect(() => {
    handlers.current = { onChange, onSubmit }
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: a schema that comes later is put in below.
  useEffect(() => {
    if (!host.current) return
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(nonce),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          EditorView.updateListener.of(update => update.docChanged && handlers.current.onChange(update.state.doc.toString())),
          keymap.of([{ key: 'Mod-Enter', run: () => submit(handlers.current.onSubmit) }]),
          editorPhrases(t),
          editing,
          problemMarks,
          hintMarks,
          help.current.of(schema ? schemaHelp(schema, t) : []),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [text, label, nonce, t])

  useEffect(() => {
    view.current?.dispatch({ effects: help.current.reconfigure(schema ? schemaHelp(schema, t) : []) })
  }, [schema, t])

  useEffect(() => {
    if (view.current) showProblems(view.current, problems)
  }, [problems])

  useEffect(() => {
    if (view.current) showHints(view.current, hints)
  }, [hints])

  return <div ref={host} className="panel min-h-[60vh] overflow-hidden" />
}

function submit(onSubmit: () => void): true {
  onSubmit()
  return true
}

const editing: Extension = [
  lineNumbers(),
  foldGutter(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  history(),
  drawnSelection(),
  indentOnInput(),
  indentUnit.of('  '),
  bracketMatching(),
  highlightSelectionMatches(),
  search({ top: true }),
  yaml(),
  editorLook({ height: 'calc(100dvh - 190px)', minHeight: '320px' }),
  keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, indentWithTab]),
]
