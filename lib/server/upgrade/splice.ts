import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** After one side has ended, the other may say its last words for so long. */
const lastWordsMs = 5_000

/** Joins two connections byte by byte; a slow side holds the other back. When one goes, so does the other. */
export function splice(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    // A peer that vanished answers no probe; a quiet terminal does.
    ;(from as Socket).setKeepAlive?.(true, 30_000)
    from.on('error', () => from.destroy())
    from.once('close', () => to.destroy())
    from.once('end', () => {
      const timer = setTimeout(() => to.destroy(), lastWordsMs)
      to.once('close', () => clearTimeout(timer))
    })
    from.pipe(to)
  }
}
