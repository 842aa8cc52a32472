import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { FrontProxy } from './front-proxy.ts'
import type { ServingCertificate } from './serving-certificates.ts'

/** What the listener shows, and whose certificates it knows. */
export type TlsMaterial = { readonly serving: ServingCertificate; readonly frontProxy: FrontProxy }

export type AttestedListener = {
  /** Begins to listen with it, or goes on with it: connections that stand stay. */
  use(material: TlsMaterial): void
  server(): Server | null
  close(): Promise<void>
}

/** HTTPS of the kube-apiserver's calls. Without a CA to check them by it does not listen: Node would fall back on the public ones. */
export function createAttestedListener({ port, host }: { port: number; host: string }, handle: RequestListener): AttestedListener {
  let server: Server | null = null
  let used: TlsMaterial | null = null
  let isClosed = false

  return {
    server: () => server,
    use(material) {
      const isSame = used?.serving.certificatePem === material.serving.certificatePem && used.frontProxy.caPem === material.frontProxy.caPem
      used = material
      if (isSame || isClosed) return
      const { serving, frontProxy } = material
      const tls = { cert: serving.certificatePem, key: serving.keyPem, ca: frontProxy.caPem, minVersion: 'TLSv1.2' } as const
      if (server) return server.setSecureContext(tls)
      server = createServer(
        {
          ...tls,
          requestCert: true,
          // Refused with words instead, request by request (front-proxy.ts).
          rejectUnauthorized: false,
          // A user may be in a thousand groups, each on a line of its own.
          maxHeaderSize: 256 * 1024,
          requestTimeout: 30_000,
          // Longer than the 90 s that the kube-apiserver keeps idle connections.
          keepAliveTimeout: 95_000,
        },
        handle,
      )
      // Node leaves out lines beyond its default of 2,000 without a word: an identity with parts missing.
      server.maxHeadersCount = 0
      server.listen(port, host)
    },
    async close() {
      isClosed = true
      const open = server
      if (!open) return
      const closed = new Promise<void>(resolve => open.close(() => resolve()))
      open.closeIdleConnections()
      const timer = setTimeout(() => open.closeAllConnections(), 5_000)
      await closed
      clearTimeout(timer)
    },
  }
}
