import { z } from 'zod'
import { type LoginHow, type LoginRequestSpec, loginRequestGroup, loginResponseSchema } from '../../lib/contract/login.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { isErrorCode } from '../../lib/errors/codes.ts'
import { fromKubeStatus } from '../../lib/errors/status.ts'
import { rejected } from '../kube/rejected.ts'
import { parseJson, parseStatus, type Status } from '../kube/status.ts'
import { type KubeTransport, readText } from '../kube/transport.ts'
import type { LoginOutcome } from './login.ts'

const { group, version, resource, kind } = loginRequestGroup
const answerSchema = z.object({ status: loginResponseSchema })
const causesSchema = z.object({ group: z.literal(group), causes: z.tuple([z.object({ reason: z.string() })]) })
/** A kube-apiserver that cannot reach Latchkey may take long to say so, and there are other ways. */
const patienceMs = 15_000

/**
 * Method `attested`: creates a LoginRequest in the kube-apiserver, which authenticates this request as every other and tells
 * Latchkey who it was. Credential and impersonation are the transport's; of the credential the body has at most the
 * certificate, which is no secret.
 */
export async function logInAttested(transport: KubeTransport, how: LoginHow): Promise<LoginOutcome> {
  const patience = AbortSignal.timeout(patienceMs)
  try {
    const spec: LoginRequestSpec = { ...how, ...(await shownCertificate(transport)) }
    const answer = await transport.request({
      method: 'POST',
      path: `/apis/${group}/${version}/${resource}`,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: `${group}/${version}`, kind, spec }),
      signal: patience,
    })
    const text = await readText(answer.body)
    if (answer.status >= 400) return await afterRefusal(transport, answer.status, text)
    const parsed = answerSchema.safeParse(parseJson(text))
    if (!parsed.success) return { passed: 'it answers in a way that this version does not understand' }
    return { answer: parsed.data.status }
  } catch (thrown) {
    if (patience.aborted) return { passed: `the kube-apiserver did not answer within ${patienceMs / 1000} s` }
    throw thrown
  }
}

/**
 * The client certificate without its key, which the kube-apiserver sees anyway: Latchkey gets its hash from there, and reads
 * in it how long the session may last. Of someone whom this user acts as, the kube-apiserver vouches for no certificate.
 */
async function shownCertificate({ connection }: KubeTransport): Promise<Pick<LoginRequestSpec, 'certificate'>> {
  if (connection.impersonation !== null) return {}
  const { certificate } = await connection.credentials.current()
  const [leaf] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(certificate?.certificate ?? '') ?? []
  return leaf === undefined ? {} : { certificate: leaf }
}

/** What Latchkey refuses is refused; what keeps the kube-apiserver from asking Latchkey leaves the other methods. */
async function afterRefusal(transport: KubeTransport, httpStatus: number, text: string): Promise<LoginOutcome> {
  const status: Status = parseStatus(text) ?? { kind: 'Status', message: text.trim().slice(0, 200) }
  const own = ownCode(status)
  if (own && own !== 'NOT_READY') throw new AppError(own, status.message)
  const isAboutIt = status.details?.kind === resource
  if (httpStatus === 404) return { passed: `the cluster does not serve ${group}` }
  if (httpStatus >= 500) return { passed: `the kube-apiserver cannot reach it: ${status.message ?? httpStatus}` }
  if (httpStatus === 403 && isAboutIt) return { passed: `you may not create ${resource}.${group}` }
  if (httpStatus === 401) throw await rejected(transport.connection)
  throw fromKubeStatus(httpStatus, status)
}

/** Latchkey's own code in a Status (lib/server/attested/send-status.ts). */
function ownCode({ details }: Status): AppError['code'] | null {
  const parsed = causesSchema.safeParse(details)
  const reason = parsed.success ? parsed.data.causes[0].reason : ''
  return isErrorCode(reason) ? reason : null
}
