import type { LoginMethod } from '../../lib/contract/identity.ts'
import { type LoginHow, type LoginRequest, type LoginResponse, loginResponseSchema } from '../../lib/contract/login.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import type { Credential } from '../kubeconfig/credential.ts'
import { logInAttested } from './login-attested.ts'
import { nothingLeft, whyNot } from './login-choice.ts'
import { type ReadKey, readSealingKey, seal } from './login-sealed.ts'
import { signedLogin } from './login-signed.ts'
import type { LatchkeyService } from './service-proxy.ts'
import { notAFormHeaders } from './session-headers.ts'
import { readLoginMethods } from './versions.ts'

/** Of one try of a method. `passed`: why it does not work here, so that the next one is tried. */
export type LoginOutcome = { answer: LoginResponse } | { passed: string }

/** What a method has to work with. */
export type LoginAttempt = { service: LatchkeyService; credential: Credential; how: LoginHow }

/** Best first, after `attested`. The token comes last where there is a certificate too: the kube-apiserver looks at that one first. */
const order = { withoutCertificate: ['token', 'cert-signed', 'cert'], withCertificate: ['cert-signed', 'cert', 'token'] } as const

const attempts: Readonly<Record<LoginMethod, (attempt: LoginAttempt) => Promise<LoginOutcome>>> = {
  attested: ({ service, how }) => logInAttested(service.transport, how),
  token: logInWithToken,
  'cert-signed': logInSigned,
  cert: logInWithCertificate,
}

/**
 * Proves the identity of the kubeconfig to Latchkey and gets a session, by the best method that works, the credential fits
 * and the user has not ruled out (service.loginPreference). Which it was is in the answer.
 * @throws IDENTITY_REFUSED where the kubeconfig acts as someone else and nobody can vouch for that, CREDENTIAL_REJECTED where
 * it has nothing to show, NOT_READY where the key to seal to cannot be had
 */
export async function logIn(connection: Connection, service: LatchkeyService, how: LoginHow = {}): Promise<LoginResponse> {
  const preference = service.loginPreference
  const credential = await connection.credentials.current()
  const attempt: LoginAttempt = { service, credential, how: { ...endOf(credential), ...how } }
  const passed = new Map<LoginMethod, string>()
  const isAsked = (method: LoginMethod) => preference.method === null || preference.method === method
  const take = (method: LoginMethod, outcome: LoginOutcome): LoginResponse | null => {
    if ('answer' in outcome) {
      preference.tell(`Signed in by ${method}.`)
      return outcome.answer
    }
    preference.tell(`Not by ${method}: ${outcome.passed}.`)
    passed.set(method, outcome.passed)
    return null
  }
  if (isAsked('attested')) {
    // First, and whatever Latchkey says: the kube-apiserver itself knows whether it is there, and what Latchkey offers comes
    // over the pod network, where someone could leave it out.
    const answer = take('attested', await attempts.attested(attempt))
    if (answer) return answer
  }
  const { methods } = await readLoginMethods(service)
  for (const method of (credential.certificate ? order.withCertificate : order.withoutCertificate).filter(isAsked)) {
    const why = whyNot(method, { methods, credential, preference, isImpersonating: connection.impersonation !== null })
    const answer = take(method, why === null ? await attempts[method](attempt) : { passed: why })
    if (answer) return answer
  }
  throw nothingLeft(connection, credential, preference, passed)
}

function logInWithToken({ service, credential, how }: LoginAttempt): Promise<LoginOutcome> {
  const token = credential.bearer ?? ''
  return withKey(
    service,
    async read => ({ method: 'token', sealed: await seal(read, { method: 'token', token }, how), ...how }),
    async unread => {
      const remedy = 'An admin brings Latchkey up to date with `latchkey install`, or lets your groups in with its --grant-group.'
      service.loginPreference.warn(`warning: the token goes to Latchkey unsealed, to be read by whoever reads the pod network: ${unread}. ${remedy}`)
      return { answer: await post(service, { method: 'token', token, ...how }) }
    },
  )
}

async function logInSigned({ service, credential: { certificate, bearer }, how }: LoginAttempt): Promise<LoginOutcome> {
  if (!certificate) return { passed: 'the kubeconfig has no client certificate' }
  try {
    return await withKey(
      service,
      ({ sealing }) => signedLogin(service, certificate, { sealing, how }),
      // A signature that is not for one Latchkey could be shown to that of another cluster.
      async unread => ({ passed: `only the kube-apiserver can tell which Latchkey to sign for, and ${unread}` }),
    )
  } catch (thrown) {
    // The certificate may be for someone in front of the kube-apiserver, which then looks at what else there is.
    const mayGoOn = service.loginPreference.handOverCertificate || bearer !== null
    if (mayGoOn && thrown instanceof AppError && ['CREDENTIAL_REJECTED', 'CREDENTIAL_EXPIRED'].includes(thrown.code)) return { passed: thrown.message }
    throw thrown
  }
}

async function logInWithCertificate({ service, credential: { certificate }, how }: LoginAttempt): Promise<LoginOutcome> {
  if (!certificate) return { passed: 'the kubeconfig has no client certificate' }
  return withKey(
    service,
    async read => ({ method: 'cert', sealed: await seal(read, { method: 'cert', ...certificate }, how), ...how }),
    async unread => ({ passed: `a key is never sent unsealed, and ${unread}` }),
  )
}

/** Logs in with what `make` makes for the key of the ConfigMap; once more where Latchkey no longer has that key, and another is there soon. */
async function withKey(
  service: LatchkeyService,
  make: (read: ReadKey) => Promise<LoginRequest>,
  without: (unread: string) => Promise<LoginOutcome>,
): Promise<LoginOutcome> {
  const { transport, loginPreference } = service
  const read = await readSealingKey(transport, loginPreference.patienceMs)
  if ('unread' in read) return without(read.unread)
  try {
    return { answer: await post(service, await make(read)) }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'BAD_REQUEST') throw thrown
    const { kid } = read.sealing.key
    const next = await readSealingKey(transport, loginPreference.patienceMs, kid)
    if ('unread' in next || next.sealing.key.kid === kid) throw thrown
    return { answer: await post(service, await make(next)) }
  }
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
