import { readFileSync } from 'node:fs'
import { bearerCredential, type ClientCertificate, type Credential, type CredentialSource } from './credential.ts'
import { kubeconfigError } from './kubeconfig-error.ts'

/** client-go reads a token file again after a minute, with 10 s of leeway. */
const rereadAfterMs = 50_000

/** A bearer token from a file that someone else renews. `fallback` stands in while the file cannot be read. */
export function createTokenFileSource(
  file: string,
  fallback: string | undefined,
  certificate: ClientCertificate | null,
  now: () => number = Date.now,
): CredentialSource {
  let last: { credential: Credential; atMs: number } | null = null
  const read = (): Credential => {
    last = { credential: bearerCredential(readToken(file, fallback), certificate), atMs: now() }
    return last.credential
  }
  return {
    current: async () => (last && now() - last.atMs < rereadAfterMs ? last.credential : read()),
    renew: async refused => read().bearer !== refused.bearer,
  }
}

function readToken(file: string, fallback: string | undefined): string {
  let token: string
  try {
    token = readFileSync(file, 'utf8').trim()
  } catch (thrown) {
    if (fallback !== undefined) return fallback
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw kubeconfigError(`The token file ${file} cannot be read (${code}).`, 'Check that the file exists and that you may read it.', thrown)
  }
  if (token !== '') return token
  if (fallback !== undefined) return fallback
  throw kubeconfigError(`The token file ${file} is empty.`, 'Renew it as for kubectl.')
}
