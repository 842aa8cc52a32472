import type { NewsCounts } from '#domain/list-news.ts'

/** Milliseconds: what comes together is told together; nobody is told more often than that. */
const gatherMs = 1_000
const everyMs = 10_000

const nothing: NewsCounts = { came: 0, went: 0, changed: 0 }

/** Adds up what happens and tells of it now and then: whoever hears it read out has to be able to hear anything else. */
export function createNewsTeller(tell: (counts: NewsCounts) => void): { add(counts: NewsCounts): void; stop(): void } {
  let sum = nothing
  let timer: ReturnType<typeof setTimeout> | undefined
  let toldMs = Number.NEGATIVE_INFINITY
  const tellAll = (): void => {
    timer = undefined
    toldMs = Date.now()
    const counts = sum
    sum = nothing
    tell(counts)
  }
  return {
    add({ came, went, changed }) {
      if (came + went + changed === 0) return
      sum = { came: sum.came + came, went: sum.went + went, changed: sum.changed + changed }
      timer ??= setTimeout(tellAll, Math.max(gatherMs, toldMs + everyMs - Date.now()))
    },
    stop: () => clearTimeout(timer),
  }
}
