import type { Message } from './subscription.ts'
import { wakeInTurn } from './wake-in-turn.ts'

/** Characters that wait for one reader. */
const waitingLimit = 1024 * 1024

/** What a reader has not taken yet: little, or nothing and the note that they missed something. */
export type MessageQueue = {
  push(message: Message): void
  /** Something could not be given to the reader. */
  miss(): void
  /** Nothing comes after what is here. */
  end(): void
  readonly isEmpty: boolean
  /** The next message; 'missed' once where more came than may wait, all of which is gone; null at the end, or when the signal aborts. */
  next(): Promise<Message | 'missed' | null>
}

/** `onTaken` is called when the reader has taken all there was. */
export function createMessageQueue(signal: AbortSignal, onTaken: () => void): MessageQueue {
  let waiting: Message[] = []
  let size = 0
  let hasMissed = false
  let isEnded = false
  let wake: (() => void) | null = null
  signal.addEventListener('abort', tell, { once: true })

  function tell(): void {
    if (wake) wakeInTurn(wake)
    wake = null
  }

  function miss(): void {
    waiting = []
    size = 0
    hasMissed = true
    tell()
  }

  return {
    get isEmpty() {
      return waiting.length === 0
    },
    push(message) {
      if (hasMissed || isEnded) return
      // One message may be as large as it is: there is no smaller piece of it.
      if (waiting.length > 0 && size + message.text.length > waitingLimit) return miss()
      waiting.push(message)
      size += message.text.length
      tell()
    },
    miss,
    end() {
      isEnded = true
      tell()
    },
    async next() {
      while (true) {
        if (signal.aborted) return null
        if (hasMissed) {
          hasMissed = false
          return 'missed'
        }
        const message = waiting.shift()
        if (message) {
          size -= message.text.length
          if (waiting.length === 0) onTaken()
          return message
        }
        if (isEnded) return null
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}
