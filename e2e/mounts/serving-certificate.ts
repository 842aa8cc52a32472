import { createHash, X509Certificate } from 'node:crypto'
import { createAuthority, issueCertificate, type KeyAndCertificate } from '../../lib/server/x509/certificate.ts'

/** A throw-away certificate for 127.0.0.1. */
export type ServingCertificate = KeyAndCertificate & {
  authorityPem: string
  /**
   * What makes Chromium take it as valid. Merely overlooking its fault would not do: what came with a certificate
   * error is never cached, and the cache is among the things to be seen.
   */
  chromiumArg: string
}

export function createServingCertificate(): ServingCertificate {
  const authority = createAuthority('latchkey e2e')
  const issued = issueCertificate(authority, { subject: { commonName: '127.0.0.1' }, usages: ['server'], hosts: ['127.0.0.1'] })
  const publicKey = new X509Certificate(issued.certificatePem).publicKey.export({ type: 'spki', format: 'der' })
  const hash = createHash('sha256').update(publicKey).digest('base64')
  return { ...issued, authorityPem: authority.certificatePem, chromiumArg: `--ignore-certificate-errors-spki-list=${hash}` }
}
