/** Things in no order, each of which can be taken out again. */
export type Bag<T> = {
  readonly size: number
  /** Returns how to take it out, which may be called twice. */
  add(item: T): () => void
  /** All of them, as of now. */
  items(): T[]
}

/**
 * What a Set would be, were it not for its tables: with something new in it for each request they are replaced all the time, and what
 * dead ones held outlives many a garbage collection. Here one array stays as long as the bag does.
 */
export function createBag<T>(): Bag<T> {
  const entries: { item: T; at: number }[] = []
  return {
    get size() {
      return entries.length
    },
    add(item) {
      const entry = { item, at: entries.length }
      entries.push(entry)
      return () => {
        if (entries[entry.at] !== entry) return
        const last = entries.pop()
        if (last === undefined || last === entry) return
        last.at = entry.at
        entries[entry.at] = last
      }
    },
    items: () => entries.map(({ item }) => item),
  }
}
