import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '../kubeconfig/connect.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import { bearerCredential, type Credential, type CredentialSource, noCredential } from '../kubeconfig/credential.ts'
import { certificatePem } from '../testing/certificate.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { localHttpsServer } from '../testing/local-https-server.ts'
import { localServer, statusBody } from '../testing/local-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { isPassing } from './connection-error.ts'
import { type CertificateConnections, createDispatcherHolder } from './dispatcher.ts'
import { impersonationHeaders } from './impersonation-headers.ts'
import { kubeJson, kubeJsonOrNull } from './kube-json.ts'
import { rejected } from './rejected.ts'
import { createTransport, type KubeTransport, readText } from './transport.ts'

function connectionTo(server: string, user: Record<string, unknown> = {}): Connection {
  return connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ server, user }) })}/config` }, {}, false)
}

function open(connection: Connection, timeoutMs = 0): KubeTransport {
  const transport = createTransport(connection, () => {}, timeoutMs)
  onTestFinished(() => transport.close())
  return transport
}

/** Hands out token-1, then token-2 …; counts how often it was asked for another. */
function rotating(): CredentialSource & { renewals: () => number } {
  let count = 1
  return {
    current: async () => bearerCredential(`token-${count}`),
    renew: async () => {
      count += 1
      return true
    },
    renewals: () => count - 1,
  }
}

describe('the credential', () => {
  test('goes with every request, beside the headers of the one to act as', async () => {
    let raw: string[] = []
    const origin = await localServer((incoming, response) => {
      raw = incoming.rawHeaders
      response.end()
    })
    const user = { as: 'Jané', 'as-uid': 'u', 'as-groups': ['a', 'b,c'], 'as-user-extra': { 'x.y/Z': ['1', '2'] } }
    await open({ ...connectionTo(origin, user), credentials: rotating() }).request({ method: 'GET', path: '/' })
    const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), Buffer.from(raw[index + 1] ?? '', 'latin1').toString()]] : []))
    expect(pairs.filter(([name]) => /^(?:impersonate|authorization)/.test(name ?? ''))).toEqual([
      ['impersonate-user', 'Jané'],
      ['impersonate-uid', 'u'],
      ['impersonate-group', 'a'],
      ['impersonate-group', 'b,c'],
      ['impersonate-extra-x.y%2fz', '1'],
      ['impersonate-extra-x.y%2fz', '2'],
      ['authorization', 'Bearer token-1'],
    ])
    expect(Object.keys(impersonationHeaders({ name: 'x', uid: '', groups: [], extra: { 'é%': ['1'] } }))).toContain('impersonate-extra-%C3%A9%25')
  })

  test('a refused one is renewed once and the request is sent again', async () => {
    const origin = await localServer((incoming, response) => {
      if (incoming.headers.authorization === 'Bearer token-2') return void response.end('fine')
      const body = statusBody(401, 'Unauthorized', 'Unauthorized')
      response.writeHead(401, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
    })
    const credentials = rotating()
    const answer = await open({ ...connectionTo(origin), credentials }).request({ method: 'GET', path: '/' })
    expect([answer.status, await readText(answer.body), credentials.renewals()]).toEqual([200, 'fine', 1])
  })

  test('one that stays refused is told to be rejected, after one renewal', async () => {
    const origin = await localServer((_incoming, response) => {
      const body = statusBody(401, 'Unauthorized', 'Unauthorized')
      response.writeHead(401, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
    })
    const credentials = rotating()
    const error = await failureOf(() => kubeJson(open({ ...connectionTo(origin), credentials }), { path: '/' }))
    expect([error.code, error.exitCode, credentials.renewals()]).toEqual(['CREDENTIAL_REJECTED', 4, 1])
    expect(error.message).not.toContain('token-')
  })

  test('a 401 of Latchkey itself is no reason to renew it', async () => {
    const body = JSON.stringify({ error: { code: 'SESSION_EXPIRED', message: 'x', requestId: '' } })
    const origin = await localServer((_incoming, response) => {
      response.writeHead(401, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
    })
    const credentials = rotating()
    const answer = await open({ ...connectionTo(origin), credentials }).request({ method: 'GET', path: '/' })
    expect([answer.status, await readText(answer.body), credentials.renewals()]).toEqual([401, body, 0])
  })

  const jwt = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`
  test('what a refused one says of itself decides between expired and rejected', async () => {
    const endMs = Date.parse('2026-06-01T00:00:00Z')
    const token = jwt({ exp: endMs / 1000 })
    const connection = connectionTo('https://127.0.0.1:1', { token })
    const expired = await rejected(connection, endMs)
    expect([expired.code, expired.exitCode]).toEqual(['CREDENTIAL_EXPIRED', 4])
    expect(expired.message).toContain('2026-06-01T00:00:00Z')
    expect(expired.message + JSON.stringify(expired.details)).not.toContain(token)
    expect((await rejected(connection, endMs - 1)).code).toBe('CREDENTIAL_REJECTED')
    expect((await rejected(connectionTo('https://127.0.0.1:1'))).message).toContain('has no credential')
  })

  test('a refused token says whom it is from and for, as far as it is a JWT', async () => {
    const told = async (token: string): Promise<string> => (await rejected(connectionTo('https://127.0.0.1:1', { token }))).message
    const foreign = await told(jwt({ iss: 'https://issuer.example', aud: ['vault', 'a\u001bb'], sub: 'canary' }))
    expect(foreign).toContain('does not accept the credential, a token of "https://issuer.example" for the audience "vault", "a\\u001bb".')
    expect(foreign).not.toContain('canary')
    expect(await told(jwt({ iss: 'https://issuer.example' }))).toContain('a token of "https://issuer.example".')
    for (const other of ['opaque', 'a.b.c', jwt('text'), jwt({ iss: 1, aud: 'x' })]) expect(await told(other)).toContain('does not accept the credential.')
  })
})

