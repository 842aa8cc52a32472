import { Fragment } from 'react'
import { textParts } from '#domain/text.ts'

type Props = { text: string; values: Readonly<Record<string, React.ReactNode>>; className: string }

/** A text of whose words only the values stay in sight where `className` hides the rest; screen readers have all of it. */
export function HiddenWords({ text, values, className }: Props) {
  return textParts(text).map((part, index) =>
    'words' in part ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have nothing but their place.
      <span key={index} className={className}>
        {part.words}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <Fragment key={index}>{values[part.value]}</Fragment>
    ),
  )
}
