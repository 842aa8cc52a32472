import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LoginResponse } from '../../lib/contract/login.ts'
import { AppError, toAppError } from '../../lib/errors/app-error.ts'
import { requireOwnPage, requireOwnUser } from '../tunnel/admission.ts'
import type { DoorOptions } from '../tunnel/door.ts'
import { createListener, listen } from '../tunnel/listener.ts'
import { createPeerCheck, type PeerCheck } from '../tunnel/peer.ts'
import { sendRefusal, sendText } from '../tunnel/refusal.ts'
import { createSignInLinks, type SignInLinks } from '../tunnel/sign-in-links.ts'

export type RedirectListener = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** An address that signs a browser in, once. */
  newLink(): string
  close(): Promise<void>
}

export type LinkLogin = Pick<LoginResponse, 'token' | 'wrappedToken'>

export type RedirectOptions = {
  /** Where the ingress serves Latchkey, without a slash at its end. */
  url: string
  /** 0 takes a free one. */
  port: number
  signIn: () => Promise<LinkLogin>
  /** Ends the session of this token at Latchkey. */
  signOut: (token: string) => Promise<void>
  /** Told of links that were opened again, and of sessions that could not be ended then. */
  onLost: DoorOptions['onLost']
  /** Where the exchange leads: a path of the app. */
  to: string
  isOtherUser?: PeerCheck
}

/**
 * Answers sign-in links on loopback with a redirect to the exchange at `url`, where Latchkey is served by an ingress, and
 * nothing else. So what is handed to the desktop is an address that is worth nothing to anyone a moment later.
 * @throws PORT_IN_USE
 */
export async function openRedirectListener(options: RedirectOptions): Promise<RedirectListener> {
  const { isOtherUser = createPeerCheck() } = options
  const server = createListener()
  const port = await listen(server, options.port)
  const links = createSignInLinks<LinkLogin>()
  const ended = new WeakSet<LinkLogin>()
  /** A link that was opened twice may have been stolen, and no one knows which of them is the thief (RFC 6749 §4.1.2). */
  const revoke = async (login: LinkLogin): Promise<void> => {
    if (ended.has(login)) return
    ended.add(login)
    options.onLost({ reused: true })
    await options.signOut(login.token).catch(thrown => {
      ended.delete(login)
      options.onLost({ ended: notEnded(thrown) })
    })
  }
  server.on('connection', socket => void isOtherUser(socket))
  server.on('request', (request, response) => {
    answer({ ...options, isOtherUser, revoke }, port, links, request, response).catch(thrown => {
      if (!response.headersSent) sendRefusal(request, response, toAppError(thrown))
      else response.destroy()
    })
  })
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    newLink: () => `${origin}${links.create()}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  { url, signIn, to, isOtherUser, revoke }: Required<RedirectOptions> & { revoke: (login: LinkLogin) => Promise<void> },
  port: number,
  links: SignInLinks<LinkLogin>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  requireOwnPage(request, port)
  const path = request.url ?? ''
  if (request.method !== 'GET' || !links.has(path)) return sendText(response, 404, `Nothing is served here. The dashboard is at ${url}/\n${again}`)
  await requireOwnUser(request, isOtherUser)
  const opened = await links.open(path, signIn)
  if (opened.outcome === 'failed') return sendRefusal(request, response, toAppError(opened.error))
  if (opened.outcome === 'used') {
    await revoke(opened.result)
    return sendText(
      response,
      410,
      `This sign-in link has been used; each is good once.\nAs nobody can tell who opened it first, the session that it began is ended.\n${again}`,
    )
  }
  const location = `${url}/login?${new URLSearchParams({ 'wrapped-token': opened.result.wrappedToken, to })}`
  response.writeHead(303, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-length': 0 })
  response.end()
}

function notEnded(thrown: unknown): AppError {
  const error = toAppError(thrown)
  return new AppError(
    error.code,
    `The session of the link that was opened twice could not be ended at the cluster: ${error.message} \`latchkey logout --everywhere\` ends it with all of yours.`,
  )
}

const again = 'Press Enter in the terminal where `latchkey dashboard` runs to open it signed in, or run it again.'
