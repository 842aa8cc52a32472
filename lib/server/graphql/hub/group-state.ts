import type { Change } from '../../cache/scoped-store.ts'
import type { Item, TypedItem } from './batch-text.ts'

/** How much text all groups of the process keep in all, characters. */
export type StateBudget = { left: number }

/** Beyond it a group keeps nothing: it shows every change, and whoever comes later has a stream of their own. */
const groupBudget = 6 * 1024 * 1024

/** What the readers of a group have been shown last of each object. */
export type GroupState = {
  /** The changes that show something new; what they show is remembered. A snapshot's first piece forgets what was there before. */
  take(changes: readonly Change[], items: readonly Item[], isFirst: boolean): TypedItem[]
  /** Everything, as a snapshot shows it; null where it is not all here. */
  all(): TypedItem[] | null
  release(): void
}

/** `isWhole` false: it begins with what changed since somewhere, and not with all there is. */
export function createGroupState(budget: StateBudget, isWhole: () => boolean): GroupState {
  let held: Map<string, Item> | null = new Map()
  let size = 0

  function resize(by: number): void {
    size += by
    budget.left -= by
  }

  function forget(): void {
    resize(-size)
    held = null
  }

  function remember(key: string, item: Item | null): void {
    if (held === null) return
    resize((item ? sizeOf(item) : 0) - sizeOf(held.get(key)))
    if (item) held.set(key, item)
    else held.delete(key)
    if (size > groupBudget || budget.left < 0) forget()
  }

  return {
    take(changes, items, isFirst) {
      if (isFirst && held !== null) {
        resize(-size)
        held = new Map()
      }
      const shown: TypedItem[] = []
      changes.forEach(({ type, object: { key } }, index) => {
        const item = items[index]
        if (!item) return
        if (type !== 'MODIFIED' || !isSame(held?.get(key), item)) shown.push({ item, type })
        remember(key, type === 'DELETED' ? null : item)
      })
      return shown
    },
    all: () => (held !== null && isWhole() ? [...held.values()].map(item => ({ item, type: 'ADDED' })) : null),
    release: forget,
  }
}

function isSame(before: Item | undefined, item: Item): boolean {
  if (!before || before.errors.length > 0 || item.errors.length > 0) return false
  return item.texts.every((text, index) => text === before.texts[index])
}

function sizeOf(item: Item | undefined): number {
  return item ? item.texts.reduce((sum, text) => sum + text.length, 100) : 0
}
