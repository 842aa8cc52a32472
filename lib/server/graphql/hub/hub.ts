import type { ResponseError } from '../run/response-errors.ts'
import { createGroup, type Group, type GroupDeps, type Reader } from './group.ts'
import { createMessageQueue } from './message-queue.ts'
import { resumeFrom } from './resume-argument.ts'
import type { Message, Subscription } from './subscription.ts'

export type Hub = {
  /**
   * The answers to a subscription until its stream ends or its signal aborts. One who does not take them for long misses some of them, and
   * is then told what they lack, or given a snapshot. Throws TOO_MANY_REQUESTS where a new stream cannot be paid for; the answers never throw:
   * what ends a stream is the last of them. Whoever does not read to the end has to abort the signal.
   */
  subscribe(subscription: Subscription): AsyncGenerator<Message, void, void>
  /** How many streams there are for all readers. */
  readonly streams: number
}

/** How much text is kept for those who come late, characters in all. */
const keptCharacters = 32 * 1024 * 1024

export function createHub(deps: Omit<GroupDeps, 'budget'>): Hub {
  const groups = new Map<string, Set<Group>>()
  const budget = { left: keptCharacters }

  function join(reader: Reader, token: string | null): Group {
    const { key } = reader.subscription
    const known = groups.get(key) ?? new Set()
    for (const group of known) if (group.join(reader, token)) return group
    // The work of a stream is paid for where it begins, whatever made it necessary.
    reader.subscription.purse.open()
    const group: Group = createGroup(reader, token, { ...deps, budget }, () => {
      known.delete(group)
      if (known.size === 0) groups.delete(key)
    })
    known.add(group)
    groups.set(key, known)
    return group
  }

  return {
    get streams() {
      return [...groups.values()].reduce((sum, { size }) => sum + size, 0)
    },
    subscribe(subscription) {
      const queue = createMessageQueue(subscription.signal, () => group.taken())
      const reader = { subscription, queue }
      let token = resumeFrom(subscription.args)
      // At once, and not when the first answer is asked for: whoever comes next finds the stream.
      let group = join(reader, token)
      const leave = (): void => group.leave(reader)
      subscription.signal.addEventListener('abort', leave)
      const rejoin = (): ResponseError[] | null => {
        try {
          group = join(reader, token)
          return null
        } catch (thrown) {
          return deps.streamErrors(thrown, subscription)
        }
      }
      async function* answers(): AsyncGenerator<Message, void, void> {
        try {
          while (true) {
            const message = await queue.next()
            if (message === null) return
            if (message === 'missed') {
              leave()
              const errors = rejoin()
              if (errors === null) continue
              yield { text: JSON.stringify({ errors }), token: '' }
              return
            }
            if (message.token !== '') token = message.token
            yield message
          }
        } finally {
          leave()
        }
      }
      return answers()
    },
  }
}
