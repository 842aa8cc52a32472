import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { z } from 'zod'
import { allOperations } from '#contract/operations/all.ts'
import { AppError } from '#errors/app-error.ts'
import { createAccessRoute } from './access/access-route.ts'
import { createCapabilityService } from './access/capability-service.ts'
import { createHeldRules } from './access/held-rules.ts'
import { createAccessReviewer } from './access/review-access.ts'
import { type Attested, createAttested } from './attested/attested.ts'
import { type CacheMetrics, createScopedStore } from './cache/create-scoped-store.ts'
import { asServer } from './cache/list-source.ts'
import type { ServerConfig } from './config.ts'
import { answerOwn } from './graphql/run/answer-own.ts'
import { createGraphQL } from './graphql/run/graphql.ts'
import type { GraphQLFigures, GraphQLObserver } from './graphql/run/observer.ts'
import { createOperationTexts } from './graphql/run/operation-texts.ts'
import { createSchemaSource } from './graphql/schema/schema-source.ts'
import { createGraphQLRoute } from './graphql/transport/graphql-route.ts'
import { createGraphQLUpgrade } from './graphql/transport/graphql-upgrade.ts'
import { createGraphQLSchemaRoute } from './graphql/transport/schema-route.ts'
import { answer } from './http/route.ts'
import { createKindSchemaRoute } from './kinds/kind-schema-route.ts'
import { createAuthenticationConfig } from './kube/authentication-config.ts'
import { connectKube } from './kube/connection.ts'
import { createDiscovery } from './kube/discovery.ts'
import { createImpersonationMode } from './kube/impersonation-mode.ts'
import { kubeGet } from './kube/kube-get.ts'
import { createOpenApi } from './kube/open-api.ts'
import { createOwnClient, type OwnClient } from './kube/own-client.ts'
import { createOwnScope } from './kube/own-scope.ts'
import { createReadiness } from './kube/readiness.ts'
import { createScopeKeeper } from './kube/scope-keeper.ts'
import { createTimedValue } from './kube/timed-value.ts'
import { createUserClient } from './kube/user-client.ts'
import { createExchangeRoute } from './login/exchange-route.ts'
import { createLoginNonces } from './login/login-nonce.ts'
import { createLoginRoute, createMethodsRoute, createNonceRoute } from './login/login-routes.ts'
import { offeredMethods } from './login/offered-methods.ts'
import { runSealingKeyPublisher } from './login/publish-sealing-key.ts'
import { createLogoutRoute, createSessionRoute } from './login/session-routes.ts'
import { createSignInRoute } from './login/sign-in-route.ts'
import { createUnprovenWork } from './login/unproven-work.ts'
import { createMyNamespaces } from './namespaces/my-namespaces.ts'
import { createProxyRoute } from './proxy/proxy-route.ts'
import type { Route, Services, SessionResult } from './services.ts'
import { clusterIdOf } from './session/cluster-id.ts'
import { createKeyManager } from './session/key-manager.ts'
import { createLeaseClaims } from './session/lease-claims.ts'
import { createPageProofs, proofName } from './session/page-proof.ts'
import { type AskedMount, readSession } from './session/read-session.ts'
import { createRevocationLeases } from './session/revocation-leases.ts'
import { createRevocations } from './session/revocations.ts'
import { createSecretKeyStore } from './session/secret-key-store.ts'
import { createSessionCookie } from './session/session-cookie.ts'
import { createFollowSession } from './session/session-signal.ts'
import { createSessionTokens } from './session/session-token.ts'
import { createSignInCodes } from './session/sign-in-codes.ts'
import { runSweeper } from './session/sweeper.ts'
import { createWrappedTokens } from './session/wrapped-token.ts'
import { createStreamUpgrade } from './stream/stream-upgrade.ts'
import { createPodUpgrade } from './upgrade/pod-upgrade.ts'
import { createUpgradeRequiredRoute } from './upgrade/upgrade-required-route.ts'
import type { UpgradeRoute } from './upgrade/upgrade-route.ts'
import { createViewRights } from './views/view-rights.ts'
import { createViewRoute } from './views/view-route.ts'

/** `observer` is told of GraphQL operations as they end. */
export type LatchkeyConfig = ServerConfig & { logger: Logger; observer?: GraphQLObserver; now?: () => number }

