import { createHash, randomBytes } from 'node:crypto'

const linkPath = '/_latchkey-open-'

export type OpenedLink = { outcome: 'opened'; location: string } | { outcome: 'used' } | { outcome: 'failed'; error: unknown }

/**
 * Links that sign a browser in once. A link holds a random number and nothing else, so it may stand in argv and in a
 * terminal; the sign-in itself happens when it is opened, because a wrapped token lives for seconds.
 */
export type SignInLinks = {
  /** A path of the tunnel, good once. */
  create(): string
  /** Null when the path is no such link. A link whose sign-in failed stays good. */
  open(path: string): Promise<OpenedLink> | null
  /** The verifier of the wrapped token in this exchange, once; null for every other request and token. */
  takeVerifier(method: string, target: string): string | null
}

/** `signIn` logs in with a challenge and gives the wrapped token; `to` is where the exchange leads. */
export function createSignInLinks(signIn: (challenge: string) => Promise<string>, to: string): SignInLinks {
  const unused = new Set<string>()
  const verifiers = new Map<string, string>()

  async function open(nonce: string): Promise<OpenedLink> {
    if (!unused.delete(nonce)) return { outcome: 'used' }
    const verifier = randomBytes(32).toString('base64url')
    try {
      const wrappedToken = await signIn(createHash('sha256').update(verifier).digest('base64url'))
      verifiers.set(wrappedToken, verifier)
      return { outcome: 'opened', location: `/login?${new URLSearchParams({ 'wrapped-token': wrappedToken, to })}` }
    } catch (error) {
      unused.add(nonce)
      return { outcome: 'failed', error }
    }
  }

  return {
    create() {
      const nonce = randomBytes(24).toString('base64url')
      unused.add(nonce)
      return `${linkPath}${nonce}`
    },
    open: path => (path.startsWith(linkPath) ? open(path.slice(linkPath.length)) : null),
    takeVerifier(method, target) {
      const [path, query = ''] = target.split('?', 2)
      if (method !== 'GET' || path !== '/login') return null
      const wrappedToken = new URLSearchParams(query).get('wrapped-token') ?? ''
      const verifier = verifiers.get(wrappedToken) ?? null
      verifiers.delete(wrappedToken)
      return verifier
    },
  }
}
