import { executeRootSelectionSet, type GraphQLSchema, OperationTypeNode, type ValidatedExecutionArgs, type ValidatedSubscriptionArgs } from 'graphql'
import type { GraphQLLimits, GraphQLRequest } from '#contract/graphql.ts'
import { graphqlPath } from '#contract/graphql-paths.ts'
import { logRefused } from '../../http/route.ts'
import { identityKey } from '../../identity-key.ts'
import type { Session } from '../../services.ts'
import type { FollowSession } from '../../session/session-signal.ts'
import { signedInAs } from '../../signed-in-as.ts'
import { createHub } from '../hub/hub.ts'
import { onlyResumeVariable } from '../hub/resume-argument.ts'
import type { Message, StreamPurse } from '../hub/subscription.ts'
import { createCostRate } from '../limits/cost-rate.ts'
import { createOpenSubscriptions } from '../limits/open-subscriptions.ts'
import { changeCost } from '../limits/operation-cost.ts'
import type { SchemaSnapshot, SchemaSource } from '../schema-snapshot.ts'
import { canonicalJson } from './canonical-json.ts'
import { type CheckedOperation, checkOperation, type RefuseType } from './check-operation.ts'
import { type ContextDeps, createContext } from './create-context.ts'
import { createIds } from './ids.ts'
import { createNewestSchema } from './newest-schema.ts'
import type { GraphQLFigures, GraphQLObserver } from './observer.ts'
import type { OperationTexts } from './operation-texts.ts'
import { createPreparedDocuments } from './prepared-documents.ts'
import { fieldErrors, refusalErrors, refusalOf } from './response-errors.ts'
import { withinTime } from './within-time.ts'

export type GraphQLDeps = Omit<ContextDeps, 'newestResources'> & {
  source: SchemaSource
  texts: OperationTexts
  limits: GraphQLLimits
  followSession: FollowSession
  observer: GraphQLObserver
  now: () => number
}

/** How an operation is asked. `signal` aborts when its client goes or its session ends. */
export type Asking = { requestId: string; signal: AbortSignal; refuseType: RefuseType; lastEventId?: string | undefined }

/** A whole answer as JSON (text, or in UTF-8), with its HTTP status; or the answers of a subscription. `schema` is the hash of the schema; '' where it was not come to. */
export type Outcome =
  | { is: 'answer'; status: number; json: string | Uint8Array; schema: string }
  | { is: 'stream'; messages: AsyncGenerator<Message, void, void>; schema: string }

export type GraphQL = {
  /** Runs an operation as the session's identity. Never throws: a refusal is an answer. */
  start(session: Session, request: GraphQLRequest, asking: Asking): Promise<Outcome>
  /** The schema as it is now. */
  schema(): Promise<SchemaSnapshot>
  figures(): GraphQLFigures
}

