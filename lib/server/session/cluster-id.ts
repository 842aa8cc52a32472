import { createHash, X509Certificate } from 'node:crypto'

/**
 * Names the cluster in tokens and cookies: the first 16 hex digits of SHA-256 over the DER of its CA certificates in the
 * order given. Line ends, comments and white space of the PEM do not matter. Throws where there is no certificate.
 */
export function clusterIdOf(caPem: string): string {
  const blocks = caPem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw new Error('The CA file of the cluster holds no certificate')
  const hash = createHash('sha256')
  for (const block of blocks) hash.update(new X509Certificate(block).raw)
  return hash.digest('hex').slice(0, 16)
}
