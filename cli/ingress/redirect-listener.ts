import type { IncomingMessage, ServerResponse } from 'node:http'
import { toAppError } from '../../lib/errors/app-error.ts'
import { refuseRequest } from '../tunnel/admission.ts'
import { createListener, listen } from '../tunnel/listener.ts'
import { sendRefusal, sendText } from '../tunnel/refusal.ts'
import type { SignInLinks } from '../tunnel/sign-in-links.ts'

export type RedirectListener = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  close(): Promise<void>
}

/**
 * Answers sign-in links on loopback with a redirect to the exchange at `url`, where Latchkey is served by an ingress, and
 * nothing else. So what is handed to the desktop is an address that is worth nothing to anyone a moment later.
 * `port` 0 takes a free one. @throws PORT_IN_USE
 */
export async function openRedirectListener(url: string, links: SignInLinks, port: number): Promise<RedirectListener> {
  const server = createListener()
  const bound = await listen(server, port)
  server.on('request', (request, response) => {
    answer(url, links, bound, request, response).catch(thrown => {
      if (!response.headersSent) sendRefusal(request, response, toAppError(thrown))
      else response.destroy()
    })
  })
  return {
    origin: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(url: string, links: SignInLinks, port: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = refuseRequest(request, port)
  if (refused !== null) return sendRefusal(request, response, refused)
  const link = request.method === 'GET' ? await links.open(request.url ?? '') : null
  if (link === null) return sendText(response, 404, `Nothing is served here. The dashboard is at ${url}/\n${again}`)
  if (link.outcome === 'used')
    return sendText(response, 410, `This sign-in link has been used; each is good once.\n${again}\nIf you are signed in already, go on at ${url}/`)
  if (link.outcome === 'failed') return sendRefusal(request, response, toAppError(link.error))
  response.writeHead(303, { location: `${url}${link.location}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-length': 0 })
  response.end()
}

const again = 'Press Enter in the terminal where `latchkey dashboard` runs to open it signed in, or run it again.'
