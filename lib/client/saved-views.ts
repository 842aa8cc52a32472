import { useCallback, useState } from 'react'
import { isRecord } from '#domain/object-diff.ts'
import { userKey } from './scoped-key.ts'

/** A way to look at a list, by a name. `query`: that of its address. */
export type SavedView = { name: string; query: string }

const most = 30

/** The views that this browser keeps of a list, by name. They are read once somebody looks for them. */
export function useSavedViews(listKey: string): {
  views: readonly SavedView[]
  look: () => void
  save: (view: SavedView) => void
  drop: (name: string) => void
} {
  const [views, setViews] = useState<readonly SavedView[]>([])
  const key = () => userKey(`views-${listKey}`)
  const write = (next: readonly SavedView[]): void => {
    setViews(next)
    try {
      localStorage.setItem(key(), JSON.stringify(next))
    } catch {
      // Storage may be full or forbidden; they are there until the page goes.
    }
  }
  const look = useCallback(() => {
    try {
      setViews(parseViews(localStorage.getItem(userKey(`views-${listKey}`))))
    } catch {
      setViews([])
    }
  }, [listKey])
  return {
    views,
    look,
    save: view => write([...views.filter(({ name }) => name !== view.name), view].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, most)),
    drop: name => write(views.filter(view => view.name !== name)),
  }
}

/** Views from what the storage held; none for anything else. */
export function parseViews(text: string | null): readonly SavedView[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(isView) : []
  } catch {
    return []
  }
}

function isView(value: unknown): value is SavedView {
  return isRecord(value) && typeof value['name'] === 'string' && typeof value['query'] === 'string'
}
