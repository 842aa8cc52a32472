'use client'

import { defaultKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { foldAll, foldGutter, foldKeymap, unfoldAll } from '@codemirror/language'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useContext, useEffect, useRef } from 'react'
import { NonceContext } from '#components/shell/nonce.ts'
import { useText } from '#use-text'
import { drawnSelection } from './drawn-selection.ts'
import { editorLook } from './editor-look.ts'
import { editorPhrases } from './editor-phrases.ts'

/** YAML to read: folded, searched and copied from, in place of where it was scrolled to when the object changes. */
export function YamlReader({ label, text }: { label: string; text: string }) {
  const t = useText()
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const nonce = useContext(NonceContext)
  const first = useRef(text)

  useEffect(() => {
    if (!host.current) return
    const reader = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          EditorView.cspNonce.of(nonce),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
          EditorState.readOnly.of(true),
          editorPhrases(t),
          lineNumbers(),
          foldGutter(),
          drawnSelection(),
          search({ top: true }),
          yaml(),
          editorLook({ height: '70vh' }),
          keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
        ],
      }),
    })
    view.current = reader
    return () => reader.destroy()
  }, [label, nonce, t])

  useEffect(() => {
    const reader = view.current
    if (reader && reader.state.doc.toString() !== text) reader.dispatch({ changes: smallestChange(reader.state.doc.toString(), text) })
  }, [text])

  return (
    <>
      <div className="flex gap-1 border-b border-line px-2 py-1">
        <button type="button" className="button button-quiet h-6 text-sm" onClick={() => view.current && foldAll(view.current)}>
          {t('Fold all')}
        </button>
        <button type="button" className="button button-quiet h-6 text-sm" onClick={() => view.current && unfoldAll(view.current)}>
          {t('Unfold all')}
        </button>
      </div>
      <div ref={host} />
    </>
  )
}

/** Only what differs, so that folds and the place stay. */
function smallestChange(before: string, after: string): { from: number; to: number; insert: string } {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) }
}
