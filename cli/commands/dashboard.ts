import { createInterface } from 'node:readline'
import { confirmAddress } from '../ingress/confirm-address.ts'
import { openRedirectListener } from '../ingress/redirect-listener.ts'
import type { InvocationOf } from '../invocation.ts'
import { print, printJson, say, type Terminal } from '../io/terminal.ts'
import { logIn } from '../services/login.ts'
import { type Access, readSession, signOut } from '../services/session.ts'
import { readLoginMethods } from '../services/versions.ts'
import type { DoorOptions } from '../tunnel/door.ts'
import { openBrowser } from '../tunnel/open-browser.ts'
import { openTunnel } from '../tunnel/tunnel.ts'
import { withAccess } from './open-cluster.ts'
import { sessionText } from './session-text.ts'
import { untilStopped } from './stay-up.ts'
import { tellLost, tellTrouble } from './tell-trouble.ts'

/**
 * Signs in, serves Latchkey on loopback, and opens a browser on a link that signs it in, once. With `--url` the link leads
 * to that address instead, and nothing but links is served here.
 */
export async function dashboard(invocation: InvocationOf<'dashboard'>, terminal: Terminal): Promise<void> {
  const { global, via, url, port } = invocation
  const serve = async (access: Access): Promise<void> => {
    const stopped = untilStopped(terminal)
    if (url !== null) await confirmUrl(access, url, global.requestTimeoutMs)
    // A first login tells at once, and in the terminal, what would fail in the browser. Its session is for other commands.
    const { user, method, token, expiresAt } = await logIn(access.connection, access.service)
    access.cache.write({ token, expiresAt })
    // The kube-apiserver may have vouched for the login without the way that the browser takes.
    if (url === null) await readSession(access.service, token)
    const served = url === null ? await openDoor(access, port, terminal) : await openRedirect(access, url, port, terminal)
    say(terminal, sessionText(user.name, method, expiresAt))
    await show(invocation, terminal, served)
    const stopAsking = onEnter(terminal, () => show(invocation, terminal, served))
    await stopped
    stopAsking()
    await served.close()
  }
  await withAccess(global, terminal, serve, via)
}

async function confirmUrl({ service }: Access, url: string, requestTimeoutMs: number): Promise<void> {
  const { clusterId } = await readLoginMethods(service)
  await confirmAddress({ url, clusterId, ...(requestTimeoutMs > 0 ? { timeoutMs: requestTimeoutMs } : {}) })
}

/** What gives links: `mount` where it serves Latchkey, too. */
type Served = { newLink(): string; mount?: string; close(): Promise<void> }

function openDoor({ connection, service }: Access, port: number, terminal: Terminal): Promise<Served> {
  const door: DoorOptions = {
    logIn: how => logIn(connection, service, how),
    to: landingPath(connection.knownNamespaces),
    onLost: tellLost(terminal),
  }
  return openTunnel(service, { port, door, fetchesAhead: true, onTrouble: tellTrouble(terminal) })
}

/** With an ingress no one stands between the browser and Latchkey who could add a verifier, or keep a session. */
function openRedirect({ connection, service }: Access, url: string, port: number, terminal: Terminal): Promise<Served> {
  return openRedirectListener({
    url,
    port,
    signIn: () => logIn(connection, service),
    signOut: token => signOut(service, token),
    onLost: tellLost(terminal),
    to: landingPath(connection.knownNamespaces),
  })
}

/** The start page, told of the namespaces that the kubeconfig knows: someone who may not list namespaces still finds theirs. */
export function landingPath(namespaces: readonly string[]): string {
  const query = new URLSearchParams(namespaces.map(namespace => ['namespace', namespace]))
  return namespaces.length === 0 ? '/' : `/?${query}`
}

async function show({ openBrowser: wanted, output, url }: InvocationOf<'dashboard'>, terminal: Terminal, { newLink, mount }: Served): Promise<void> {
  const link = newLink()
  if (output === 'json') printJson(terminal, { url: link, ...(mount === undefined ? {} : { mount }) })
  const opened = wanted && (await openBrowser(link))
  const until = url === null ? 'It is served until Ctrl-C' : 'This command gives sign-in links until Ctrl-C'
  if (opened) {
    say(terminal, `The dashboard is open in your browser${url === null ? '' : `, at ${url}/`}. ${until}; Enter opens it again.`)
    return
  }
  if (wanted) say(terminal, 'No browser could be opened. Open this address yourself; it signs you in, once:')
  else say(terminal, `The address signs you in${url === null ? '' : ` at ${url}/`}, once${terminal.stdinIsTty ? '; Enter gives another' : ''}. ${until}.`)
  if (output === 'text') print(terminal, link)
  else if (wanted) say(terminal, link)
}

/** Enter at a terminal. Gives how to stop listening, so that the process may end. */
function onEnter(terminal: Terminal, action: () => Promise<void>): () => void {
  if (!terminal.stdinIsTty) return () => {}
  const lines = createInterface({ input: terminal.stdin })
  lines.on('line', () => void action())
  return () => lines.close()
}