/** Runs operations within the limits: one door for HTTP, sockets and our own pages. */
export function createGraphQL(deps: GraphQLDeps): GraphQL {
  const { source, texts, limits, logger, observer, now } = deps
  const documents = createPreparedDocuments(limits)
  const rate = createCostRate(limits, now)
  const newest = createNewestSchema(source, now)
  const checkDeps = { source, newest, documents, texts, limits, rate }
  const contextDeps: ContextDeps = { ...deps, newestResources: async () => (await newest()).resources }
  const subscriptions = createOpenSubscriptions(limits)
  const schemaIds = createIds<GraphQLSchema>()
  const hub = createHub({
    followSession: deps.followSession,
    now,
    timeMs: limits.timeMs,
    fieldErrors: (errors, { requestId, session }) => fieldErrors(errors, { requestId, session, logger }),
    streamErrors(thrown, { requestId, session }) {
      logRefused(logger, { requestId, session, method: 'SUBSCRIBE', path: graphqlPath }, thrown)
      return refusalErrors(thrown, requestId)
    },
  })

  async function run(session: Session, request: GraphQLRequest, asking: Asking, observe: Observe): Promise<Outcome> {
    const checked = await checkOperation(session, request, { refuseType: asking.refuseType, lastEventId: asking.lastEventId }, checkDeps)
    const { snapshot, args } = checked
    const schema = snapshot.hash
    observe.type = args ? args.operation.operation : 'introspection'
    // Who went meanwhile would never leave what they join now.
    asking.signal.throwIfAborted()
    if (args && isSubscription(args)) return { is: 'stream', messages: subscribe(session, request, asking, { ...checked, args }), schema }
    rate.spend(identityKey(signedInAs(session)), checked.cost)
    if (args === null) {
      const json = await withinTime(asking.signal, limits.timeMs, () =>
        snapshot.introspectJson(checked.prepared.document, request.operationName ?? undefined, request.variables ?? undefined),
      )
      return { is: 'answer', status: 200, json, schema }
    }
    const { data, errors } = await withinTime(asking.signal, limits.timeMs, signal => {
      const contextValue = createContext({ session, requestId: asking.requestId, signal, snapshot }, contextDeps)
      return executeRootSelectionSet({ ...args, contextValue, externalAbortSignal: signal })
    })
    const failed = errors && errors.length > 0 ? fieldErrors(errors, { requestId: asking.requestId, session, logger }) : undefined
    observe.outcome = failed === undefined ? 'OK' : data ? 'PARTIAL' : (failed[0]?.extensions.code ?? 'INTERNAL')
    return { is: 'answer', status: 200, json: JSON.stringify({ data: data ?? null, errors: failed }), schema }
  }

  function purseOf(session: Session, { prepared, args, cost }: CheckedSubscription): StreamPurse {
    const key = identityKey(signedInAs(session))
    // Half of it: a batch is run once for all its readers, and asks the cluster nothing.
    const perChange = changeCost({ ...args, fragments: prepared.fragments }, args.variableValues) / 2
    return {
      open: () => rate.spend(key, cost),
      charge: changes => rate.charge(key, changes * perChange),
      ready: (of, signal) => (of === 'many' ? rate.untilHalf(key, signal) : rate.untilCredit(key, signal)),
    }
  }

  function subscribe(session: Session, request: GraphQLRequest, { requestId, signal }: Asking, checked: CheckedSubscription) {
    const { prepared, snapshot, args } = checked
    // Where one resumes from does not make it another subscription.
    const { [onlyResumeVariable(args) ?? '']: _, ...variables } = args.variableValues.coerced
    const key = canonicalJson([
      identityKey(session.identity),
      session.viewer ? session.id : null,
      schemaIds(args.schema),
      prepared.text,
      request.operationName ?? null,
      variables,
    ])
    const release = subscriptions.open(session.id)
    const context = (streamSignal: AbortSignal) => createContext({ session, requestId, signal: streamSignal, snapshot }, contextDeps)
    try {
      const messages = hub.subscribe({ key, args, session, requestId, purse: purseOf(session, checked), signal, context })
      signal.addEventListener('abort', release)
      return releasing(messages, release)
    } catch (thrown) {
      release()
      throw thrown
    }
  }

  return {
    async start(session, request, asking) {
      const startedMs = performance.now()
      const observe: Observe = { type: 'unknown', outcome: 'OK' }
      try {
        return await run(session, request, asking, observe)
      } catch (thrown) {
        const refusal = refusalOf(thrown)
        observe.outcome = refusal.code
        // Who has gone is refused nothing.
        if (!asking.signal.aborted) logRefused(logger, { requestId: asking.requestId, session, method: 'POST', path: graphqlPath }, refusal)
        return { is: 'answer', status: refusal.status, json: JSON.stringify({ errors: refusalErrors(thrown, asking.requestId) }), schema: '' }
      } finally {
        observer.operation(observe.type, observe.outcome, (performance.now() - startedMs) / 1000)
      }
    },
    schema: () => source.current(),
    figures: () => ({ subscriptions: subscriptions.count, streams: hub.streams, documents: documents.count }),
  }
}

type CheckedSubscription = CheckedOperation & { args: ValidatedSubscriptionArgs }
type Observe = { type: Parameters<GraphQLObserver['operation']>[0]; outcome: string }

function isSubscription(args: ValidatedExecutionArgs): args is ValidatedSubscriptionArgs {
  return args.operation.operation === OperationTypeNode.SUBSCRIPTION
}

async function* releasing<T>(messages: AsyncGenerator<T, void, void>, release: () => void): AsyncGenerator<T, void, void> {
  try {
    yield* messages
  } finally {
    release()
  }
}

/** The JSON of an answer as text. */
export function jsonText({ json }: Outcome & { is: 'answer' }): string {
  return typeof json === 'string' ? json : Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('utf8')
}
