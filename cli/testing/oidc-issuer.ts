import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readText } from '../kube/transport.ts'

export type TokenRequest = { headers: IncomingHttpHeaders; form: Record<string, string> }
export type TokenAnswer = { status: number; body: unknown }

export type OidcIssuer = {
  url: string
  requests: TokenRequest[]
  close(): Promise<void>
}

/** An OpenID issuer on loopback that only renews: `answer` decides on what its token endpoint gives. */
export async function oidcIssuer(answer: (request: TokenRequest) => TokenAnswer | Promise<TokenAnswer>): Promise<OidcIssuer> {
  const requests: TokenRequest[] = []
  const server = createServer(async (incoming, response) => {
    const send = (status: number, body: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (incoming.url === '/.well-known/openid-configuration') return send(200, { issuer: url, token_endpoint: `${url}/token` })
    if (incoming.url !== '/token' || incoming.method !== 'POST') return send(404, { error: 'not_found' })
    const request = { headers: incoming.headers, form: Object.fromEntries(new URLSearchParams(await readText(incoming))) }
    requests.push(request)
    const { status, body } = await answer(request)
    send(status, body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