describe('what the kube-apiserver answers', () => {
  test('a refusal is thrown by its reason, with its own words', async () => {
    const origin = await localServer((_incoming, response) => {
      response.writeHead(403, { 'content-type': 'application/json' }).end(statusBody(403, 'Forbidden', 'nodes is forbidden: User "x" cannot list'))
    })
    const error = await failureOf(() => kubeJson(open(connectionTo(origin)), { path: '/' }))
    expect([error.code, error.exitCode, error.message]).toEqual(['FORBIDDEN', 5, 'nodes is forbidden: User "x" cannot list'])
  })

  test('a redirect to elsewhere is an answer, and is not followed', async () => {
    const other = await localServer(() => {
      throw new Error('followed')
    })
    const origin = await localServer((_incoming, response) => void response.writeHead(302, { location: `${other}/x` }).end())
    expect((await open(connectionTo(origin)).request({ method: 'GET', path: '/' })).status).toBe(302)
  })

  test('that something is not there may be an answer', async () => {
    const origin = await localServer((_incoming, response) => void response.writeHead(404).end(statusBody(404, 'NotFound', 'x')))
    expect(await kubeJsonOrNull(open(connectionTo(origin)), { path: '/' })).toBeNull()
  })

  test('something that is no JSON and no success is told with its status', async () => {
    const origin = await localServer((_incoming, response) => void response.writeHead(418).end('<html>'))
    expect((await failureOf(() => kubeJson(open(connectionTo(origin)), { path: '/' }))).message).toContain('418')
  })
})

describe('a server that cannot be reached is told with the reason', () => {
  test.each([
    ['http://127.0.0.1:1', /http:\/\/127\.0\.0\.1:1 cannot be reached: nobody listens there/],
    ['http://no-such-host.invalid', /no-such-host\.invalid cannot be reached: the name/],
  ])('%s', async (server, message) => {
    const error = await failureOf(() => open(connectionTo(server)).request({ method: 'GET', path: '/' }))
    expect([error.code, error.exitCode]).toEqual(['CLUSTER_UNREACHABLE', 8])
    expect(error.message).toMatch(message)
  })

  test('TLS to a server that has none', async () => {
    const origin = await localServer((_incoming, response) => response.end())
    const error = await failureOf(() => open(connectionTo(origin.replace('http:', 'https:'))).request({ method: 'GET', path: '/' }))
    expect(error.message).toContain('it does not speak TLS')
  })

  test('one that does not answer in time', async () => {
    const asked = Promise.withResolvers<void>()
    const origin = await localServer(() => asked.resolve())
    const request = failureOf(() => open(connectionTo(origin), 50).request({ method: 'GET', path: '/' }))
    await asked.promise
    expect((await request).code).toBe('TIMEOUT')
  })

  test('a token that no header can carry is told before anything is sent', async () => {
    const connection = { ...connectionTo('https://127.0.0.1:1'), credentials: { current: async () => bearerCredential('a\nsecret'), renew: async () => false } }
    const error = await failureOf(() => open(connection).request({ method: 'GET', path: '/' }))
    expect([error.code, error.message.includes('line break'), error.message.includes('secret')]).toEqual(['CREDENTIAL_REJECTED', true, false])
  })

  test('an encrypted or foreign key is told before anything is sent', async () => {
    const user = {
      'client-certificate-data': Buffer.from(certificatePem).toString('base64'),
      'client-key-data': Buffer.from(certificatePem).toString('base64'),
    }
    const error = await failureOf(() => open(connectionTo('https://127.0.0.1:1', user)).request({ method: 'GET', path: '/' }))
    expect([error.code, error.message]).toEqual(['KUBECONFIG_INVALID', expect.stringContaining('context "one" cannot be used')])
  })
})

