import { Fragment } from 'react'
import { textParts } from '#domain/text.ts'

type Props = { text: string; values: Readonly<Record<string, React.ReactNode>> }

/** A text with values that are more than text: `<Rich text={text('You are {user}.')} values={{ user: <b>…</b> }} />`. */
export function Rich({ text, values }: Props) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have nothing but their place.
  return textParts(text).map((part, index) => <Fragment key={index}>{'words' in part ? part.words : (values[part.value] ?? `{${part.value}}`)}</Fragment>)
}
