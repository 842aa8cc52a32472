import { readFile } from 'node:fs/promises'

export type TokenSource = {
  /** The bearer of our own ServiceAccount, without surrounding white space. */
  current(): Promise<string>
  /** Forget it: the kube-apiserver did not accept it. */
  drop(): void
}

/** Reads the token file, again after a minute: the kubelet renews it long before it ends, and client-go does the same. */
export function createTokenSource(file: string, now: () => number = Date.now): TokenSource {
  const maxAgeMs = 60_000
  let held: { token: Promise<string>; readAtMs: number } | null = null
  return {
    current() {
      if (!held || now() - held.readAtMs >= maxAgeMs) {
        const reading = { token: readFile(file, 'utf8').then(text => text.trim()), readAtMs: now() }
        reading.token.catch(() => {
          if (held === reading) held = null
        })
        held = reading
      }
      return held.token
    },
    drop() {
      held = null
    },
  }
}
