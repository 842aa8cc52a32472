import type { CredentialSource } from './credential.ts'
import type { ProxyAddress } from './proxy.ts'
import type { Impersonation } from './select.ts'
import type { ServerAddress } from './server-address.ts'

/** `ca`: PEM of every certificate to trust, null for what the machine trusts. `serverName`: the name to ask for and to check, null for the host's. */
export type TlsSettings = { ca: string | null; serverName: string | null; insecure: boolean }

/** Everything needed to talk to one cluster as one user. */
export type Connection = {
  readonly server: ServerAddress
  readonly tls: TlsSettings
  readonly proxy: ProxyAddress | null
  readonly credentials: CredentialSource
  readonly impersonation: Impersonation | null
  readonly namespace: string
  readonly contextName: string
  readonly knownNamespaces: readonly string[]
  /** What tells this cluster and user from every other; input of a hash, may hold secrets. */
  readonly fingerprint: readonly unknown[]
}
