'use client'

import { useText } from '#use-text'
import type { ControlProps } from './form-row.tsx'

type Props = { control: ControlProps; text: string; placeholder: string | undefined; onText: (text: string) => void }

/** From here on a text is rather read in lines. */
const longest = 100

/**
 * The control of a text, which may have lines: a script, say. It is the same element however much stands in it, as one that took its place
 * while somebody writes would have neither the focus nor the caret.
 */
export function TextControl({ control, text, placeholder, onText }: Props) {
  const t = useText()
  const hasLines = text.includes('\n')
  const isLong = hasLines || text.length > longest
  return (
    <textarea
      {...control}
      className={`field block py-[3px] font-mono leading-5 ${isLong ? 'h-auto min-h-24 w-full resize-y' : 'w-full max-w-[560px] resize-none overflow-hidden whitespace-pre'}`}
      rows={isLong ? Math.min(20, text.split('\n').length + 1) : 1}
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholder}
      title={hasLines ? undefined : t('Shift+Enter begins another line.')}
      value={text}
      // Most texts are names, which are not to end with a line because Enter was pressed.
      onKeyDown={event => {
        if (event.key === 'Enter' && !event.shiftKey && !hasLines && !event.nativeEvent.isComposing) event.preventDefault()
      }}
      onChange={event => onText(event.target.value)}
    />
  )
}
