import type { Message } from './subscription.ts'

/** What was told lately, for those who come back. */
export type History = {
  add(message: Message): void
  /** The messages after a token that was told lately; null where it was not. */
  since(token: string | null): readonly Message[] | null
  clear(): void
}

/** Messages that those who come back may still lack: how many, their characters, and for how long, milliseconds. */
const limit = { count: 64, size: 512 * 1024, ageMs: 10_000 }

export function createHistory(now: () => number): History {
  let told: { readonly message: Message; readonly atMs: number }[] = []
  let size = 0

  function drop(): void {
    size -= told.shift()?.message.text.length ?? 0
  }

  function dropOld(): void {
    for (let first = told[0]; first && now() - first.atMs > limit.ageMs; first = told[0]) drop()
  }

  return {
    add(message) {
      dropOld()
      told.push({ message, atMs: now() })
      size += message.text.length
      while (told.length > limit.count || (told.length > 1 && size > limit.size)) drop()
    },
    since(token) {
      dropOld()
      const at = token === null ? -1 : told.findLastIndex(({ message }) => message.token === token)
      return at < 0 ? null : told.slice(at + 1).map(({ message }) => message)
    },
    clear() {
      told = []
      size = 0
    },
  }
}
