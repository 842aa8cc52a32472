import { type AppError, toAppError } from '../../lib/errors/app-error.ts'
import type { ErrorCode } from '../../lib/errors/codes.ts'
import type { Clocks } from './clocks.ts'

const credentialCodes: ReadonlySet<ErrorCode> = new Set(['CREDENTIAL_EXPIRED', 'CREDENTIAL_REJECTED', 'EXEC_PLUGIN_FAILED', 'KUBECONFIG_INVALID'])

/** While a credential does not work, it is tried no more often than this. */
const pauseMs = 5000

/** Told of a credential that has ended, and null when one works again: once each, however many requests meet it. */
export type OnTrouble = (trouble: AppError | null) => void

/** Keeps an eye on whether the credential works, across all requests of a tunnel. */
export type CredentialTrouble = {
  /**
   * Does `work` and gives what came of it. While the last try with the credential has just failed, gives that failure
   * without another: every try may run a plugin that asks the user something.
   */
  watch<T>(work: () => Promise<T>): Promise<{ answer: T } | { error: AppError }>
  /** A failure of work that was not watched. */
  failed(error: AppError): void
}

export function createCredentialTrouble(onTrouble: OnTrouble, clocks: Clocks): CredentialTrouble {
  let last: { error: AppError; atMs: number } | null = null
  const failed = (error: AppError) => {
    if (!credentialCodes.has(error.code)) return
    const isNew = last === null
    last = { error, atMs: clocks.monotonicMs() }
    if (isNew) onTrouble(error)
  }
  return {
    failed,
    async watch(work) {
      const before = last
      if (before !== null && clocks.monotonicMs() - before.atMs < pauseMs) return { error: before.error }
      try {
        const answer = await work()
        // What failed meanwhile is younger than this answer's credential.
        if (before !== null && last === before) {
          last = null
          onTrouble(null)
        }
        return { answer }
      } catch (thrown) {
        const error = toAppError(thrown)
        failed(error)
        return { error }
      }
    },
  }
}
