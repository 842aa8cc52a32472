import type { Duplex } from 'node:stream'
import { type Dispatcher, Pool } from 'undici'
import { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { RequestLog } from '../io/request-log.ts'
import { type KubeTransport, withTimeout } from '../kube/transport.ts'
import { handshake } from '../kube/upgrade.ts'
import { appName, namespaceName } from '../manifests/labels.ts'
import { anyMethod, type LoginPreference } from '../services/login-preference.ts'
import { jsonThrough, type LatchkeyService } from '../services/service-proxy.ts'
import { dialPod } from './dial-pod.ts'
import { createLatchkeyPods, type LatchkeyPods } from './latchkey-pods.ts'
import { openPodConnection } from './pod-connection.ts'

/** Only its Host is ever seen. */
const origin = `http://${appName}.${namespaceName}.svc`
/** Shorter than the server's own, so that no request meets a connection that is just being closed. */
const idleMs = 30_000
const attempts = 3

/**
 * Latchkey reached by connections to one of its pods, each a port-forward through the kube-apiserver, kept open for the
 * requests that follow. When the pod goes, the next connection is to another. `requestTimeoutMs` 0 means none.
 */
export function createPortForwardService(
  transport: KubeTransport,
  log: RequestLog,
  requestTimeoutMs = 0,
  loginPreference: LoginPreference = anyMethod,
): LatchkeyService {
  const pods = createLatchkeyPods(transport)
  let pool = createPool(transport, pods)

  /** Runs one request and logs it; whatever breaks on the way to the pod is NOT_READY. */
  async function run<T>(method: string, path: string, signal: AbortSignal | undefined, work: () => Promise<T>, statusOf: (answer: T) => number): Promise<T> {
    const startedMs = performance.now()
    try {
      const answer = await work()
      log(method, path, String(statusOf(answer)), performance.now() - startedMs)
      return answer
    } catch (thrown) {
      log(method, path, 'failed', performance.now() - startedMs)
      throw signal?.aborted ? thrown : brokenOff(thrown)
    }
  }

  const service: LatchkeyService = {
    transport,
    loginPreference,
    // Nobody between the pod and this end writes paths anew.
    prefix: '',
    async send({ method, path, headers = {}, body = null, signal }) {
      const ending = withTimeout(signal, requestTimeoutMs)
      const options = { origin, method: method as Dispatcher.HttpMethod, path, headers, body, ...(ending ? { signal: ending } : {}) }
      const answer = await run(
        method,
        path,
        signal,
        () => pool.request(options),
        ({ statusCode }) => statusCode,
      )
      return { status: answer.statusCode, headers: answer.headers, body: answer.body }
    },
    upgrade({ path, headers, signal }) {
      const work = () => handshake(pool, { origin, method: 'GET', path, headers }, withTimeout(signal, requestTimeoutMs))
      return run('GET', path, signal, work, answer => ('answer' in answer ? answer.answer.status : 101))
    },
    json: request => jsonThrough(service, request),
    refusal: async () => null,
    reset() {
      const before = pool
      pool = createPool(transport, pods)
      pods.doubt()
      void before.destroy()
      transport.reset()
    },
    async close() {
      await pool.destroy()
      await transport.close()
    },
  }
  return service
}

function createPool(transport: KubeTransport, pods: LatchkeyPods): Pool {
  return new Pool(origin, {
    connect: (_options, callback) => {
      connectToPod(transport, pods).then(
        // undici asks of a socket what every Duplex has; its type asks for more.
        socket => callback(null, socket as Parameters<typeof callback>[1] & Duplex),
        error => callback(error, null),
      )
    },
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 131_072,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  })
}

async function connectToPod(transport: KubeTransport, pods: LatchkeyPods): Promise<Duplex> {
  for (let attempt = 1; ; attempt += 1) {
    const pod = await pods.choose()
    const dialled = await dialPod(transport, pod)
    if ('socket' in dialled) return openPodConnection(dialled.socket, end => (end === 'silent' ? pods.avoid(pod) : pods.doubt()))
    pods.avoid(pod)
    if (attempt === attempts) throw notReady(`pod ${pod.name} cannot be connected to: ${dialled.failure}`)
  }
}

function brokenOff(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return withHint('TIMEOUT', 'Latchkey did not answer in time.', 'Give --request-timeout more, or 0 for no limit.', thrown)
  }
  return notReady(thrown instanceof Error ? thrown.message : String(thrown), thrown)
}

function notReady(reason: string, cause?: unknown): AppError {
  const hint = `Try again in a moment; \`kubectl -n ${namespaceName} get pods\` shows what its pods do.`
  return withHint('NOT_READY', `The connection to Latchkey broke: ${reason}`, hint, cause)
}
