import { createSecureContext } from 'node:tls'
import { parse } from 'yaml'
import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { bearerCredential, type ClientCertificate, type Credential, certificateCredential } from './credential.ts'
import { execCredentialSchema } from './exec-credential.ts'
import type { ExecEntry } from './schema.ts'

/** EXEC_PLUGIN_FAILED: `The credential plugin aws-iam … .` */
export function execFailure(exec: ExecEntry, problem: string, hint: string, cause?: unknown): AppError {
  return withHint('EXEC_PLUGIN_FAILED', `The credential plugin ${exec.command ?? ''} ${problem}.`, hint, cause)
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/**
 * Reads an ExecCredential; `expiresAtMs` is what the plugin says, and null where it says nothing. Nothing of the output is ever repeated in a message: it holds the credential.
 * @throws EXEC_PLUGIN_FAILED
 */
export function parseExecCredential(exec: ExecEntry, stdout: string): { credential: Credential; expiresAtMs: number | null } {
  const hint = `It must print an ExecCredential of ${exec.apiVersion}; kubectl would refuse this as well.`
  const fail = (problem: string) => execFailure(exec, problem, hint)
  const parsed = execCredentialSchema.safeParse(parseOutput(stdout))
  if (!parsed.success || parsed.data.kind !== 'ExecCredential') throw fail('printed something that is not an ExecCredential')
  if (parsed.data.apiVersion !== exec.apiVersion) throw fail(`answered in ${parsed.data.apiVersion}, and the kubeconfig says ${exec.apiVersion}`)
  const { status } = parsed.data
  if (!status) throw fail('answered without a status')
  const { token, clientCertificateData: certificate, clientKeyData: key } = status
  if (!certificate !== !key) throw fail('gave a certificate or a key, but not both')
  const end = status.expirationTimestamp
  const expiresAtMs = typeof end === 'string' ? (rfc3339.test(end) ? Date.parse(end) : Number.NaN) : null
  if (Number.isNaN(expiresAtMs)) throw fail('gave an expirationTimestamp that is no time')
  const pair = certificate && key ? { certificate, key } : null
  if (pair && !fitTogether(pair)) throw fail('gave a certificate and a key that are not PEM, or do not belong together')
  const credential = token ? bearerCredential(token, pair, expiresAtMs) : pair && certificateCredential(pair, expiresAtMs)
  if (!credential) throw fail('gave neither a token nor a certificate with its key')
  return { credential, expiresAtMs }
}

function fitTogether({ certificate, key }: ClientCertificate): boolean {
  try {
    createSecureContext({ cert: certificate, key })
    return true
  } catch {
    return false
  }
}

/** Kubernetes' decoder reads YAML as well, of which JSON is a part. */
function parseOutput(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' })
  } catch {
    return undefined
  }
}
