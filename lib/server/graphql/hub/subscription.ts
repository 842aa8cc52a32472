import type { ValidatedSubscriptionArgs } from 'graphql'
import type { Session } from '../../services.ts'
import type { GraphQLContext } from '../context.ts'

/** One answer of a subscription as JSON text, and the token that goes on after it; '' where none does. */
export type Message = { readonly text: string; readonly token: string }

/** What the streams of an identity are paid from. */
export type StreamPurse = {
  /** Pays for a new stream. Throws TOO_MANY_REQUESTS. */
  open(): void
  /** Pays for so many changes that are shown. */
  charge(changes: number): void
  /** Resolves when there is enough again for more changes, of many only where much is there; or when `signal` aborts. */
  ready(of: 'many' | 'few', signal: AbortSignal): Promise<void>
}

/** A subscription that was checked and may begin. */
export type Subscription = {
  /** Equal for what may share one stream: identity, schema, document, operation and variables, all but where it resumes from. */
  readonly key: string
  readonly args: ValidatedSubscriptionArgs
  readonly session: Session
  readonly requestId: string
  readonly purse: StreamPurse
  /** Aborts when its reader goes or its session ends. */
  readonly signal: AbortSignal
  /** What the resolvers of its stream, or of one batch of it, have. */
  context(signal: AbortSignal): GraphQLContext
}
