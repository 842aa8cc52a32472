import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { z } from 'zod'
import { AppError } from '#errors/app-error.ts'
import { createAccessRoute } from './access/access-route.ts'
import { createCapabilityService } from './access/capability-service.ts'
import { createAccessReviewer } from './access/review-access.ts'
import type { ServerConfig } from './config.ts'
import { answer } from './http/route.ts'
import { connectKube } from './kube/connection.ts'
import { createDiscovery } from './kube/discovery.ts'
import { createImpersonationMode } from './kube/impersonation-mode.ts'
import { kubeGet } from './kube/kube-get.ts'
import { createOpenApi } from './kube/open-api.ts'
import { createOwnClient, type OwnClient } from './kube/own-client.ts'
import { createTimedValue } from './kube/timed-value.ts'
import { createUserClient } from './kube/user-client.ts'
import { createExchangeRoute } from './login/exchange-route.ts'
import { createLoginRoute, createMethodsRoute } from './login/login-routes.ts'
import { createLogoutRoute, createSessionRoute } from './login/session-routes.ts'
import { createSignInRoute } from './login/sign-in-route.ts'
import { createProxyRoute } from './proxy/proxy-route.ts'
import type { Route, Services, SessionResult } from './services.ts'
import { runClaimSweeper } from './session/claim-sweeper.ts'
import { clusterIdOf } from './session/cluster-id.ts'
import { createKeyManager } from './session/key-manager.ts'
import { createLeaseClaims } from './session/lease-claims.ts'
import { createPageProofs } from './session/page-proof.ts'
import { type AskedMount, readSession } from './session/read-session.ts'
import { createSecretKeyStore } from './session/secret-key-store.ts'
import { createSessionCookie } from './session/session-cookie.ts'
import { createSessionTokens } from './session/session-token.ts'
import { createSignInCodes } from './session/sign-in-codes.ts'
import { createWrappedTokens } from './session/wrapped-token.ts'
import { createStreamUpgrade } from './stream/stream-upgrade.ts'
import { createPodUpgrade } from './upgrade/pod-upgrade.ts'
import { createUpgradeRequiredRoute } from './upgrade/upgrade-required-route.ts'
import type { UpgradeRoute } from './upgrade/upgrade-route.ts'

export type LatchkeyConfig = ServerConfig & { logger: Logger; now?: () => number }

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

/** Wires the core together and starts following the keyring. Resolves also while the cluster does not answer; `ready` tells. */
export async function createLatchkey({ kube, namespace, serverVersion, allowSharedOrigin, logger, now = Date.now }: LatchkeyConfig): Promise<Latchkey> {
  const clusterId = clusterIdOf(kube.caPem)
  const connection = connectKube(kube, now)
  const client = createOwnClient(connection)
  const impersonationMode = createImpersonationMode(client, now)
  const users = createUserClient(connection, impersonationMode)

  const keys = createKeyManager(createSecretKeyStore(client, namespace), logger, now)
  const tokens = createSessionTokens(keys, clusterId, now)
  const wrapped = createWrappedTokens(keys, clusterId, now)
  const cookie = createSessionCookie(keys, clusterId, now)
  const claims = createLeaseClaims(client, namespace, now)
  const proofs = createPageProofs(keys)
  const codes = createSignInCodes(client, namespace, now)
  const exchangeDeps = { logger, tokens, wrapped, claims, cookie, allowSharedOrigin }

  const discovery = createDiscovery(client, now)
  const openApi = createOpenApi(client, now)
  const version = createKubernetesVersion(client, now)
  const reviewer = createAccessReviewer(client, now)
  const capabilities = createCapabilityService({ served: discovery.get, reviewer, logger, now })

  const services: Services = {
    clusterId,
    serverVersion,
    allowSharedOrigin,
    kubernetesVersion: version.get,
    kubeGet: async <T>(...[session, path, options]: Parameters<Services['kubeGet']>) => (await kubeGet(users, session.identity, path, options)) as T,
    reviewAccess: (session, questions) => reviewer.review(session.identity, questions),
    pageProof: ({ id }, prefix) => proofs.of(id, prefix),
    verifyPageProof: ({ id }, proof) => proofs.verify(id, proof),
    servedResources: discovery.get,
    openApiDocument: openApi.document,
  }
  const upgrades = [createStreamUpgrade({ users, logger, now }), createPodUpgrade({ users, logger, now })]
  const routes: readonly Route[] = [
    createProxyRoute({ logger, users, basePath: connection.basePath, now }),
    createSessionRoute(logger),
    createAccessRoute(logger),
    createMethodsRoute(logger),
    createLoginRoute({ codes, logger, client, kube, tokens, wrapped, impersonationMode, capabilitiesOf: capabilities.capabilitiesOf, now }),
    createExchangeRoute(exchangeDeps),
    createSignInRoute({ ...exchangeDeps, codes }),
    createLogoutRoute(logger, cookie),
    createUpgradeRequiredRoute(logger, upgrades),
    createUnknownRoute(logger),
  ]

  const stop = new AbortController()
  void keys.run(stop.signal)
  runClaimSweeper(claims, logger, stop.signal)
  await keys.load().catch(error => logger.warn({ event: 'keyring-unread', err: error }, 'the keyring could not be read yet'))

  return {
    services,
    readSession: (request, mount) => readSession(request, mount, { tokens, cookie, allowSharedOrigin, unpackCapabilities: capabilities.unpack }),
    routes,
    upgrades,
    ready: async () => (keys.isLoaded() ? { ok: true, reason: '' } : { ok: false, reason: 'the keyring has not been read' }),
    async close() {
      stop.abort()
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
