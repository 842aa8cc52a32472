import { useSyncExternalStore } from 'react'
import { isRecord } from '#domain/object-diff.ts'
import { userKey } from './scoped-key.ts'

/** A page that somebody has been at, or keeps at hand. `path` without the mount. */
export type Place = { path: string; title: string; kind: string; namespace: string }
type Which = 'recent' | 'pinned'

const kept: Record<Which, number> = { recent: 20, pinned: 50 }
const none: readonly Place[] = []
const read = new Map<string, { text: string; places: readonly Place[] }>()
const listeners = new Set<() => void>()

/** Places that this browser keeps for this user of this cluster, the newest first; none while the server writes the page. */
export function usePlaces(which: Which): readonly Place[] {
  return useSyncExternalStore(
    subscribe,
    () => placesOf(which),
    () => none,
  )
}

/** Comes first among those visited. */
export function noteVisit(place: Place): void {
  write('recent', [place, ...placesOf('recent').filter(({ path }) => path !== place.path)])
}

export function togglePin(place: Place): void {
  const pinned = placesOf('pinned')
  const others = pinned.filter(({ path }) => path !== place.path)
  write('pinned', others.length === pinned.length ? [place, ...pinned] : others)
}

function placesOf(which: Which): readonly Place[] {
  const key = keyOf(which)
  const text = stored(() => localStorage.getItem(key)) ?? '[]'
  const known = read.get(key)
  if (known?.text === text) return known.places
  const places = parsePlaces(text)
  read.set(key, { text, places })
  return places
}

/** Places from what the storage held; none for anything else. */
export function parsePlaces(text: string): readonly Place[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isPlace) : none
  } catch {
    return none
  }
}

function isPlace(value: unknown): value is Place {
  // Only a path of ours is ever a link.
  return (
    isRecord(value) && ['path', 'title', 'kind', 'namespace'].every(field => typeof value[field] === 'string') && /^\/(?![/\\])/.test(String(value['path']))
  )
}

function write(which: Which, places: readonly Place[]): void {
  stored(() => localStorage.setItem(keyOf(which), JSON.stringify(places.slice(0, kept[which]))))
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // Another tab may have written.
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}

function keyOf(which: Which): string {
  return userKey(`places-${which}`)
}

// Storage may be full or forbidden; pages work without it.
function stored<T>(access: () => T): T | undefined {
  try {
    return access()
  } catch {
    return undefined
  }
}
