import { createInterface } from 'node:readline'
import type { InvocationOf } from '../invocation.ts'
import { print, printJson, say, type Terminal } from '../io/terminal.ts'
import { logIn } from '../services/login.ts'
import type { Access } from '../services/session.ts'
import { openBrowser } from '../tunnel/open-browser.ts'
import { createSignInLinks } from '../tunnel/sign-in-links.ts'
import { openTunnel } from '../tunnel/tunnel.ts'
import { withAccess } from './open-cluster.ts'
import { sessionText } from './session-text.ts'
import { untilStopped } from './stay-up.ts'

/** Signs in, serves Latchkey on loopback, and opens a browser on a link that signs it in, once. */
export async function dashboard(invocation: InvocationOf<'dashboard'>, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async access => {
    const stopped = untilStopped(terminal)
    const links = createSignInLinks(challenge => signIn(access, challenge), landingPath(access.connection.knownNamespaces))
    // A first login tells at once, and in the terminal, what would fail in the browser.
    const { user, method, token, expiresAt } = await logIn(access.connection, access.service)
    access.cache.write({ token, expiresAt })
    const tunnel = await openTunnel(access, invocation.port, links)
    const newLink = () => `${tunnel.origin}${links.create()}`
    say(terminal, sessionText(user.name, method, expiresAt))
    await show(invocation, terminal, newLink())
    const stopAsking = onEnter(terminal, () => show(invocation, terminal, newLink()))
    await stopped
    stopAsking()
    await tunnel.close()
  })
}

async function signIn({ connection, service, cache }: Access, challenge: string): Promise<string> {
  const { token, expiresAt, wrappedToken } = await logIn(connection, service, challenge)
  cache.write({ token, expiresAt })
  return wrappedToken
}

/** The start page, told of the namespaces that the kubeconfig knows: someone who may not list namespaces still finds theirs. */
export function landingPath(namespaces: readonly string[]): string {
  const query = new URLSearchParams(namespaces.map(namespace => ['namespace', namespace]))
  return namespaces.length === 0 ? '/' : `/?${query}`
}

async function show({ openBrowser: wanted, output }: InvocationOf<'dashboard'>, terminal: Terminal, url: string): Promise<void> {
  if (output === 'json') printJson(terminal, { url })
  const opened = wanted && (await openBrowser(url))
  if (opened) {
    say(terminal, 'The dashboard is open in your browser. It is served until Ctrl-C; Enter opens it again.')
    return
  }
  if (wanted) say(terminal, 'No browser could be opened. Open this address yourself; it signs you in, once:')
  else say(terminal, `The address signs you in, once${terminal.stdinIsTty ? '; Enter gives another' : ''}. It is served until Ctrl-C.`)
  if (output === 'text') print(terminal, url)
  else if (wanted) say(terminal, url)
}

/** Enter at a terminal. Gives how to stop listening, so that the process may end. */
function onEnter(terminal: Terminal, action: () => Promise<void>): () => void {
  if (!terminal.stdinIsTty) return () => {}
  const lines = createInterface({ input: terminal.stdin })
  lines.on('line', () => void action())
  return () => lines.close()
}
