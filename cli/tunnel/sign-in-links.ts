import { newSecret, secretKey } from './launch-secret.ts'

const linkPath = '/_latchkey-open-'

/** `used` tells what came of the first opening. */
export type OpenedLink<T> = { outcome: 'opened' | 'used'; result: T } | { outcome: 'failed'; error: unknown }

/**
 * Links that sign a browser in once. A link holds a random number and nothing else, so it may stand in argv and in a
 * terminal; the sign-in itself happens when it is opened, because a wrapped token lives for seconds.
 */
export type SignInLinks<T> = {
  /** A path, good once. */
  create(): string
  /** Whether a path is one that was made here. */
  has(path: string): boolean
  /** A link whose sign-in failed stays good. */
  open(path: string, signIn: () => Promise<T>): Promise<OpenedLink<T>>
}

export function createSignInLinks<T>(): SignInLinks<T> {
  /** By their key: null for those that nobody has opened. */
  const links = new Map<string, Promise<T> | null>()

  return {
    create() {
      const path = `${linkPath}${newSecret()}`
      links.set(secretKey(path), null)
      return path
    },
    has: path => links.has(secretKey(path)),
    async open(path, signIn) {
      const key = secretKey(path)
      const first = links.get(key) ?? null
      const signedIn = first ?? signIn()
      links.set(key, signedIn)
      try {
        return { outcome: first === null ? 'opened' : 'used', result: await signedIn }
      } catch (error) {
        if (links.get(key) === signedIn) links.set(key, null)
        return { outcome: 'failed', error }
      }
    },
  }
}
