'use client'

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { useContext, useEffect, useRef } from 'react'
import { NonceContext } from '#components/shell/nonce.ts'
import type { YamlProblem } from '#domain/object-yaml.ts'
import { editorLook } from './editor-look.ts'
import { problemMarks, showProblems } from './problem-marks.ts'

type Props = {
  label: string
  /** Changing it replaces what stands in the editor; typing does not change it. */
  text: string
  onChange: (text: string) => void
  onSubmit: () => void
  problems: readonly YamlProblem[]
}

/** A YAML editor. Esc, then Tab leaves it by keyboard. */
export function YamlEditor({ label, text, onChange, onSubmit, problems }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const nonce = useContext(NonceContext)
  const handlers = useRef({ onChange, onSubmit })
  useEffect(() => {
    handlers.current = { onChange, onSubmit }
  })

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
          editing,
          problemMarks,
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [text, label, nonce])

  useEffect(() => {
    if (view.current) showProblems(view.current, problems)
  }, [problems])

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
  drawSelection(),
  indentOnInput(),
  indentUnit.of('  '),
  bracketMatching(),
  highlightSelectionMatches(),
  search({ top: true }),
  yaml(),
  editorLook({ height: 'calc(100dvh - 190px)', minHeight: '320px' }),
  keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, indentWithTab]),
]
