import { expect, test } from 'vitest'
import { localHttpsServer } from '../testing/local-https-server.ts'
import { localServer } from '../testing/local-server.ts'
import { failureOf } from '../testing/throws.ts'
import { refreshOidc } from './oidc-refresh.ts'

/** An issuer by TLS whose discovery answers like this, and a listener in clear that counts what reaches it. */
async function issuerBeside(discovery: (clear: string) => { status: number; location?: string; body?: unknown }) {
  const seen: string[] = []
  const clear = await localServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  const { origin, certificate } = await localHttpsServer((_, response) => {
    const { status, location, body } = discovery(clear)
    response.writeHead(status, { 'content-type': 'application/json', ...(location ? { location } : {}) }).end(JSON.stringify(body ?? {}))
  })
  return { client: { issuer: origin, clientId: 'kube', clientSecret: 's', ca: certificate, env: {} }, seen }
}

test.each<[string, Parameters<typeof issuerBeside>[0]]>([
  ['its token endpoint', clear => ({ status: 200, body: { token_endpoint: `${clear}/token` } })],
  ['a redirect of its discovery', clear => ({ status: 302, location: `${clear}/.well-known/openid-configuration` })],
  ['an address that is none', () => ({ status: 200, body: { token_endpoint: '/token' } })],
])('a refresh token does not leave TLS: %s', async (_, discovery) => {
  const { client, seen } = await issuerBeside(discovery)
  const error = await failureOf(() => refreshOidc(client, 'r-1'))
  expect([error.code, seen]).toEqual(['CREDENTIAL_EXPIRED', []])
  expect(error.message).toContain('the issuer leads to an address without TLS')
})