test('a request ends when its caller gives up', async () => {
  const closed = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const origin = await localServer((incoming, _response) => {
    once(incoming.socket, 'close').then(() => closed.resolve())
    asked.resolve()
  })
  const gone = new AbortController()
  const request = open(connectionTo(origin)).request({ method: 'GET', path: '/', signal: gone.signal })
  await asked.promise
  gone.abort()
  await expect(request).rejects.toThrow()
  await closed.promise
})

describe('connections that are given up', () => {
  /** A stream of its own certificate, begun before a request with another. */
  async function streamOfBefore() {
    const origin = await localServer((incoming, response) => {
      response.writeHead(200).write('one')
      if (incoming.url === '/short') response.end()
    })
    const pair = (certificate: string): Credential => ({ ...noCredential, certificate: { certificate, key: '' } })
    let credential = pair('before')
    const transport = open({ ...connectionTo(origin), credentials: { current: async () => credential, renew: async () => false } })
    const { body } = await transport.request({ method: 'GET', path: '/long' })
    await once(body, 'data')
    credential = pair('after')
    await readText((await transport.request({ method: 'GET', path: '/short' })).body)
    return { transport, body }
  }

  test.each(['reset', 'close'] as const)('%s breaks what is under way, on connections of a former certificate too', async how => {
    const { transport, body } = await streamOfBefore()
    const broken = once(body, 'error')
    await transport[how]()
    await broken
  })

  test('the next request dials anew, and what broke off passes', async () => {
    const asked = Promise.withResolvers<void>()
    const origin = await localServer((incoming, response) => (incoming.url === '/never' ? asked.resolve() : void response.end('anew')))
    const transport = open(connectionTo(origin))
    const broken = failureOf(() => transport.request({ method: 'GET', path: '/never' }))
    await asked.promise
    transport.reset()
    expect(isPassing(await broken)).toBe(true)
    expect(await readText((await transport.request({ method: 'GET', path: '/' })).body)).toBe('anew')
  })
})

describe('a certificate that was renewed', () => {
  const pair = (certificate: string): Credential => ({ ...noCredential, certificate: { certificate, key: '' } })

  /** Connections of certificate `before` with a stream and a WebSocket on them, and a request with `after` behind that. */
  async function rotated(graceMs: number) {
    const origin = await localServer((incoming, response) => {
      response.writeHead(200).write('one')
      if (incoming.url !== '/long') response.end()
    })
    const holder = createDispatcherHolder(connectionTo(origin), graceMs)
    onTestFinished(() => holder.close())
    const before = holder.for(pair('before').certificate)
    const ask = (from: CertificateConnections, path: string) => from.dispatcher.request({ origin, method: 'GET', path })
    const { body } = await ask(before, '/long')
    await once(body, 'data')
    const socket = new PassThrough()
    before.keep(socket)
    const after = holder.for(pair('after').certificate)
    return { before, after, ask, body, socket, holder }
  }

  test('starts nothing more on the connections of the one before', async () => {
    const { before, after, ask, body, socket } = await rotated(60_000)
    expect(after).not.toBe(before)
    await expect(ask(before, '/')).rejects.toThrow()
    expect((await ask(after, '/')).statusCode).toBe(200)
    expect([body.destroyed, socket.destroyed]).toEqual([false, false])
  })

  test('ends them with what is still under way on them, streams and WebSockets, after a grace', async () => {
    const { after, ask, body, socket } = await rotated(1)
    await Promise.all([once(body, 'error'), once(socket, 'close')])
    expect((await ask(after, '/')).statusCode).toBe(200)
  })

  test('is the same where it has not changed', async () => {
    const { after, holder } = await rotated(60_000)
    expect(holder.for(pair('after').certificate)).toBe(after)
  })
})

describe('whether a failure passes by itself', () => {
  test('nobody listens', async () => {
    expect(isPassing(await failureOf(() => open(connectionTo('http://127.0.0.1:1')).request({ method: 'GET', path: '/' })))).toBe(true)
  })

  test('an unknown authority, no TLS and no answer in time do not', async () => {
    const { origin } = await localHttpsServer((_incoming, response) => response.end())
    const plain = await localServer((incoming, response) => void (incoming.url === '/never' || response.end()))
    const failures = await Promise.all([
      failureOf(() => open(connectionTo(origin)).request({ method: 'GET', path: '/' })),
      failureOf(() => open(connectionTo(plain.replace('http:', 'https:'))).request({ method: 'GET', path: '/' })),
      failureOf(() => open(connectionTo(plain), 50).request({ method: 'GET', path: '/never' })),
    ])
    expect(failures.map(error => [error.code, isPassing(error)])).toEqual([
      ['CLUSTER_UNREACHABLE', false],
      ['CLUSTER_UNREACHABLE', false],
      ['TIMEOUT', false],
    ])
  })
})
