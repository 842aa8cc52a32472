import { createGroup, type Group, type GroupDeps, type Reader } from './group.ts'
import { createMessageQueue } from './message-queue.ts'
import { resumeFrom } from './resume-argument.ts'
import type { Message, Subscription } from './subscription.ts'

export type Hub = {
  /**
   * The answers to a subscription until its stream ends or its signal aborts. One who does not take them for long misses some of them, and
   * is then told what they lack, or given a snapshot. Never throws: what ends a stream is its last answer. Whoever does not read to the end
   * has to abort the signal.
   */
  subscribe(subscription: Subscription): AsyncGenerator<Message, void, void>
  /** Whether there is a stream of that key already. */
  isShared(key: string): boolean
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
    isShared: key => groups.has(key),
    subscribe(subscription) {
      const queue = createMessageQueue(() => group.taken())
      const reader = { subscription, queue }
      let token = resumeFrom(subscription.args)
      // At once, and not when the first answer is asked for: whoever comes next finds the stream.
      let group = join(reader, token)
      const leave = (): void => group.leave(reader)
      subscription.signal.addEventListener('abort', leave)
      async function* answers(): AsyncGenerator<Message, void, void> {
        try {
          while (true) {
            const message = await queue.next(subscription.signal)
            if (message === null) return
            if (message === 'missed') {
              leave()
              group = join(reader, token)
              continue
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
