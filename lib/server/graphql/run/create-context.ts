import type { Logger } from 'pino'
import type { AccessAnswer, AccessQuestion } from '#contract/access.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { ScopedStore } from '../../cache/scoped-store.ts'
import type { UserClient } from '../../kube/user-client.ts'
import type { FindHeldNamespaces } from '../../namespaces/my-namespaces.ts'
import type { Session } from '../../services.ts'
import type { GraphQLContext } from '../context.ts'
import { createOnce } from '../once.ts'
import type { SchemaSnapshot } from '../schema-snapshot.ts'

export type ContextDeps = {
  store: ScopedStore
  users: UserClient
  logger: Logger
  newestResources(): Promise<readonly ServedResource[]>
  reviewAccess(session: Session, questions: readonly AccessQuestion[]): Promise<AccessAnswer[]>
  heldNamespaces: FindHeldNamespaces
}
export type Running = { session: Session; requestId: string; signal: AbortSignal; snapshot: SchemaSnapshot }

export function createContext(
  { session, requestId, signal, snapshot }: Running,
  { store, users, logger, newestResources, reviewAccess, heldNamespaces }: ContextDeps,
): GraphQLContext {
  return {
    session,
    requestId,
    signal,
    store,
    users,
    logger,
    resources: snapshot.resources,
    newestResources,
    schemaHash: snapshot.hash,
    review: questions => reviewAccess(session, questions),
    heldNamespaces: () =>
      heldNamespaces(session, []).then(
        ({ held }) => held,
        () => [],
      ),
    once: createOnce(),
  }
}
