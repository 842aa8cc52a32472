import type { GlobalOptions, Via } from '../invocation.ts'
import { createRequestLog } from '../io/request-log.ts'
import { say, type Terminal } from '../io/terminal.ts'
import { createTransport, type KubeTransport } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { createPortForwardService } from '../port-forward/port-forward-service.ts'
import { type LoginPreference, usualPatienceMs } from '../services/login-preference.ts'
import { createLatchkeyService, type LatchkeyService } from '../services/service-proxy.ts'
import type { Access } from '../services/session.ts'
import { createSessionCache } from '../services/session-cache.ts'

/** Opens what a command needs of the cluster that the flags name, and closes it when `work` is done. */
export async function withTransport<T>(global: GlobalOptions, terminal: Terminal, work: (transport: KubeTransport) => Promise<T>): Promise<T> {
  const connection = connect(global, terminal.env, terminal.stdinIsTty)
  const transport = createTransport(connection, createRequestLog(terminal, global.verbose), global.requestTimeoutMs)
  try {
    return await work(transport)
  } finally {
    await transport.close()
  }
}

/** The same with Latchkey in that cluster, reached in this way, and the session kept for this identity. */
export function withAccess<T>(global: GlobalOptions, terminal: Terminal, work: (access: Access) => Promise<T>, via: Via = 'proxy'): Promise<T> {
  return withTransport(global, terminal, async transport => {
    if (via === 'proxy') return work(accessThrough(transport, terminal, global))
    const log = createRequestLog(terminal, global.verbose)
    const service = createPortForwardService(transport, log, global.requestTimeoutMs, loginPreference(terminal, global))
    try {
      return await work(accessThrough(transport, terminal, global, service))
    } finally {
      await service.close()
    }
  })
}

export function accessThrough(
  transport: KubeTransport,
  terminal: Terminal,
  global: GlobalOptions,
  service: LatchkeyService = createLatchkeyService(transport, loginPreference(terminal, global)),
): Access {
  const { connection } = transport
  return { connection, service, cache: createSessionCache(terminal.env, connection.fingerprint) }
}

function loginPreference(terminal: Terminal, { loginMethod, handOverCertificate, verbose }: GlobalOptions): LoginPreference {
  const warned = new Set<string>()
  return {
    method: loginMethod,
    handOverCertificate,
    tell: line => verbose && say(terminal, line),
    // A command that runs on renews its session every few minutes.
    warn(line) {
      if (!warned.has(line)) say(terminal, line)
      warned.add(line)
    },
    patienceMs: usualPatienceMs,
  }
}
