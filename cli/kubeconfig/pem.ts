import { readFileSync } from 'node:fs'
import { kubeconfigError } from './kubeconfig-error.ts'

/** PEM from base64 data, else from a file; null when neither is set. @throws KUBECONFIG_INVALID naming what it is for */
export function readPem(data: string | undefined, file: string | undefined, what: string): string | null {
  if (data !== undefined) {
    const pem = Buffer.from(data, 'base64').toString('utf8')
    if (!pem.includes('-----BEGIN ')) throw kubeconfigError(`The ${what} is not base64 of PEM.`, 'Copy the data again from where it was issued.')
    return pem
  }
  if (file === undefined) return null
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw kubeconfigError(`The ${what} cannot be read from ${file} (${code}).`, 'Check that the file exists and that you may read it.', thrown)
  }
  // Of an empty authority, OpenSSL would make the authorities that the machine trusts.
  if (!pem.includes('-----BEGIN ')) throw kubeconfigError(`The ${what} in ${file} is not PEM.`, 'Fetch the file again from where it was issued.')
  return pem
}
