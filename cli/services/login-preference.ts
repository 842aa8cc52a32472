import type { LoginMethod } from '../../lib/contract/identity.ts'

/** How the user wants to prove who they are. */
export type LoginPreference = {
  /** `--login-method`; null for the best one there is. */
  readonly method: LoginMethod | null
  /** `--hand-over-certificate`: certificate and key may be sent to Latchkey, sealed, where nothing better works. */
  readonly handOverCertificate: boolean
  /** Told which method was taken, and why not the better ones (`-v`). */
  readonly tell: (line: string) => void
}

export const anyMethod: LoginPreference = { method: null, handOverCertificate: false, tell: () => {} }
