import type { Logger } from 'pino'
import type { AccessAnswer, AccessQuestion } from '#contract/access.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { ScopedStore } from '../cache/scoped-store.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { Session } from '../services.ts'

/** What the resolvers of one operation have: nothing here acts as anybody but the session's identity. */
export type GraphQLContext = {
  readonly session: Session
  readonly requestId: string
  /** Aborts when the client goes, the session ends, or the operation has had its time. */
  readonly signal: AbortSignal
  readonly store: ScopedStore
  readonly users: UserClient
  readonly logger: Logger
  /** All that the cluster serves, every version, as the operation's schema has it. */
  readonly resources: readonly ServedResource[]
  /** The same as of seconds ago at most: what an operator has just brought may not be in the schema yet. */
  newestResources(): Promise<readonly ServedResource[]>
  /** Names the schema that the operation runs with (schema-snapshot.ts). */
  readonly schemaHash: string
  /** Answers in the order of the questions, remembered for seconds (access/review-access.ts). */
  review(questions: readonly AccessQuestion[]): Promise<AccessAnswer[]>
  /** Names of the namespaces where the session's user may do more than in the whole cluster, as far as they are known; none where that cannot be told. */
  heldNamespaces(): Promise<readonly string[]>
  /** Something made once for the whole operation, by whoever asks first. */
  once<T>(key: string, make: () => T): T
}
