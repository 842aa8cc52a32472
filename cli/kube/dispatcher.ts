import type { Duplex } from 'node:stream'
import { createSecureContext } from 'node:tls'
import type { Dispatcher } from 'undici'
import type { Connection } from '../kubeconfig/connection.ts'
import type { ClientCertificate } from '../kubeconfig/credential.ts'
import { kubeconfigError } from '../kubeconfig/kubeconfig-error.ts'
import { createDispatcher } from './endpoint.ts'

/** What a rotated certificate leaves to requests under way, before their connections are closed too. */
const rotationGraceMs = 10_000

/** Connections that present one client certificate. */
export type CertificateConnections = {
  readonly dispatcher: Dispatcher
  /** Lets a connection that left the dispatcher by an upgrade end with the others. */
  keep(upgraded: Duplex): void
}

export type DispatcherHolder = {
  /**
   * Connections that present this client certificate. None starts on those of the certificate before; idle ones are
   * closed, and what is under way has `rotationGraceMs` to end (client-go closes at once, in the middle of a write).
   */
  for(certificate: ClientCertificate | null): CertificateConnections
  /** Ends every connection, with what is under way on it; the next request dials anew. */
  reset(): void
  close(): Promise<void>
}

type Generation = CertificateConnections & { certificate: ClientCertificate | null; end(): Promise<void>; retire(): void }

/** Connections to one kube-apiserver, HTTP/1.1, without limits in time: watches and pages stream for hours. */
export function createDispatcherHolder(connection: Connection, graceMs: number = rotationGraceMs): DispatcherHolder {
  let current: Generation | null = null
  const open = new Set<Generation>()
  const destroyAll = async () => {
    current = null
    const ending = [...open]
    open.clear()
    await Promise.all(ending.map(generation => generation.end()))
  }
  return {
    for(certificate) {
      if (current && sameCertificate(current.certificate, certificate)) return current
      const next = createGeneration(connection, certificate, graceMs, generation => open.delete(generation))
      current?.retire()
      current = next
      open.add(next)
      return next
    },
    reset: () => void destroyAll(),
    close: destroyAll,
  }
}

function createGeneration(connection: Connection, certificate: ClientCertificate | null, graceMs: number, ended: (generation: Generation) => void): Generation {
  checkPem(connection, certificate)
  const dispatcher = createDispatcher({ origin: connection.server.origin, tls: connection.tls, proxy: connection.proxy }, certificate)
  const upgraded = new Set<Duplex>()
  let timer: NodeJS.Timeout | null = null
  const generation: Generation = {
    certificate,
    dispatcher,
    keep(socket) {
      upgraded.add(socket)
      socket.once('close', () => upgraded.delete(socket))
    },
    async end() {
      if (timer) clearTimeout(timer)
      ended(generation)
      for (const socket of upgraded) socket.destroy()
      await dispatcher.destroy()
    },
    retire() {
      timer = setTimeout(() => void generation.end(), graceMs).unref()
      // Closes what is idle at once; it rejects when `end` comes first, which is no trouble.
      dispatcher.close().catch(() => {})
    },
  }
  return generation
}

function sameCertificate(one: ClientCertificate | null, other: ClientCertificate | null): boolean {
  return one?.certificate === other?.certificate && one?.key === other?.key
}

/** Names what cannot be used, which OpenSSL would do with neither file nor context. */
function checkPem({ server, tls, contextName }: Connection, certificate: ClientCertificate | null): void {
  if (!server.isTls) return
  const where = contextName === '' ? 'this cluster' : `context "${contextName}"`
  try {
    createSecureContext({ ...(tls.ca === null ? {} : { ca: tls.ca }) })
  } catch (thrown) {
    throw kubeconfigError(`The certificate authority of ${where} cannot be used (${reasonOf(thrown)}).`, 'It must be PEM.', thrown)
  }
  if (certificate === null) return
  try {
    createSecureContext({ cert: certificate.certificate, key: certificate.key })
  } catch (thrown) {
    throw kubeconfigError(
      `The client certificate and key of ${where} cannot be used (${reasonOf(thrown)}).`,
      'They must be PEM, belong together, and the key must not be encrypted.',
      thrown,
    )
  }
}

function reasonOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
}
