'use client'

import { Pin, PinOff } from 'lucide-react'
import { useEffect } from 'react'
import { noteVisit, type Place, togglePin, usePlaces } from '#client/places.ts'
import { useText } from '#use-text'

/** Keeps the page at hand in the rail, and notes that somebody was here. */
export function PinButton(place: Place) {
  const t = useText()
  const { path, title, kind, namespace } = place
  const isPinned = usePlaces('pinned').some(pinned => pinned.path === path)
  useEffect(() => noteVisit({ path, title, kind, namespace }), [path, title, kind, namespace])
  const Icon = isPinned ? PinOff : Pin
  return (
    <button
      type="button"
      className="button button-quiet px-1.5"
      aria-pressed={isPinned}
      aria-label={t(isPinned ? 'Unpin {title}' : 'Pin {title}', { title })}
      title={t(isPinned ? 'Take it out of the rail' : 'Keep it in the rail')}
      onClick={() => togglePin(place)}
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