export type LatchkeyFigures = { graphql: GraphQLFigures; cache: CacheMetrics }

/** The server core: everything behind HTTP but HTTP itself. */
export type Latchkey = {
  readonly services: Services
  /** The session of a request to a mount, or why there is none. Never throws. */
  readSession(request: IncomingMessage, mount: AskedMount): Promise<SessionResult>
  /** To be tried in order, each inside runInRequestContext. */
  readonly routes: readonly Route[]
  /** What a request may be upgraded to; its session and its page's proof are the caller's to check. */
  readonly upgrades: readonly UpgradeRoute[]
  /** Whether requests can be answered; where not, why, for the probe's log. */
  ready(): Promise<{ ok: boolean; reason: string }>
  close(): Promise<void>
}

/** `figures`: of the GraphQL API and its cache as of now, for metrics. */
export type RunningLatchkey = Latchkey & { readonly attested: Attested; figures(): LatchkeyFigures }

/**
 * Wires the core together and starts following the keyring; `attested` answers the kube-apiserver once it is told to listen.
 * Resolves also while the cluster does not answer; `ready` tells.
 */
export async function createLatchkey({
  kube,
  namespace,
  serverVersion,
  allowSharedOrigin,
  sessionMaxMs,
  sharedCache,
  graphql: { limits, isAdHocAllowed },
  logger,
  observer = { operation() {} },
  now = Date.now,
}: LatchkeyConfig): Promise<RunningLatchkey> {
  const clusterId = clusterIdOf(kube.caPem)
  const connection = connectKube(kube, now)
  const client = createOwnClient(connection)
  const vital = createOwnClient(connection, 'vital')
  const impersonationMode = createImpersonationMode(client, now)
  const users = createUserClient(connection, impersonationMode, serverVersion)

  const keys = createKeyManager(createSecretKeyStore(vital, namespace), logger, now)
  const tokens = createSessionTokens(keys, clusterId, now)
  const wrapped = createWrappedTokens(keys, clusterId, now)
  const cookie = createSessionCookie(keys, clusterId, now)
  const claims = createLeaseClaims(vital, namespace, now)
  const proofs = createPageProofs(keys)
  const nonces = createLoginNonces(keys, clusterId, now)
  const codes = createSignInCodes(client, keys, namespace, now)
  const revocations = createRevocations(createRevocationLeases(vital, namespace), logger, now)
  const exchangeDeps = { logger, tokens, wrapped, revocations, claims, cookie, allowSharedOrigin }

  const authentication = createAuthenticationConfig(client, now)
  const clientCaPem = async () => (await authentication.get()).clientCaPem
  const isReady = createReadiness(connection, now)
  const discovery = createDiscovery(client, now, isReady)
  const openApi = createOpenApi(client, now, isReady)
  const version = createKubernetesVersion(client, now)
  const scopeKeeper = createScopeKeeper({ client, served: discovery.get, mode: impersonationMode, logger })
  const scope = createOwnScope(client, impersonationMode, namespace, now, scopeKeeper.wake)
  const reviewer = createAccessReviewer(client, scope, now)
  const viewRights = createViewRights(reviewer, isReady)
  const followSession = createFollowSession(revocations, now, viewRights)
  const heldRules = createHeldRules(users)
  const capabilities = createCapabilityService({ served: discovery.get, reviewer, heldRules, scope, logger, now })
  const kubeGetAs: Services['kubeGet'] = async <T>(...[session, path, options]: Parameters<Services['kubeGet']>) =>
    (await kubeGet(users, session, path, options)) as T

  const store = createScopedStore({ users, reviewer, logger, now, isReady, shared: sharedCache ? { source: asServer(connection), client } : null })
  const source = createSchemaSource({ discovery, openApi, serverVersion, logger, now })
  const texts = createOperationTexts(allOperations, isAdHocAllowed)
  const reviewAccess: Services['reviewAccess'] = (session, questions) => reviewer.review(session.identity, questions)
  const { find: myNamespaces, findHeld: heldNamespaces } = createMyNamespaces({
    kubeGet: kubeGetAs,
    served: discovery.get,
    heldRules,
    reviewer,
    capabilities,
    now,
  })
  const graphql = createGraphQL({ source, store, users, texts, limits, reviewAccess, heldNamespaces, followSession, observer, logger, now })
  const graphqlDeps = { graphql, limits, followSession, kindsTag: capabilities.kindsTag, logger }

  const services: Services = {
    clusterId,
    serverVersion,
    allowSharedOrigin,
    kubernetesVersion: version.get,
    kubeGet: kubeGetAs,
    reviewAccess,
    capabilitiesIn: capabilities.inNamespaces,
    myNamespaces,
    heldNamespaces,
    graphql: (session, request, options) => answerOwn(graphql, session, request, options),
    pageProof: (session, prefix) => proofs.of(proofName(session), prefix),
    verifyPageProof: (session, proof) => proofs.verify(proofName(session), proof),
    servedResources: discovery.get,
    openApiDocument: openApi.document,
  }
  const capabilitiesOf = capabilities.capabilitiesOf
  const issueDeps = { logger, tokens, wrapped, revocations, codes, impersonationMode, capabilitiesOf, sessionMaxMs, now }
  const attested = createAttested({ ...issueDeps, client, namespace, authentication, kubernetesVersion: version.get })
  const streams = [createStreamUpgrade({ users, logger, followSession }), createPodUpgrade({ users, logger, followSession })]
  const routes: readonly Route[] = [
    createProxyRoute({ logger, users, basePath: connection.basePath, followSession, noteRightsChange: store.bumpEpoch }),
    createGraphQLRoute(graphqlDeps),
    createGraphQLSchemaRoute(graphqlDeps),
    createSessionRoute(logger),
    createAccessRoute(logger),
    createViewRoute({ logger, cookie, rights: viewRights, impersonationMode, capabilitiesOf }),
    createKindSchemaRoute(logger),
    createMethodsRoute({ logger, offered: () => offeredMethods({ isAttestedOffered: attested.isOffered, clientCaPem }) }),
    createNonceRoute({ logger, nonces }),
    createLoginRoute({ ...issueDeps, keys, clusterId, nonces, clientCaPem, claims, client, kube, unproven: createUnprovenWork() }),
    createExchangeRoute(exchangeDeps),
    createSignInRoute({ ...exchangeDeps, codes }),
    createLogoutRoute({ logger, cookie, tokens, revocations }),
    createUpgradeRequiredRoute(logger, streams),
    createUnknownRoute(logger),
  ]

  const stop = new AbortController()
  void keys.run(stop.signal)
  void scopeKeeper.run(stop.signal)
  void runSealingKeyPublisher({ client, keys, namespace, clusterId, logger, now }, stop.signal)
  void revocations.run(stop.signal)
  runSweeper([claims, revocations], logger, stop.signal)
  await keys.load().catch(error => logger.warn({ event: 'keyring-unread', err: error }, 'the keyring could not be read yet'))

  return {
    services,
    readSession: (request, mount) =>
      readSession(request, mount, { tokens, revocations, cookie, proofs, viewRights, allowSharedOrigin, unpackCapabilities: capabilities.unpack }),
    routes,
    upgrades: [...streams, createGraphQLUpgrade(graphqlDeps)],
    figures: () => ({ graphql: graphql.figures(), cache: store.metrics() }),
    attested,
    ready: async () => {
      if (!keys.isLoaded()) return { ok: false, reason: 'the keyring has not been read' }
      // A session that was signed out would look good.
      return revocations.isCurrent() ? { ok: true, reason: '' } : { ok: false, reason: 'the sign-outs have not been listed in time' }
    },
    async close() {
      stop.abort()
      await Promise.all([attested.close(), store.close(), source.close()])
      await connection.close()
    },
  }
}

function createKubernetesVersion(client: OwnClient, now: () => number) {
  const schema = z.object({ gitVersion: z.string() })
  return createTimedValue(60_000, now, async () => schema.parse(await client.json({ path: '/version' })).gitVersion)
}

/** What lies under /api/ is never a page. */
function createUnknownRoute(logger: Logger): Route {
  return async (request, response, context) => {
    if (!/^\/api(?:[/?]|$)/.test(request.url ?? '')) return false
    await answer(logger, request, response, context, async () => {
      throw new AppError('NOT_FOUND', 'There is no such route.')
    })
    return true
  }
}
