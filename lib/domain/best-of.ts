/** Keeps the `limit` best of what it is given, by `compare` (negative: the first is better), without holding all. `best` hands them over, once. */
export function createBestOf<T>(limit: number, compare: (a: T, b: T) => number): { add(item: T): void; best(): T[]; readonly count: number } {
  const slack = Math.max(limit, 64)
  let held: T[] = []
  let count = 0
  const cut = () => {
    held = held.sort(compare).slice(0, limit)
  }
  return {
    add(item) {
      count += 1
      held.push(item)
      if (held.length >= limit + slack) cut()
    },
    best() {
      cut()
      const handed = held
      held = []
      return handed
    },
    get count() {
      return count
    },
  }
}
