import { createHash, X509Certificate } from 'node:crypto'
import type { Identity } from '#contract/identity.ts'
import { certificateExpiryMs } from '../login/credential-expiry.ts'

/** As apiserver authentication/user `CredentialIDKey` (1.32 and later): `X509SHA256=<hex>` of the DER, or `JTI=<id>`. */
const credentialIdKey = 'authentication.kubernetes.io/credential-id'

/**
 * When the credential of `identity` ends (epoch milliseconds), where that is proven: the kube-apiserver vouches for the hash
 * of the client certificate that it took, and `certificatePem` is that one. Null for everything else, as of a token, whose
 * end nobody passes on.
 */
export function provenEndMs({ extra }: Identity, certificatePem: string | undefined): number | null {
  const ids = extra[credentialIdKey] ?? []
  const certificate = certificatePem === undefined ? null : parse(certificatePem)
  if (!certificate || ids.length !== 1) return null
  const hash = createHash('sha256').update(certificate.raw).digest('hex')
  return ids[0] === `X509SHA256=${hash}` ? certificateExpiryMs(certificate) : null
}

function parse(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}
