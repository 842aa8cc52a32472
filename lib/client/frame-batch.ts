/** Gathers what comes during one animation frame, so that a page draws once for all of it. */
export function createFrameBatch<T>(deliver: (batch: T[]) => void): { add(item: T): void; flush(): void } {
  let waiting: T[] = []
  let frame = 0
  const flush = () => {
    cancelAnimationFrame(frame)
    frame = 0
    const batch = waiting
    waiting = []
    if (batch.length > 0) deliver(batch)
  }
  return {
    add(item) {
      waiting.push(item)
      frame ||= requestAnimationFrame(flush)
    },
    flush,
  }
}
