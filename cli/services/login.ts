import type { LoginMethod } from '../../lib/contract/identity.ts'
import { type LoginHow, type LoginRequest, type LoginResponse, loginResponseSchema } from '../../lib/contract/login.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import type { Credential } from '../kubeconfig/credential.ts'
import { logInAttested } from './login-attested.ts'
import { nothingLeft, whyNot } from './login-choice.ts'
import { readSealingKey, seal } from './login-sealed.ts'
import { signedLogin } from './login-signed.ts'
import type { LatchkeyService } from './service-proxy.ts'
import { notAFormHeaders } from './session-headers.ts'
import { readLoginMethods } from './versions.ts'

/** Of one try of a method. `passed`: why it does not work here, so that the next one is tried. */
export type LoginOutcome = { answer: LoginResponse } | { passed: string }

/** What a method has to work with. */
export type LoginAttempt = { service: LatchkeyService; credential: Credential; clusterId: string; how: LoginHow }

/** Best first. The token comes last where there is a certificate too: the kube-apiserver looks at that one first. */
const order = { withoutCertificate: ['attested', 'token', 'cert-signed', 'cert'], withCertificate: ['attested', 'cert-signed', 'cert', 'token'] } as const

const attempts: Readonly<Record<LoginMethod, (attempt: LoginAttempt) => Promise<LoginOutcome>>> = {
  attested: ({ service, how }) => logInAttested(service.transport, how),
  token: logInWithToken,
  'cert-signed': logInSigned,
  cert: logInWithCertificate,
}

/**
 * Proves the identity of the kubeconfig to Latchkey and gets a session, by the best method that Latchkey offers, the
 * credential fits and the user has not ruled out (service.loginPreference). Which it was is in the answer.
 * @throws IDENTITY_REFUSED where the kubeconfig acts as someone else and nobody can vouch for that, CREDENTIAL_REJECTED where it has nothing to show
 */
export async function logIn(connection: Connection, service: LatchkeyService, how: LoginHow = {}): Promise<LoginResponse> {
  const preference = service.loginPreference
  const { methods, clusterId } = await readLoginMethods(service)
  const credential = await connection.credentials.current()
  const attempt: LoginAttempt = { service, credential, clusterId, how: { ...endOf(credential), ...how } }
  const passed = new Map<LoginMethod, string>()
  for (const method of credential.certificate ? order.withCertificate : order.withoutCertificate) {
    if (preference.method !== null && preference.method !== method) continue
    const why = whyNot(method, { methods, credential, preference, isImpersonating: connection.impersonation !== null, passed })
    const outcome = why === null ? await attempts[method](attempt) : { passed: why }
    if ('answer' in outcome) {
      preference.tell(`Signed in by ${method}.`)
      return outcome.answer
    }
    preference.tell(`Not by ${method}: ${outcome.passed}.`)
    passed.set(method, outcome.passed)
  }
  throw nothingLeft(connection, credential, preference, passed)
}

async function logInWithToken({ service, credential, how }: LoginAttempt): Promise<LoginOutcome> {
  const token = credential.bearer ?? ''
  const read = await readSealingKey(service.transport)
  if ('unread' in read) service.loginPreference.tell(`The token goes unsealed: ${read.unread}.`)
  const proof = 'unread' in read ? { token } : { sealed: await seal(read, { method: 'token', token }, how) }
  return { answer: await post(service, { method: 'token', ...proof, ...how }) }
}

async function logInSigned({ service, credential, clusterId, how }: LoginAttempt): Promise<LoginOutcome> {
  if (!credential.certificate) return { passed: 'the kubeconfig has no client certificate' }
  const read = await readSealingKey(service.transport)
  // The cluster's own word, where it can be had: a signature for this cluster is good in no other.
  const named = 'unread' in read ? clusterId : read.sealing.clusterId
  try {
    return { answer: await post(service, await signedLogin(service, credential.certificate, { clusterId: named, how })) }
  } catch (thrown) {
    // The certificate may be for someone in front of the kube-apiserver, which then looks at what else there is.
    const mayGoOn = credential.bearer !== null || service.loginPreference.handOverCertificate
    if (mayGoOn && thrown instanceof AppError && ['CREDENTIAL_REJECTED', 'CREDENTIAL_EXPIRED'].includes(thrown.code)) return { passed: thrown.message }
    throw thrown
  }
}

async function logInWithCertificate({ service, credential, how }: LoginAttempt): Promise<LoginOutcome> {
  if (!credential.certificate) return { passed: 'the kubeconfig has no client certificate' }
  const read = await readSealingKey(service.transport)
  if ('unread' in read) return { passed: `a key is never sent unsealed, and ${read.unread}` }
  return { answer: await post(service, { method: 'cert', sealed: await seal(read, { method: 'cert', ...credential.certificate }, how), ...how }) }
}

async function post(service: LatchkeyService, body: LoginRequest): Promise<LoginResponse> {
  const answer = loginResponseSchema.safeParse(await service.json({ method: 'POST', path: '/api/v1/login', headers: notAFormHeaders, body }))
  if (!answer.success) throw new AppError('NOT_READY', 'Latchkey in this cluster answers a login in a way that this version does not understand.')
  return answer.data
}

/** When the credential ends, as far as its holder knows: the kube-apiserver does not pass it on. */
function endOf({ expiresAtMs }: Credential): Pick<LoginHow, 'credentialExpiresAt'> {
  const lastDateMs = 8.64e15
  return expiresAtMs === null || expiresAtMs > lastDateMs ? {} : { credentialExpiresAt: new Date(expiresAtMs).toISOString() }
}
