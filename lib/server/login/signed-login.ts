import { constants, type KeyObject, verify } from 'node:crypto'
import type { LoginHow } from '#contract/login.ts'
import { signedLoginSaltBytes, signedLoginText } from '#contract/login-proof.ts'
import { AppError } from '#errors/app-error.ts'
import type { KeyManager } from '../session/key-manager.ts'
import { findSealingKey } from '../session/sealing-key.ts'
import { type CertificateFields, readCertificates, readTrusted } from '../x509/read-certificate.ts'
import { identityOfCertificate } from './certificate-identity.ts'
import { verifyClientChain } from './client-chain.ts'
import type { LoginNonces } from './login-nonce.ts'
import type { Proof } from './token-login.ts'

export type SignedDeps = { nonces: LoginNonces; keys: KeyManager; clusterId: string; clientCaPem: () => Promise<string | null>; now: () => number }
export type SignedLogin = LoginHow & { certificate: string; nonce: string; kid: string; signature: string }

/**
 * Whose certificate it is, by a signature over our nonce and all that the login says. The key stays with its owner.
 * `nonceId` is the caller's to claim once. Throws CREDENTIAL_REJECTED and CREDENTIAL_EXPIRED; BAD_REQUEST for what is no
 * PEM, for a sealing key that is none of ours, and where the cluster publishes no CA of client certificates.
 *
 * The signature is for one sealing key of ours, which the client read from its kube-apiserver: Latchkey of another cluster
 * that takes the same client certificates can ask for a signature over our nonce, but not for one over our key.
 */
export async function proveBySignature(deps: SignedDeps, login: SignedLogin): Promise<Proof & { nonceId: string }> {
  const { certificate, nonce, kid, signature, ...how } = login
  // First: anybody may send anything, and what follows costs more.
  const nonceId = await deps.nonces.verify(nonce)
  const sealing = await findSealingKey(deps.keys, deps.clusterId, kid)
  if (!sealing)
    throw new AppError('BAD_REQUEST', 'The login is signed for a sealing key that is none of this cluster, or no longer. Sign in again; the key is read anew.')
  const certificates = parsed(certificate)
  const leaf = certificates[0]
  if (!leaf) throw new AppError('BAD_REQUEST', "The client's certificate is not readable PEM.")
  const caPem = await deps.clientCaPem()
  if (caPem === null) throw new AppError('BAD_REQUEST', 'This cluster publishes no CA of client certificates; the login method cert-signed is not offered.')
  const verdict = verifyClientChain(certificates, readTrusted(caPem), deps.now())
  if (!verdict.ok) {
    if (leaf.notAfterMs < deps.now())
      throw new AppError(
        'CREDENTIAL_EXPIRED',
        `The client certificate expired on ${new Date(leaf.notAfterMs).toISOString()}. Renew it as for kubectl and try again.`,
      )
    throw new AppError('CREDENTIAL_REJECTED', `The client certificate cannot be used: ${verdict.why}.`)
  }
  const text = signedLoginText({ sealing, nonce, certificate, how })
  if (!isSignedWith(leaf.x509.publicKey, text, Buffer.from(signature, 'base64url')))
    throw new AppError('CREDENTIAL_REJECTED', 'The login is not signed with the key of its client certificate.')
  return { identity: identityOfCertificate(leaf), credentialEndMs: verdict.endMs, nonceId }
}

function parsed(pem: string): CertificateFields[] {
  try {
    return readCertificates(pem)
  } catch {
    throw new AppError('BAD_REQUEST', "The client's certificate is not readable PEM.")
  }
}

/** The key's kind decides the algorithm, never the caller: RSASSA-PSS and ECDSA with SHA-256, Ed25519. */
function isSignedWith(key: KeyObject, text: string, signature: Buffer): boolean {
  const bytes = Buffer.from(text, 'utf8')
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return verify('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: signedLoginSaltBytes }, signature)
    case 'ec':
      return verify('sha256', bytes, { key, dsaEncoding: 'der' }, signature)
    case 'ed25519':
      return verify(null, bytes, key, signature)
    default:
      return false
  }
}
