import { basicConstraintsOf, type CertificateFields, extendedKeyUsagesOf } from '../x509/read-certificate.ts'

/** More than any cluster's; each further one is work for whoever verifies. */
const maxCertificates = 5

/** RSA (PKCS #1 v1.5) and ECDSA with SHA-256, -384 or -512, and Ed25519. Go refuses MD5 and SHA-1 as well. */
const signatureAlgorithms = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.3.101.112',
])
const keyUsage = '2.5.29.15'
const nameConstraints = '2.5.29.30'
/** keyUsage, basicConstraints, extKeyUsage: what may be critical, because it is heeded here. */
const heeded = new Set([keyUsage, '2.5.29.19', '2.5.29.37'])
const clientAuth = '1.3.6.1.5.5.7.3.2'
const anyPurpose = '2.5.29.37.0'

export type ChainVerdict = { ok: true; endMs: number } | { ok: false; why: string }

/**
 * Whether the first of `certificates` is a client certificate of one of `roots`, directly or through the others, as the
 * kube-apiserver finds with Go's Certificate.Verify for ExtKeyUsageClientAuth: never more, in rare cases (name constraints,
 * critical extensions that Go knows, RSASSA-PSS or other unusual issuers) less. `endMs`: when the first link of the chain ends.
 */
export function verifyClientChain(certificates: readonly CertificateFields[], roots: readonly CertificateFields[], nowMs: number): ChainVerdict {
  const [leaf, ...intermediates] = certificates
  if (!leaf) return { ok: false, why: 'there is no certificate' }
  if (certificates.length > maxCertificates) return { ok: false, why: `there are more than ${maxCertificates} certificates` }
  let why = 'it is not of a CA that this cluster takes client certificates from'
  for (const chain of chainsByName([leaf], intermediates, roots)) {
    const fault = faultOf(chain, nowMs)
    if (fault === null) return { ok: true, endMs: Math.min(...chain.map(({ notAfterMs }) => notAfterMs)) }
    why = fault
  }
  return { ok: false, why }
}

/** Every way from the leaf to a root by the names alone: nothing is computed with a key before it is known whose it is. */
function* chainsByName(
  chain: readonly CertificateFields[],
  intermediates: readonly CertificateFields[],
  roots: readonly CertificateFields[],
): Generator<readonly CertificateFields[]> {
  const last = chain.at(-1)
  for (const root of roots) if (last?.issuer.equals(root.subject)) yield [...chain, root]
  for (const next of intermediates)
    if (last?.issuer.equals(next.subject))
      yield* chainsByName(
        [...chain, next],
        intermediates.filter(other => other !== next),
        roots,
      )
}

/** What is wrong with a chain (leaf first, root last), null where nothing is. From the root down, so that only trusted keys are used. */
function faultOf(chain: readonly CertificateFields[], nowMs: number): string | null {
  for (let index = chain.length - 1; index >= 0; index -= 1) {
    const certificate = chain[index] as CertificateFields
    const issuer = chain[index + 1]
    if (issuer && !isSignedBy(certificate, issuer)) return 'it is not signed by the CA that it names'
    if (nowMs < certificate.notBeforeMs) return `${linkName(index)} is not valid before ${new Date(certificate.notBeforeMs).toISOString()}`
    if (nowMs > certificate.notAfterMs) return `${linkName(index)} expired on ${new Date(certificate.notAfterMs).toISOString()}`
    if (!mayBeClient(certificate)) return `${linkName(index)} is not for client authentication`
    for (const [oid, { critical }] of certificate.extensions)
      if (oid === nameConstraints || (critical && !heeded.has(oid))) return `${linkName(index)} has the extension ${oid}, which is not heeded here`
    // Certificates between this one and the leaf (RFC 5280 §4.2.1.9).
    if (index > 0 && !mayIssue(certificate, index - 1)) return `${linkName(index)} is not a CA that may issue it`
  }
  return null
}

function isSignedBy(certificate: CertificateFields, issuer: CertificateFields): boolean {
  if (!signatureAlgorithms.has(certificate.signatureAlgorithm)) return false
  try {
    return certificate.x509.verify(issuer.x509.publicKey)
  } catch {
    return false
  }
}

function mayIssue(certificate: CertificateFields, intermediatesBelow: number): boolean {
  const constraints = basicConstraintsOf(certificate)
  if (!constraints?.isCa || intermediatesBelow > (constraints.pathLength ?? Number.POSITIVE_INFINITY)) return false
  // keyCertSign is bit 5 of the first byte; behind the tag, the length and the count of unused bits (RFC 5280 §4.2.1.3).
  const usage = certificate.extensions.get(keyUsage)?.value
  return usage === undefined || ((usage[3] ?? 0) & 0x04) !== 0
}

function mayBeClient(certificate: CertificateFields): boolean {
  const purposes = extendedKeyUsagesOf(certificate)
  return purposes === null || purposes.includes(clientAuth) || purposes.includes(anyPurpose)
}

function linkName(index: number): string {
  return index === 0 ? 'it' : 'a CA above it'
}
