import { readFileSync } from 'node:fs'
import { bearerCredential, type Credential, type CredentialSource } from './credential.ts'
import { kubeconfigError } from './kubeconfig-error.ts'

/** client-go reads a token file again after a minute, with 10 s of leeway. */
const rereadAfterMs = 50_000

/** A bearer token from a file that someone else renews. Where the file cannot be read, its last token stands in, or else `fallback`. */
export function createTokenFileSource(file: string, fallback: string | undefined, now: () => number = Date.now): CredentialSource {
  let last: { credential: Credential; atMs: number } | null = null
  const read = (): Credential => {
    const credential = bearerCredential(readToken(file, last?.credential.bearer ?? fallback))
    last = { credential, atMs: now() }
    return credential
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
