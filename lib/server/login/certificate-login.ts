import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { Client } from 'undici'
import { z } from 'zod'
import { identitySchema } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'
import type { KubeConfig } from '../config.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import { certificateExpiryMs } from './credential-expiry.ts'
import { type Proof, userInfoSchema } from './token-login.ts'

const maxRsaBits = 8_192
const reviewSchema = z.object({ status: z.object({ userInfo: userInfoSchema }) })

/**
 * Whose certificate it is, by a SelfSubjectReview over a connection made with it and closed at once; certificate and key
 * are then forgotten. Throws BAD_REQUEST for what is no PEM or a key of a size that nobody uses, CREDENTIAL_EXPIRED, CREDENTIAL_REJECTED.
 */
export async function proveByCertificate(kube: KubeConfig, pem: { certificate: string; key: string }, nowMs: number): Promise<Proof> {
  const certificate = parse('certificate', () => new X509Certificate(pem.certificate))
  const key = parse('private key', () => createPrivateKey(pem.key))
  refuseCostlyKey(key)
  const credentialEndMs = certificateExpiryMs(certificate)
  if (credentialEndMs <= nowMs)
    throw new AppError(
      'CREDENTIAL_EXPIRED',
      `The client certificate expired on ${new Date(credentialEndMs).toISOString()}. Renew it as for kubectl and try again.`,
    )
  if (!certificate.checkPrivateKey(key))
    throw new AppError(
      'CREDENTIAL_REJECTED',
      'The client certificate and the private key do not belong together. Check client-certificate and client-key of the kubeconfig.',
    )
  const identity = await askWho(kube, pem)
  // Where the cluster knows the CA not, it may take the caller for nobody instead of refusing.
  if (identity.name === 'system:anonymous') throw rejected()
  return { identity, credentialEndMs }
}

function parse<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    // A passphrase is something no kubeconfig has; OpenSSL's words could quote the input.
    const isEncrypted = error instanceof Error && 'code' in error && error.code === 'ERR_MISSING_PASSPHRASE'
    throw new AppError('BAD_REQUEST', isEncrypted ? `The ${what} is encrypted; it has to be given plain.` : `The client's ${what} is not readable PEM.`)
  }
}

// The handshake signs with it before anybody knows who is asking, and the time that takes grows with the cube of its size.
function refuseCostlyKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): void {
  const isRsa = asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss'
  if (isRsa ? (asymmetricKeyDetails?.modulusLength ?? Number.POSITIVE_INFINITY) <= maxRsaBits : ['ec', 'ed25519', 'ed448'].includes(asymmetricKeyType ?? ''))
    return
  throw new AppError('BAD_REQUEST', `The client's private key has to be RSA of at most ${maxRsaBits} bits, or of an elliptic curve.`)
}

async function askWho(kube: KubeConfig, { certificate, key }: { certificate: string; key: string }) {
  const url = new URL(kube.server)
  const client = new Client(url.origin, {
    allowH2: false,
    connect: { ca: kube.caPem, cert: certificate, key, rejectUnauthorized: true, timeout: 5_000 },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  })
  try {
    const answer = await client.request({
      method: 'POST',
      path: `${url.pathname.replace(/\/+$/, '')}/apis/authentication.k8s.io/v1/selfsubjectreviews`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
    })
    // Forbidden: taken for nobody, who may not even ask who they are.
    if (answer.statusCode === 401 || answer.statusCode === 403) throw rejected()
    return identitySchema.parse(reviewSchema.parse(await readAnswer(answer)).status.userInfo)
  } catch (error) {
    throw isTlsRefusal(error) ? rejected() : fromTransportError(error)
  } finally {
    await client.destroy()
  }
}

function isTlsRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^ERR_SSL_|ALERT/.test(String(error.code))
}

function rejected(): AppError {
  return new AppError('CREDENTIAL_REJECTED', 'The cluster does not accept this client certificate.')
}
