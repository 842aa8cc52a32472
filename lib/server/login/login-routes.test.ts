import { sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, describe, expect, test } from 'vitest'
import type { LoginHow } from '#contract/login.ts'
import { loginHowText, signedLoginText } from '#contract/login-proof.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import type { RequestContext } from '../services.ts'
import { createLeaseClaims } from '../session/lease-claims.ts'
import { currentSealingKey } from '../session/sealing-key.ts'
import type { SignInCodes } from '../session/sign-in-codes.ts'
import { caPem } from '../testing/certificates.ts'
import { createMemoryKeyStore } from '../testing/memory-key-store.ts'
import { createMemoryLeases } from '../testing/memory-leases.ts'
import { caConstraints, oddCertificate, oddName, purposes } from '../testing/odd-certificates.ts'
import { type SealOptions, sealToken } from '../testing/seal.ts'
import { clusterId, createClock, createReplica } from '../testing/session-kit.ts'
import { createLoginNonces } from './login-nonce.ts'
import { createLoginRoute, createMethodsRoute, createNonceRoute } from './login-routes.ts'
import { offeredMethods } from './offered-methods.ts'
import { createUnprovenWork } from './unproven-work.ts'

const clock = createClock()
const store = createMemoryKeyStore()
const { client: leases } = createMemoryLeases()
const root = oddCertificate({ subject: oddName(['cn', 'root']), extensions: [caConstraints()], nowMs: clock.now() })
const jane = oddCertificate({ subject: oddName(['o', 'team'], ['cn', 'jane']), issuer: root, extensions: [purposes.client], nowMs: clock.now() })
const logged: string[] = []
const logger = pino({}, { write: (line: string) => void logged.push(line) })
const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

/** TokenReviews of a cluster that knows one token. */
const client: OwnClient = {
  watch: async () => undefined,
  json: async ({ body }) => {
    const { token } = (body as { spec: { token: string } }).spec
    return {
      status: token === 'bearer-canary' ? { authenticated: true, user: { username: 'viewer', groups: ['system:authenticated'] } } : { authenticated: false },
    }
  },
}

