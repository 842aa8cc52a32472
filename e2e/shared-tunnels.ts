import type { BrowserContext } from '@playwright/test'
import type { User } from './cluster.ts'
import { cookiesOf, send } from './http.ts'
import { startTunnel, type Tunnel } from './latchkey.ts'

/** `cookies`: what a browser got by the tunnel's link. */
export type SharedTunnel = { tunnel: Tunnel; cookies: Parameters<BrowserContext['addCookies']>[0] }

/** Tunnels whose users are signed in, one for each user, for the tests of one file: to start one and sign in takes a second. */
export class SharedTunnels {
  #file = ''
  readonly #opened = new Map<User, SharedTunnel>()

  /** Closes the tunnels of another file's tests: none renews a session while tests look for who signs in. */
  async enter(file: string): Promise<void> {
    if (file !== this.#file) await this.stop()
    this.#file = file
  }

  /** The user's, and another where its session has been ended. */
  async of(user: User): Promise<SharedTunnel> {
    const known = this.#opened.get(user)
    if (known && (await isSignedIn(known))) return known
    await this.close(user)
    const opened = await openTunnel(user)
    this.#opened.set(user, opened)
    return opened
  }

  async close(user: User): Promise<void> {
    await this.#opened.get(user)?.tunnel.stop()
    this.#opened.delete(user)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#opened.keys()].map(user => this.close(user)))
  }
}

async function openTunnel(user: User): Promise<SharedTunnel> {
  const tunnel = await startTunnel(user, 'dashboard')
  const { origin: url } = new URL(tunnel.url)
  const opened = await send(tunnel.url)
  const session = cookiesOf(opened)
  if (opened.status !== 303 || session === '') throw new Error(`the link of ${user} signed nobody in: ${opened.status} ${opened.text}`)
  // Where it leads the browser is told of the namespaces that the kubeconfig names, if any.
  const location = String(opened.headers['location'])
  const told = location.includes('?') ? cookiesOf(await send(`${url}${location}`, { headers: { cookie: session } })) : ''
  return { tunnel, cookies: [...cookiesFor(url, session, true), ...cookiesFor(url, told, false)] }
}

function cookiesFor(url: string, pairs: string, httpOnly: boolean): SharedTunnel['cookies'] {
  return pairs
    .split('; ')
    .filter(Boolean)
    .map(pair => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url, httpOnly, sameSite: 'Strict' }))
}

async function isSignedIn({ tunnel, cookies }: SharedTunnel): Promise<boolean> {
  const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
  const answer = await send(`${new URL(tunnel.url).origin}/api/v1/session`, { headers }).catch(() => null)
  return answer?.status === 200
}
