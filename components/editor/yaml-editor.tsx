'use client'

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useContext, useEffect, useRef } from 'react'
import { NonceContext } from '#components/shell/nonce.ts'
import type { YamlProblem } from '#domain/object-yaml.ts'
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

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: 'var(--progressing)' },
  { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: 'var(--text-3)' },
])

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--text)', height: 'calc(100dvh - 190px)', minHeight: '320px', fontSize: '12px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--text-3)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--selected)' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--notice)', outline: '1px solid var(--warning)' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--sunken)', border: '1px solid var(--line)', color: 'var(--text-2)' },
  '.cm-problem-line': { backgroundColor: 'var(--danger)' },
  '.cm-problem': { display: 'block', padding: '2px 8px', backgroundColor: 'var(--danger)', color: 'var(--failing)', fontFamily: 'var(--font-sans)' },
})

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
  syntaxHighlighting(highlight),
  look,
  keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, indentWithTab]),
]
