import type { LoginMethod } from '../../lib/contract/identity.ts'

/** How the user wants to prove who they are. */
export type LoginPreference = {
  /** `--login-method`; null for the best one there is. */
  readonly method: LoginMethod | null
  /** `--hand-over-certificate`: certificate and key may be sent to Latchkey, sealed, where nothing better works. */
  readonly handOverCertificate: boolean
  /** Told which method was taken, and why not the better ones (`-v`). */
  readonly tell: (line: string) => void
  /** Told what the user is to know in any case, in one line. */
  readonly warn: (line: string) => void
  /** How long to wait for what Latchkey is about to write, just after it was installed or lost its keys; milliseconds. */
  readonly patienceMs: number
}

/** The server looks once a second whether the key to seal to is still the one that it published. */
export const usualPatienceMs = 3_000

export const anyMethod: LoginPreference = { method: null, handOverCertificate: false, tell: () => {}, warn: () => {}, patienceMs: usualPatienceMs }