/** A replica's login routes on a socket; keys and claims are shared by all. */
async function startReplica(): Promise<string> {
  const replica = await createReplica({ store, clock })
  const nonces = createLoginNonces(replica.keys, clusterId, clock.now)
  const clientCaPem = async () => root.pem
  const routes = [
    createMethodsRoute({ logger, offered: () => offeredMethods({ isAttestedOffered: () => true, clientCaPem }) }),
    createNonceRoute({ logger, nonces }),
    createLoginRoute({
      ...replica,
      clusterId,
      nonces,
      clientCaPem,
      client,
      kube: { server: 'https://127.0.0.1:1', caPem, tokenFile: '' },
      unproven: createUnprovenWork(),
      claims: createLeaseClaims(leases, 'latchkey-system', clock.now),
      codes: { issue: async () => 'code', open: async () => '' } as SignInCodes,
      impersonationMode: async () => 'classic',
      capabilitiesOf: async () => ({ capabilities: {}, packed: { catalogue: '', bits: '' } }),
      sessionMaxMs: 36_000_000,
      now: clock.now,
      logger,
    }),
  ]
  const context = {
    requestId: 'r-1',
    services: { serverVersion: '1', clusterId, kubernetesVersion: async () => 'v1.36.0' },
    sessionResult: { session: null, error: new AppError('UNAUTHENTICATED') },
  } as unknown as RequestContext
  const server = createServer((request, response) => {
    void (async () => {
      for (const route of routes) if (await route(request, response, context)) return
    })()
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const replicas = [await startReplica(), await startReplica()]
const keys = (await createReplica({ store, clock })).keys
const sealing = currentSealingKey(keys, clusterId)

async function post(path: string, body: unknown, replica = 0): Promise<{ status: number; answer: Record<string, unknown>; code: unknown }> {
  const response = await fetch(`${replicas[replica]}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const answer = (await response.json()) as Record<string, unknown>
  return { status: response.status, answer, code: (answer['error'] as { code?: string } | undefined)?.code }
}

const logIn = (body: unknown, replica = 0) => post('/api/v1/login', body, replica)
const sealed = async (how: LoginHow = {}, options: SealOptions = {}) => ({
  method: 'token',
  sealed: await sealToken(sealing, clock.now(), { ...options, content: { how: loginHowText(how), ...options.content } }),
  ...how,
})

async function signed(how: LoginHow = {}) {
  const { answer } = await post('/api/v1/login/nonce', {})
  const nonce = String(answer['nonce'])
  const signature = sign('sha256', Buffer.from(signedLoginText({ sealing, nonce, certificate: jane.pem, how })), jane.key).toString('base64url')
  return { method: 'cert-signed', certificate: jane.pem, nonce, kid: sealing.key.kid, signature, ...how }
}

/** The same body many times at once, to both replicas in turn. */
async function together(body: unknown, times: number): Promise<Record<number, number>> {
  const statuses = (await Promise.all(Array.from({ length: times }, (_, at) => logIn(body, at % 2)))).map(({ status }) => status)
  return Object.fromEntries([...new Set(statuses)].map(status => [status, statuses.filter(each => each === status).length]))
}

describe('what is offered', () => {
  test('best first', async () => {
    const response = await fetch(`${replicas[0]}/api/v1/login/methods`)
    expect(await response.json()).toEqual({
      methods: ['attested', 'token', 'cert-signed', 'cert'],
      serverVersion: '1',
      kubernetesVersion: 'v1.36.0',
      clusterId,
    })
  })

  test('no signatures where the cluster tells no CA, or it cannot be read', async () => {
    const isAttestedOffered = () => false
    expect(await offeredMethods({ isAttestedOffered, clientCaPem: async () => null })).toEqual(['token', 'cert'])
    expect(await offeredMethods({ isAttestedOffered, clientCaPem: () => Promise.reject(new AppError('FORBIDDEN')) })).toEqual(['token', 'cert'])
  })
})

describe('a login', () => {
  test.each<[string, () => Promise<Record<string, unknown>>, string]>([
    ['by a plain token', async () => ({ method: 'token', token: 'bearer-canary' }), 'viewer'],
    ['by a sealed token', sealed, 'viewer'],
    ['by a signature', signed, 'jane'],
  ])('%s gives a session, and one line of log that names its method and nothing secret', async (_, bodyOf, name) => {
    const body = await bodyOf()
    logged.length = 0
    const { status, answer } = await logIn(body)
    expect([status, (answer['user'] as { name: string }).name, answer['method']]).toEqual([200, name, body['method']])
    expect(logged).toHaveLength(1)
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({
      event: 'login',
      method: body['method'],
      user: name,
      sessionId: expect.any(String),
      tokenHash: expect.any(String),
    })
    for (const secret of ['bearer-canary', answer['token'], answer['wrappedToken'], body['sealed'], body['signature']])
      if (typeof secret === 'string') expect(logged[0]).not.toContain(secret)
  })

  test('that is refused is logged with its method, and nothing secret', async () => {
    logged.length = 0
    for (const body of [
      { method: 'token', token: 'wrong-canary' },
      await sealed({}, { content: { credential: { method: 'token', token: 'wrong-canary' } } }),
      { ...(await signed()), signature: 'AAAA' },
    ])
      expect((await logIn(body)).code).toBe('CREDENTIAL_REJECTED')
    expect(logged.map(line => JSON.parse(line)).filter(({ event }) => event === 'login-refused')).toMatchObject(
      ['token', 'token', 'cert-signed'].map(method => ({ method, code: 'CREDENTIAL_REJECTED', status: 401 })),
    )
    expect(logged.join('')).not.toContain('canary')
  })

  test('takes no key unsealed, and no token in two ways or none', async () => {
    for (const body of [
      { method: 'cert', certificate: jane.pem, key: jane.keyPem },
      { method: 'cert', sealed: 'x' },
      { method: 'token' },
      { ...(await sealed()), token: 'bearer-canary' },
      { method: 'attested' },
    ])
      expect((await logIn(body)).code).toBe('BAD_REQUEST')
  })
})

describe('a login that someone recorded', () => {
  test('a signed one is good once: 100 at once over two replicas', async () => {
    expect(await together(await signed(), 100)).toEqual({ 200: 1, 401: 99 })
  })

  test('a sealed one is good once: 100 at once over two replicas', async () => {
    expect(await together(await sealed(), 100)).toEqual({ 200: 1, 401: 99 })
  })

  test('it is good for no challenge but its own, and is not used up by that', async () => {
    const how = { challenge: 'c'.repeat(43) }
    for (const body of [await signed(how), await sealed(how)]) {
      expect((await logIn({ ...body, challenge: 'd'.repeat(43) })).status).toBeGreaterThanOrEqual(400)
      expect((await logIn({ ...body, challenge: undefined })).status).toBeGreaterThanOrEqual(400)
      expect((await logIn(body)).status).toBe(200)
    }
  })

  test('a refused credential uses nothing up', async () => {
    const jti = 'j'.repeat(36)
    expect((await logIn(await sealed({}, { content: { jti, credential: { method: 'token', token: 'wrong' } } }))).code).toBe('CREDENTIAL_REJECTED')
    expect((await logIn(await sealed({}, { content: { jti } }))).status).toBe(200)
  })
})
