import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { bearerCredential, type Credential, certificateCredential } from './credential.ts'
import { execCredentialSchema } from './exec-credential.ts'
import type { ExecEntry } from './schema.ts'

/** EXEC_PLUGIN_FAILED: `The credential plugin aws-iam … .` */
export function execFailure(exec: ExecEntry, problem: string, hint: string, cause?: unknown): AppError {
  return withHint('EXEC_PLUGIN_FAILED', `The credential plugin ${exec.command ?? ''} ${problem}.`, hint, cause)
}

/**
 * Reads an ExecCredential; `expiresAtMs` is what the plugin says, and null where it says nothing. Nothing of the output is ever repeated in a message: it holds the credential.
 * @throws EXEC_PLUGIN_FAILED
 */
export function parseExecCredential(exec: ExecEntry, stdout: string): { credential: Credential; expiresAtMs: number | null } {
  const hint = `It must print an ExecCredential of ${exec.apiVersion}; kubectl would refuse this as well.`
  const fail = (problem: string) => execFailure(exec, problem, hint)
  const parsed = execCredentialSchema.safeParse(parseJson(stdout))
  if (!parsed.success || parsed.data.kind !== 'ExecCredential') throw fail('printed something that is not an ExecCredential')
  if (parsed.data.apiVersion !== exec.apiVersion) throw fail(`answered in ${parsed.data.apiVersion}, and the kubeconfig says ${exec.apiVersion}`)
  const { status } = parsed.data
  if (!status) throw fail('answered without a status')
  const { token, clientCertificateData: certificate, clientKeyData: key } = status
  if (!certificate !== !key) throw fail('gave a certificate or a key, but not both')
  const expiresAtMs = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : null
  if (Number.isNaN(expiresAtMs)) throw fail('gave an expirationTimestamp that is no time')
  const pair = certificate && key ? { certificate, key } : null
  const credential = token ? bearerCredential(token, pair, expiresAtMs) : pair && certificateCredential(pair, expiresAtMs)
  if (!credential) throw fail('gave neither a token nor a certificate with its key')
  return { credential, expiresAtMs }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
