'use client'

import { useText } from '#use-text'

/** First stop of the keyboard. Moves the focus itself: with `<base>` a `#main` link would load the home page. */
export function SkipLink() {
  const t = useText()
  return (
    // biome-ignore lint/a11y/useValidAnchor: it goes to a place on the page, as a link does.
    <a
      href="#main"
      className="button fixed top-2 left-2 z-50 -translate-y-16 focus:translate-y-0"
      onClick={event => {
        event.preventDefault()
        document.getElementById('main')?.focus()
      }}
    >
      {t('Skip to the content')}
    </a>
  )
}
