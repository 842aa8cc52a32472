import type { Page } from '@playwright/test'
import type { User } from '../cluster.ts'
import type { Tunnel } from '../latchkey.ts'

/** What a scene may use beside its page. `name`: a VirtualService of its own in shop; `tunnel`: only for a scene with a `session` of its own. */
export type Stage = { page: Page; origin: string; name: string; tunnel: Tunnel }

/**
 * A page in a state: as whom, where, and what is done there until it is shown. `file` names its pictures; `session`: one of its own, since it
 * changes it; `prepare`: what is done before it is opened; `part`: what alone of the page no other scene has, where axe looks.
 */
export type Scene = {
  file: string
  page: string
  state: string
  user: User | null
  path: string
  act?: (stage: Stage) => Promise<void>
  session?: string
  prepare?: (stage: Stage) => Promise<void>
  part?: string
}

/** What a picture must show before it is taken. */
export const scene = (page: string, state: string, user: User | null, path: string, act?: Scene['act']): Scene => ({
  file: pictureName(page, state),
  page,
  state,
  user,
  path,
  ...(act ? { act } : {}),
})

/** A dialog or a popover over a page that a scene of its own shows. */
export const over = (of: Scene): Scene => ({ ...of, part: 'dialog[open], [role="dialog"]' })

/** Pictures of it are called so, with the theme behind. */
export function pictureName(page: string, state: string): string {
  return `${page}-${state}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
