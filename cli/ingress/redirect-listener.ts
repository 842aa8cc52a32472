import type { IncomingMessage, ServerResponse } from 'node:http'
import { toAppError } from '../../lib/errors/app-error.ts'
import { requireOwnPage, requireOwnUser } from '../tunnel/admission.ts'
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

export type RedirectOptions = {
  /** Where the ingress serves Latchkey, without a slash at its end. */
  url: string
  /** 0 takes a free one. */
  port: number
  /** Logs in and gives the wrapped token. */
  signIn: () => Promise<string>
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
  const links = createSignInLinks<string>()
  server.on('connection', socket => void isOtherUser(socket))
  server.on('request', (request, response) => {
    answer({ ...options, isOtherUser }, port, links, request, response).catch(thrown => {
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
  { url, signIn, to, isOtherUser }: Required<RedirectOptions>,
  port: number,
  links: SignInLinks<string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  requireOwnPage(request, port)
  const path = request.url ?? ''
  if (request.method !== 'GET' || !links.has(path)) return sendText(response, 404, `Nothing is served here. The dashboard is at ${url}/\n${again}`)
  await requireOwnUser(request, isOtherUser)
  const opened = await links.open(path, signIn)
  if (opened.outcome === 'used')
    return sendText(response, 410, `This sign-in link has been used; each is good once.\n${again}\nIf you are signed in already, go on at ${url}/`)
  if (opened.outcome === 'failed') return sendRefusal(request, response, toAppError(opened.error))
  const location = `${url}/login?${new URLSearchParams({ 'wrapped-token': opened.result, to })}`
  response.writeHead(303, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-length': 0 })
  response.end()
}

const again = 'Press Enter in the terminal where `latchkey dashboard` runs to open it signed in, or run it again.'
