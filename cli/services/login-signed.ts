import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { LoginHow, LoginRequest } from '../../lib/contract/login.ts'
import { loginNonceSchema } from '../../lib/contract/login.ts'
import { type SealingKey, signedLoginSaltBytes, signedLoginText } from '../../lib/contract/login-proof.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { ClientCertificate } from '../kubeconfig/credential.ts'
import type { LatchkeyService } from './service-proxy.ts'
import { notAFormHeaders } from './session-headers.ts'

/** A login by `cert-signed`: a fresh nonce of Latchkey's, signed for one of its sealing keys with the client key, which stays here. */
export async function signedLogin(
  service: LatchkeyService,
  { certificate, key }: ClientCertificate,
  { sealing, how }: { sealing: SealingKey; how: LoginHow },
): Promise<LoginRequest> {
  const answer = loginNonceSchema.safeParse(await service.json({ method: 'POST', path: '/api/v1/login/nonce', headers: notAFormHeaders, body: {} }))
  if (!answer.success) throw new AppError('NOT_READY', 'Latchkey in this cluster gives no nonce that this version understands.')
  const { nonce } = answer.data
  const text = Buffer.from(signedLoginText({ sealing, nonce, certificate, how }), 'utf8')
  return { method: 'cert-signed', certificate, nonce, kid: sealing.key.kid, signature: signatureOf(text, privateKey(key)).toString('base64url'), ...how }
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (thrown) {
    throw unusable('cannot be read', thrown)
  }
}

/** As the server checks it: the key's kind decides. */
function signatureOf(bytes: Buffer, key: KeyObject): Buffer {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: signedLoginSaltBytes })
    case 'ec':
      return sign('sha256', bytes, { key, dsaEncoding: 'der' })
    case 'ed25519':
      return sign(null, bytes, key)
    default:
      throw unusable('is neither RSA nor of an elliptic curve that signs')
  }
}

function unusable(why: string, cause?: unknown): AppError {
  return withHint('CREDENTIAL_REJECTED', `The client key of the kubeconfig ${why}.`, 'Check client-key or client-key-data of the user.', cause)
}
