import { constants, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import type { LoginMethod } from '../../lib/contract/identity.ts'
import { loginHowText, type SealingKey, signedLoginText } from '../../lib/contract/login-proof.ts'
import { certificatePem } from '../testing/certificate.ts'
import { clusterId, kubeRefusal, type LoginServer, loginServer, ownRefusal, type Setting } from '../testing/login-server.ts'
import { failureOf } from '../testing/throws.ts'
import { logIn } from './login.ts'

const pems = ({ privateKey, publicKey }: Record<'privateKey' | 'publicKey', KeyObject>) => ({
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
})
const ec = pems(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
const certificate = { certificate: certificatePem, key: ec.privateKey }
const withCertificate: Setting = { credential: { certificate } }
const withToken: Setting = { credential: { bearer: 'bearer-canary', authorization: 'Bearer bearer-canary' } }
const withBoth: Setting = { credential: { ...withToken.credential, certificate } }
const handOver = { preference: { handOverCertificate: true } }
const loginrequests = { kind: 'loginrequests', name: '' }
const notServed = kubeRefusal(404, 'NotFound')
const how = { challenge: 'c'.repeat(43), renewing: true }

async function methodOf(setting: Setting): Promise<{ method: LoginMethod; server: LoginServer }> {
  const server = await loginServer(setting)
  const { method } = await logIn(server.connection, server.service, how)
  return { method, server }
}

describe('the best method that works is taken', () => {
  test.each<[string, Setting, LoginMethod]>([
    ['the kube-apiserver vouches for a certificate', withCertificate, 'attested'],
    ['and for a token', withToken, 'attested'],
    ['and for a password that someone in front of it takes', { credential: { authorization: 'Basic x' } }, 'attested'],
    ['and for whom the kubeconfig acts as', { ...withToken, user: { as: 'root' } }, 'attested'],
    ['the kube-apiserver vouches, though Latchkey is made to say that it does not', { ...withToken, methods: ['token', 'cert'] }, 'attested'],
    ['a token where the cluster does not serve it', { ...withToken, attested: notServed }, 'token'],
    ['a token where the kube-apiserver cannot reach it', { ...withToken, attested: kubeRefusal(503, 'ServiceUnavailable') }, 'token'],
    ['a token where this user may not create a LoginRequest', { ...withToken, attested: kubeRefusal(403, 'Forbidden', loginrequests) }, 'token'],
    ['a signature where there is a certificate', { ...withCertificate, attested: notServed }, 'cert-signed'],
    ['a signature though there is a token: the certificate counts', { ...withBoth, attested: notServed }, 'cert-signed'],
    ['a signature though the key might be handed over', { ...withCertificate, ...handOver, attested: notServed }, 'cert-signed'],
    ['the key, where the user said so and nothing else is there', { ...withCertificate, ...handOver, attested: notServed, methods: ['token', 'cert'] }, 'cert'],
    [
      'the key, where the signature does not do',
      { ...withCertificate, ...handOver, attested: notServed, refused: { 'cert-signed': ownRefusal(401, 'CREDENTIAL_REJECTED') } },
      'cert',
    ],
    ['the one that was asked for', { ...withToken, preference: { method: 'token' } }, 'token'],
    ['the token, though there is a certificate, when it was asked for', { ...withBoth, preference: { method: 'token' } }, 'token'],
    ['the key, when it was asked for twice', { ...withCertificate, preference: { method: 'cert', handOverCertificate: true } }, 'cert'],
  ])('%s', async (_, setting, expected) => {
    const { method, server } = await methodOf(setting)
    expect(method).toBe(expected)
    expect(server.told.at(-1)).toBe(`Signed in by ${expected}.`)
    expect(server.logins.at(-1)).toMatchObject(how)
  })

  test('-v says why not the better ones', async () => {
    const { server } = await methodOf({
      ...withCertificate,
      ...handOver,
      attested: notServed,
      refused: { 'cert-signed': ownRefusal(401, 'CREDENTIAL_REJECTED') },
    })
    expect(server.told).toEqual([
      'Not by attested: the cluster does not serve login.latchkey.dev.',
      'Not by cert-signed: refused: CREDENTIAL_REJECTED.',
      'Signed in by cert.',
    ])
  })
})

describe('nobody is signed in', () => {
  test.each<[string, Setting, string, RegExp, RegExp]>([
    [
      'as someone else, where nobody vouches for it',
      { ...withToken, user: { as: 'root' }, attested: notServed },
      'IDENTITY_REFUSED',
      /as "root".*attested: the cluster does not serve/,
      /--as/,
    ],
    [
      'with a key that the user did not give away',
      { ...withCertificate, attested: notServed, methods: ['token', 'cert'] },
      'CREDENTIAL_REJECTED',
      /cert: certificate and key are handed over/,
      /--hand-over-certificate/,
    ],
    [
      'with a key that only the method, not the flag, gives away',
      { ...withCertificate, preference: { method: 'cert' } },
      'CREDENTIAL_REJECTED',
      /--hand-over-certificate only/,
      /--login-method/,
    ],
    ['with nothing', { attested: notServed }, 'CREDENTIAL_REJECTED', /no credential/, /client certificate, a token/],
    ['with a password', { credential: { authorization: 'Basic x' }, attested: notServed }, 'CREDENTIAL_REJECTED', /password/, /token/],
    [
      'by a method that the credential does not fit',
      { ...withToken, preference: { method: 'cert-signed' } },
      'CREDENTIAL_REJECTED',
      /no client certificate/,
      /--login-method/,
    ],
    [
      'by a token that might be of another than the certificate',
      { ...withBoth, attested: notServed, methods: ['token'] },
      'CREDENTIAL_REJECTED',
      /looks at the client certificate first/,
      /--login-method token/,
    ],
    [
      'by a signature where the kube-apiserver does not tell for whom',
      { ...withCertificate, attested: notServed, configMap: kubeRefusal(403, 'Forbidden') },
      'CREDENTIAL_REJECTED',
      /cert-signed: only the kube-apiserver can tell which Latchkey to sign for, and you may not read the ConfigMap/,
      /latchkey install/,
    ],
  ])('%s', async (_, setting, code, message, hint) => {
    const server = await loginServer(setting)
    const failure = await failureOf(() => logIn(server.connection, server.service))
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message), details: { hint: expect.stringMatching(hint) } })
    expect(server.logins.filter(each => 'sealed' in each || 'token' in each || 'signature' in each)).toEqual([])
  })

  test.each<[string, Setting, string]>([
    ['Latchkey itself', { ...withToken, attested: statusOf(403, 'IDENTITY_REFUSED') }, 'IDENTITY_REFUSED'],
    [
      'the kube-apiserver, which lets nobody act as that',
      { ...withToken, user: { as: 'root' }, attested: kubeRefusal(403, 'Forbidden', { kind: 'users', name: 'root' }) },
      'FORBIDDEN',
    ],
    ['the kube-apiserver, which does not know the credential', { ...withToken, attested: kubeRefusal(401, 'Unauthorized') }, 'CREDENTIAL_REJECTED'],
    ['the review of the token', { ...withToken, attested: notServed, refused: { token: ownRefusal(401, 'CREDENTIAL_EXPIRED') } }, 'CREDENTIAL_EXPIRED'],
    [
      'the check of the signature, with no other way',
      { ...withCertificate, attested: notServed, refused: { 'cert-signed': ownRefusal(401, 'CREDENTIAL_EXPIRED') } },
      'CREDENTIAL_EXPIRED',
    ],
  ])('where the refusal is final: by %s', async (_, setting, code) => {
    const server = await loginServer(setting)
    expect((await failureOf(() => logIn(server.connection, server.service))).code).toBe(code)
    expect(server.told.join()).not.toContain('Signed in')
  })

  test("with a certificate and a token, on Latchkey's word alone that the certificate is no good", async () => {
    const refused = { 'cert-signed': ownRefusal(401, 'CREDENTIAL_REJECTED') }
    const server = await loginServer({ ...withBoth, attested: notServed, refused })
    expect(await failureOf(() => logIn(server.connection, server.service))).toMatchObject({
      code: 'CREDENTIAL_REJECTED',
      message: expect.stringMatching(/cert-signed: refused: CREDENTIAL_REJECTED/),
      details: { hint: expect.stringMatching(/--login-method token/) },
    })
    expect(server.logins.map(({ method }) => method)).toEqual([undefined, 'cert-signed'])
  })

  test('where Latchkey is starting, other methods are tried', async () => {
    expect((await methodOf({ ...withToken, attested: statusOf(503, 'NOT_READY') })).method).toBe('token')
  })
})

