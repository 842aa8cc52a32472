import type { Extension } from '@codemirror/state'
import { drawSelection } from '@codemirror/view'

const blinkMs = 1_200

/** The editor's own cursor and selection; a cursor that stands still for who wants nothing to move. */
export function drawnSelection(): Extension {
  // The server loads this too, and draws nothing.
  const isStill = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches
  return drawSelection({ cursorBlinkRate: isStill ? 0 : blinkMs })
}
