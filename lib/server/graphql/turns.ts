import { setImmediate } from 'node:timers/promises'
import type { GraphQLContext } from './context.ts'

/**
 * The next turn of an operation: one piece of its work in each round of the event loop, since what graphql-js runs at once, it runs to the
 * end. Other operations have turns of their own.
 */
export function nextTurn(context: Pick<GraphQLContext, 'once'>): Promise<void> {
  const turns = context.once('turns', () => ({ last: Promise.resolve() }))
  turns.last = turns.last.then(() => setImmediate())
  return turns.last
}