describe('what is sent', () => {
  test('as attested: nothing of the credential in the body, and the impersonation in the headers', async () => {
    const { server } = await methodOf({ ...withBoth, user: { as: 'root', 'as-groups': ['a', 'b'] } })
    expect(JSON.stringify(server.logins)).not.toMatch(/canary|BEGIN/)
    expect(server.asked.at(-1)?.headersDistinct).toMatchObject({ 'impersonate-user': ['root'], 'impersonate-group': ['a', 'b'] })
  })

  test('when the credential ends, as far as its holder knows', async () => {
    const { server } = await methodOf({ credential: { ...withToken.credential, expiresAtMs: Date.parse('2026-02-01T00:00:00Z') } })
    expect(server.logins).toEqual([{ ...how, credentialExpiresAt: '2026-02-01T00:00:00.000Z' }])
    const far = await methodOf({ credential: { ...withToken.credential, expiresAtMs: 1e300 } })
    expect(far.server.logins).toEqual([how])
  })

  test.each<[string, Setting, unknown]>([
    ['a token', { ...withToken, attested: notServed }, { method: 'token', token: 'bearer-canary' }],
    ['a key', { ...withCertificate, preference: { method: 'cert', handOverCertificate: true } }, { method: 'cert', ...certificate }],
  ])('%s, sealed to the key that the kube-apiserver gave, with what is asked for', async (_, setting, credential) => {
    const { server } = await methodOf(setting)
    const sealed = server.logins.at(-1)?.['sealed']
    expect(JSON.stringify(server.logins)).not.toMatch(/canary|BEGIN/)
    const { plaintext, protectedHeader } = await compactDecrypt(String(sealed), server.privateKey)
    expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', typ: 'sealed-login+jwe', kid: '0a1b2c3d' })
    const content = JSON.parse(Buffer.from(plaintext).toString('utf8'))
    expect(content).toMatchObject({ aud: clusterId, how: loginHowText(how), credential, exp: content.iat + 120 })
    expect(content.jti).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each([
    ['EC', ec],
    ['RSA', pems(generateKeyPairSync('rsa', { modulusLength: 2048 }))],
    ['Ed25519', pems(generateKeyPairSync('ed25519'))],
  ])('a signature with an %s key over all of it, and not the key', async (kind, { privateKey, publicKey }) => {
    const { server } = await methodOf({ credential: { certificate: { certificate: certificatePem, key: privateKey } }, attested: notServed })
    const sent = server.logins.at(-1) as { signature: string; nonce: string; certificate: string }
    expect(sent).toMatchObject({ method: 'cert-signed', nonce: 'nonce-1', kid: server.sealing.key.kid, certificate: certificatePem, ...how })
    expect(JSON.stringify(server.logins)).not.toContain('PRIVATE')
    const text = Buffer.from(signedLoginText({ sealing: server.sealing, nonce: 'nonce-1', certificate: certificatePem, how }))
    const key = createPublicKey(publicKey)
    const options = kind === 'RSA' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : key
    expect(verify(kind === 'Ed25519' ? null : 'sha256', text, options, Buffer.from(sent.signature, 'base64url'))).toBe(true)
  })

  test('cluster and Latchkey that are signed for are those that the kube-apiserver tells, not what came over the pod network', async () => {
    const sealing: SealingKey = { clusterId: 'f'.repeat(16), key: { kty: 'OKP', crv: 'X25519', x: 'x', kid: 'k' } }
    const { server } = await methodOf({ ...withCertificate, attested: notServed, configMap: { data: { 'sealing-key.json': JSON.stringify(sealing) } } })
    const { signature } = server.logins.at(-1) as { signature: string }
    const isSignedFor = (each: SealingKey) => {
      const text = signedLoginText({ sealing: each, nonce: 'nonce-1', certificate: certificatePem, how })
      return verify('sha256', Buffer.from(text), ec.publicKey, Buffer.from(signature, 'base64url'))
    }
    expect([sealing, { ...sealing, clusterId }, { ...sealing, key: server.sealing.key }].map(isSignedFor)).toEqual([true, false, false])
  })

  test('a key that cannot sign is told as what it is, and not sent', async () => {
    const server = await loginServer({ credential: { certificate: { certificate: certificatePem, key: 'canary' } }, attested: notServed })
    const failure = await failureOf(() => logIn(server.connection, server.service))
    expect(failure).toMatchObject({ code: 'CREDENTIAL_REJECTED', message: expect.stringMatching(/client key/) })
    expect(failure.message).not.toContain('canary')
  })
})

/** As lib/server/attested/send-status.ts sends Latchkey's own codes. */
function statusOf(status: number, code: string) {
  const details = { group: 'login.latchkey.dev', kind: 'loginrequests', causes: [{ reason: code, message: 'x' }] }
  return { status, body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'x', reason: 'Forbidden', code: status, details }) }
}
