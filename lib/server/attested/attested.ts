import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { attestedSecretName } from '#domain/attested-names.ts'
import type { AuthenticationConfig } from '../kube/authentication-config.ts'
import type { OwnClient } from '../kube/own-client.ts'
import type { TimedValue } from '../kube/timed-value.ts'
import { createSecretKeyStore } from '../session/secret-key-store.ts'
import { createApiServiceClient } from './api-service.ts'
import { createCertificateKeeper } from './certificate-keeper.ts'
import { type FrontProxy, frontProxyOf } from './front-proxy.ts'
import { handleAttestedRequest } from './handle-request.ts'
import { createAttestedListener } from './listener.ts'
import type { LoginRequestDeps } from './login-request.ts'
import { servingName } from './serving-certificates.ts'

/** Method `attested`: the kube-apiserver says who calls. */
export type Attested = {
  /** Whether LoginRequests reach us now: the APIService is ours, and the kube-apiserver can call it. */
  isOffered(): boolean
  /** Serves LoginRequests from now on, as soon as the cluster gives what that needs. */
  listen(address: { port: number; host: string }): void
  close(): Promise<void>
}

export type AttestedDeps = LoginRequestDeps & {
  client: OwnClient
  namespace: string
  authentication: TimedValue<AuthenticationConfig>
  kubernetesVersion: () => Promise<string>
  logger: Logger
}

/** Between two looks at everything; changes of the Secret and of the APIService come at once. */
const everyMs = 30_000

export function createAttested(deps: AttestedDeps): Attested {
  const { client, namespace, authentication, logger } = deps
  const store = createSecretKeyStore(client, namespace, { secretName: attestedSecretName, dataKey: 'certificates.json' })
  const apiService = createApiServiceClient(client, namespace)
  const keeper = createCertificateKeeper({ store, apiService, dnsName: servingName(namespace), logger, now: deps.now })
  const stop = new AbortController()
  let isOffered = false
  let frontProxy: FrontProxy | null = null
  /** Why there is none, as last logged. */
  let absent: string | null = null
  let close = async (): Promise<void> => undefined

  const troubled = (error: unknown): void => {
    if (!stop.signal.aborted) logger.warn({ event: 'attested-unkept', err: error }, 'LoginRequests may be unanswered until the kube-apiserver answers us')
  }

  return {
    isOffered: () => isOffered,
    listen(address) {
      const listener = createAttestedListener(address, (request, response) => {
        void handleAttestedRequest({ ...deps, frontProxy: () => frontProxy }, request, response)
      })
      close = listener.close
      const look = async (): Promise<void> => {
        try {
          frontProxy = knownProxy(frontProxyOf(await authentication.get()))
          const kept = frontProxy && (await keeper.keep())
          if (stop.signal.aborted) return
          if (frontProxy && kept) listener.use({ serving: kept.serving, frontProxy })
          isOffered = kept?.apiService?.isOurs === true && kept.apiService.isAvailable
        } catch (error) {
          troubled(error)
        }
      }
      const timer = setInterval(() => void look(), everyMs).unref()
      stop.signal.addEventListener('abort', () => clearInterval(timer))
      void look()
      const changed = (): void => void look()
      void follow(() => store.watch({ open: changed, change: changed }, stop.signal))
      void follow(() => apiService.watch(changed, stop.signal))
    },
    async close() {
      stop.abort()
      await close()
    },
  }

  function knownProxy(found: ReturnType<typeof frontProxyOf>): FrontProxy | null {
    const why = 'absent' in found ? found.absent : null
    if (why !== null && why !== absent) logger.warn({ event: 'attested-refused', why }, 'LoginRequests are not answered: nobody could be believed who calls')
    absent = why
    return 'absent' in found ? null : found
  }

  /** A watch ends now and then; the look at its beginning finds what was missed. */
  async function follow(watch: () => Promise<void>): Promise<void> {
    while (!stop.signal.aborted) {
      await watch().catch(troubled)
      await delay(1_000 + Math.random() * 2_000, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
    }
  }
}
