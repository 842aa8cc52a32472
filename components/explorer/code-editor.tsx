'use client'

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useContext, useEffect, useRef } from 'react'
import { drawnSelection } from '#components/editor/drawn-selection.ts'
import { editorLook } from '#components/editor/editor-look.ts'
import { editorPhrases } from '#components/editor/editor-phrases.ts'
import { NonceContext } from '#components/shell/nonce.ts'
import { useText } from '#use-text'
import { type LanguageName, languages } from './languages.ts'

type Props = {
  label: string
  language: LanguageName
  /** What stands in it; another text than the one typed last replaces it. */
  text: string
  /** Absent: to read, search and copy. */
  onChange?: (text: string) => void
  /** Ctrl or Cmd with Enter. */
  onRun: () => void
}

/** An editor that fills the box it stands in. Esc, then Tab leaves it by keyboard. */
export function CodeEditor({ label, language, text, onChange, onRun }: Props) {
  const t = useText()
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const nonce = useContext(NonceContext)
  const handlers = useRef({ onChange, onRun })
  const first = useRef(text)
  const isReadOnly = onChange === undefined
  useEffect(() => {
    handlers.current = { onChange, onRun }
  })

  useEffect(() => {
    if (!host.current) return
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          EditorView.cspNonce.of(nonce),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          EditorView.updateListener.of(update => update.docChanged && handlers.current.onChange?.(update.state.doc.toString())),
          keymap.of([{ key: 'Mod-Enter', run: () => run(handlers.current.onRun) }]),
          isReadOnly ? [EditorState.readOnly.of(true)] : [history(), indentOnInput(), keymap.of([...historyKeymap, indentWithTab])],
          languages[language],
          editorPhrases(t),
          common,
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [label, language, isReadOnly, nonce, t])

  useEffect(() => {
    const editor = view.current
    first.current = text
    if (!editor || editor.state.doc.toString() === text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [text])

  return <div ref={host} className="h-full min-h-0 overflow-hidden" />
}

function run(onRun: () => void): true {
  onRun()
  return true
}

const common: Extension = [
  lineNumbers(),
  foldGutter(),
  drawnSelection(),
  indentUnit.of('  '),
  bracketMatching(),
  highlightSelectionMatches(),
  search({ top: true }),
  editorLook({ height: '100%' }),
  keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
]
