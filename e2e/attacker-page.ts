import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type AttackerPage = {
  /** Another port of the host that the dashboard is on: the same site to a browser, so SameSite=Strict cookies go along. */
  sameSite: string
  /** Another site. */
  crossSite: string
  stop: () => Promise<void>
}

/** An empty page under two names, for scripts of others than the dashboard. */
export async function openAttackerPage(): Promise<AttackerPage> {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title><body>'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    sameSite: `http://127.0.0.1:${port}/`,
    crossSite: `http://localhost:${port}/`,
    stop: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
