import type { AppError } from '../../lib/errors/app-error.ts'
import type { ErrorCode } from '../../lib/errors/codes.ts'
import type { Clocks } from './clocks.ts'

const credentialCodes: ReadonlySet<ErrorCode> = new Set(['CREDENTIAL_EXPIRED', 'CREDENTIAL_REJECTED', 'EXEC_PLUGIN_FAILED', 'KUBECONFIG_INVALID'])

/** While a credential does not work, it is tried no more often than this. */
const pauseMs = 5000

/** Told of a credential that has ended, and null when one works again: once each, however many requests meet it. */
export type OnTrouble = (trouble: AppError | null) => void

/** Keeps an eye on whether the credential works, across all requests of a tunnel. */
export type CredentialTrouble = {
  /** What the last try met, while the next has to wait: every try may run a plugin that asks the user something. */
  held(): AppError | null
  failed(error: AppError): void
  worked(): void
}

export function createCredentialTrouble(onTrouble: OnTrouble, clocks: Clocks): CredentialTrouble {
  let last: { error: AppError; atMs: number } | null = null
  return {
    held: () => (last !== null && clocks.monotonicMs() - last.atMs < pauseMs ? last.error : null),
    failed(error) {
      if (!credentialCodes.has(error.code)) return
      const isNew = last === null
      last = { error, atMs: clocks.monotonicMs() }
      if (isNew) onTrouble(error)
    },
    worked() {
      if (last === null) return
      last = null
      onTrouble(null)
    },
  }
}
