import { X509Certificate } from 'node:crypto'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { AppError } from '#errors/app-error.ts'
import type { AuthenticationConfig } from '../kube/authentication-config.ts'

/** Who may tell us who somebody is: the holder of a certificate of this CA under one of these names. */
export type FrontProxy = { readonly caPem: string; readonly allowedNames: readonly string[] }

/** Or why there is nobody whose word could be taken. */
export function frontProxyOf({ requestHeaderCaPem, allowedNames, clientCaPem }: AuthenticationConfig): FrontProxy | { absent: string } {
  if (requestHeaderCaPem === null) return { absent: 'the cluster has no aggregation layer' }
  // Any name of that CA will do then, and the users' certificates are of it.
  if (allowedNames.length === 0 && clientCaPem !== null && isSharedCa(requestHeaderCaPem, clientCaPem))
    return {
      absent:
        "users' certificates are of the front proxy's CA, and the cluster allows every name: set --requestheader-client-ca-file to a CA of its own, or --requestheader-allowed-names",
    }
  return { caPem: requestHeaderCaPem, allowedNames }
}

/** Whether the front proxy's CA is the users', also under another certificate of the same key, or has issued it. */
function isSharedCa(requestHeaderCaPem: string, clientCaPem: string): boolean {
  const clientCas = certificatesOf(clientCaPem)
  return certificatesOf(requestHeaderCaPem).some(({ publicKey }) => clientCas.some(ca => ca.publicKey.equals(publicKey) || ca.verify(publicKey)))
}

function certificatesOf(pem: string): X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(block => new X509Certificate(block))
}

/**
 * Throws CREDENTIAL_REJECTED unless the other end of `socket` is the front proxy, i.e. the kube-apiserver itself. The
 * handshake has checked signatures, times and that the certificate is for a client; what may have changed since is
 * checked anew for each request: whether its CA is still the one, its end, and its name.
 */
export function requireFrontProxy(socket: TLSSocket, { caPem, allowedNames }: FrontProxy, nowMs: number): void {
  if (!socket.authorized) throw refuse('it has no certificate of the front proxy')
  const certificate = socket.getPeerCertificate(true)
  if (!isIssuedBy(certificate, caPem)) throw refuse("its certificate is of a CA that is not the front proxy's any more")
  if (Date.parse(certificate.valid_to) <= nowMs) throw refuse('its certificate has ended')
  // Several names in one certificate leave it open which of them counts.
  const name: unknown = certificate.subject.CN
  if (allowedNames.length > 0 && !(typeof name === 'string' && allowedNames.includes(name))) throw refuse('its certificate has another name')
}

function isIssuedBy(leaf: PeerCertificate, caPem: string): boolean {
  const trusted = new Set(certificatesOf(caPem).map(({ fingerprint256 }) => fingerprint256))
  for (let certificate: unknown = leaf, left = 10; isCertificate(certificate) && left > 0; certificate = issuerOf(certificate), left -= 1)
    if (trusted.has(certificate.fingerprint256)) return true
  return false
}

function issuerOf(certificate: PeerCertificate): unknown {
  // A root names itself.
  const issuer = 'issuerCertificate' in certificate ? certificate.issuerCertificate : undefined
  return issuer === certificate ? undefined : issuer
}

function isCertificate(value: unknown): value is PeerCertificate {
  return typeof value === 'object' && value !== null && 'fingerprint256' in value
}

function refuse(why: string): AppError {
  return new AppError('CREDENTIAL_REJECTED', `Only the kube-apiserver calls here, and this caller is not it: ${why}.`)
}
