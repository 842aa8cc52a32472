import { constants, type KeyObject, sign } from 'node:crypto'
import fc from 'fast-check'
import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import type { LoginHow } from '#contract/login.ts'
import { type SealingKey, signedLoginSaltBytes, signedLoginText } from '#contract/login-proof.ts'
import { deriveKey } from '../session/derived-keys.ts'
import { currentSealingKey } from '../session/sealing-key.ts'
import { caConstraints, oddCertificate, oddName, purposes } from '../testing/odd-certificates.ts'
import { clusterId, createClock, createReplica, damage } from '../testing/session-kit.ts'
import { createLoginNonces } from './login-nonce.ts'
import { proveBySignature, type SignedDeps } from './signed-login.ts'

const replica = await createReplica()
const nowMs = replica.clock.now()
const nonces = createLoginNonces(replica.keys, clusterId, replica.clock.now)
const root = oddCertificate({ subject: oddName(['cn', 'root']), extensions: [caConstraints()], nowMs })
const sealing = currentSealingKey(replica.keys, clusterId)
const deps: SignedDeps = { nonces, keys: replica.keys, clusterId, clientCaPem: async () => root.pem, now: replica.clock.now }
const subject = oddName(['o', 'team'], ['cn', 'jane'])
const client = (keyType: 'ec' | 'rsa' | 'ed25519' | 'ed448', extensions = [purposes.client]) =>
  oddCertificate({ subject, issuer: root, keyType, extensions, nowMs })
const jane = client('ec')
const how: LoginHow = { challenge: 'c'.repeat(43), handover: 'link', renewing: true, renews: 'session', credentialExpiresAt: '2026-02-01T00:00:00Z' }

type Options = {
  certificate?: string
  key?: KeyObject
  how?: LoginHow
  sealing?: SealingKey
  nonce?: string
  signWith?: (bytes: Buffer, key: KeyObject) => Buffer
}

async function signed(options: Options = {}) {
  const { certificate = jane.pem, key = jane.key, signWith = signProperly } = options
  const asked = options.how ?? how
  const nonce = options.nonce ?? (await nonces.issue()).nonce
  const signedFor = options.sealing ?? sealing
  const text = signedLoginText({ sealing: signedFor, nonce, certificate, how: asked })
  return {
    method: 'cert-signed' as const,
    certificate,
    nonce,
    kid: signedFor.key.kid,
    signature: signWith(Buffer.from(text), key).toString('base64url'),
    ...asked,
  }
}

function signProperly(bytes: Buffer, key: KeyObject): Buffer {
  if (key.asymmetricKeyType === 'rsa') return sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: signedLoginSaltBytes })
  return sign(key.asymmetricKeyType === 'ec' ? 'sha256' : null, bytes, key)
}

const refused = (code: string) => ({ code })

describe('a signed login', () => {
  test.each(['ec', 'rsa', 'ed25519'] as const)('proves the identity with a key of kind %s', async kind => {
    const { pem, key } = client(kind)
    const proof = await proveBySignature(deps, await signed({ certificate: pem, key }))
    expect(proof).toMatchObject({ identity: { name: 'jane', groups: ['team', 'system:authenticated'] }, credentialEndMs: nowMs + 3_600_000 })
    expect(proof.nonceId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('asks for as little as it likes', async () => {
    await expect(proveBySignature(deps, await signed({ how: {} }))).resolves.toMatchObject({ identity: { name: 'jane' } })
  })

  test.each<[string, (bytes: Buffer, key: KeyObject) => Buffer, 'ec' | 'rsa' | 'ed448']>([
    ['RSA PKCS #1 v1.5', (bytes, key) => sign('sha256', bytes, key), 'rsa'],
    ['RSA with SHA-1', (bytes, key) => sign('sha1', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }), 'rsa'],
    ['RSA without salt', (bytes, key) => sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 }), 'rsa'],
    ['ECDSA with SHA-1', (bytes, key) => sign('sha1', bytes, key), 'ec'],
    ['ECDSA as two bare numbers', (bytes, key) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }), 'ec'],
    ['Ed448, which certificates of Kubernetes have not', (bytes, key) => sign(null, bytes, key), 'ed448'],
    ['nothing', () => Buffer.alloc(0), 'ec'],
    ['zeros', () => Buffer.from('3006020100020100', 'hex'), 'ec'],
  ])('is refused when signed with %s', async (_, signWith, kind) => {
    const { pem, key } = client(kind)
    await expect(proveBySignature(deps, await signed({ certificate: pem, key, signWith }))).rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))
  })

  test('is refused from whoever has the certificate alone', async () => {
    for (const { key } of [client('ec'), root])
      await expect(proveBySignature(deps, await signed({ key }))).rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))
  })

  test('is refused for a certificate that kubectl could not use', async () => {
    const server = client('ec', [purposes.server])
    await expect(proveBySignature(deps, await signed({ certificate: server.pem, key: server.key }))).rejects.toMatchObject({
      code: 'CREDENTIAL_REJECTED',
      message: expect.stringContaining('not for client authentication'),
    })
    const ended = oddCertificate({ subject, issuer: root, extensions: [purposes.client], nowMs, untilMs: nowMs - 1_000 })
    await expect(proveBySignature(deps, await signed({ certificate: ended.pem, key: ended.key }))).rejects.toMatchObject({
      code: 'CREDENTIAL_EXPIRED',
      message: expect.stringContaining('expired on 2026-01-02T03:04:04'),
    })
    for (const certificate of ['', 'x', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])
      await expect(proveBySignature(deps, await signed({ certificate }))).rejects.toMatchObject(refused('BAD_REQUEST'))
  })

  test('is refused where the cluster tells no CA of client certificates', async () => {
    await expect(proveBySignature({ ...deps, clientCaPem: async () => null }, await signed())).rejects.toMatchObject(refused('BAD_REQUEST'))
  })

  test('is good for this cluster alone', async () => {
    await expect(proveBySignature(deps, await signed({ sealing: { ...sealing, clusterId: 'f'.repeat(16) } }))).rejects.toMatchObject(
      refused('CREDENTIAL_REJECTED'),
    )
  })

  test('is good for this Latchkey alone, where clusters share the CA, and so their id and the client certificates', async () => {
    const theirs = currentSealingKey((await createReplica()).keys, clusterId)
    const relayed = await signed({ sealing: theirs })
    await expect(proveBySignature(deps, relayed)).rejects.toMatchObject(refused('BAD_REQUEST'))
    await expect(proveBySignature(deps, { ...relayed, kid: sealing.key.kid }), 'told to be for ours').rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))
    const sameId = { ...theirs, key: { ...theirs.key, kid: sealing.key.kid } }
    await expect(proveBySignature(deps, await signed({ sealing: sameId })), 'of the same id').rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))
  })

  test('is good for every key that is still good, and for none of a keyring that was deleted', async () => {
    const there = await createReplica()
    const itsDeps = { ...deps, keys: there.keys, nonces: createLoginNonces(there.keys, clusterId, there.clock.now) }
    const before = await signed({ sealing: currentSealingKey(there.keys, clusterId), nonce: (await itsDeps.nonces.issue()).nonce })
    await expect(proveBySignature(itsDeps, before)).resolves.toMatchObject({ identity: { name: 'jane' } })
    there.store.write(null)
    await there.keys.load()
    await expect(proveBySignature(itsDeps, { ...before, nonce: (await itsDeps.nonces.issue()).nonce })).rejects.toMatchObject(refused('BAD_REQUEST'))
  })

  test('is good for just what it says: no part can be exchanged or left out', async () => {
    const good = await signed()
    const other = await signed({ how: {} })
    const swaps: Array<Record<string, unknown>> = [
      { challenge: 'd'.repeat(43) },
      { handover: 'code' },
      { renewing: false },
      { renews: 'another' },
      { credentialExpiresAt: '2027-01-01T00:00:00Z' },
      { nonce: other.nonce },
      { signature: other.signature },
      { certificate: `${jane.pem}\n` },
      { certificate: `${jane.pem}${root.pem}` },
    ]
    for (const swap of swaps)
      await expect(proveBySignature(deps, { ...good, ...swap }), JSON.stringify(swap)).rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))
    for (const left of ['challenge', 'handover', 'renewing', 'renews', 'credentialExpiresAt'])
      await expect(proveBySignature(deps, { ...good, [left]: undefined }), left).rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))
    await expect(proveBySignature(deps, good)).resolves.toMatchObject({ identity: { name: 'jane' } })
  })

  test('no two things to ask for have one text', () => {
    const part = fc.option(fc.oneof(fc.string(), fc.constantFrom('null', '"', '","', '[null]', '\\')), { nil: undefined })
    const asked = fc.record({ challenge: part, renews: part, credentialExpiresAt: part, renewing: fc.option(fc.boolean(), { nil: undefined }) })
    const textOf = (each: LoginHow, nonce: string) => signedLoginText({ sealing, nonce, certificate: 'pem', how: each })
    fc.assert(
      fc.property(asked, asked, fc.string(), fc.string(), (a, b, nonceA, nonceB) => {
        const isSame =
          JSON.stringify([a.challenge, a.renews, a.credentialExpiresAt, a.renewing, nonceA].map(each => each ?? null)) ===
          JSON.stringify([b.challenge, b.renews, b.credentialExpiresAt, b.renewing, nonceB].map(each => each ?? null))
        expect(textOf(a, nonceA) === textOf(b, nonceB)).toBe(isSame)
      }),
      { numRuns: 300 },
    )
  })

  test('any one changed character of the signature is refused', async () => {
    const good = await signed()
    await fc.assert(
      fc.asyncProperty(fc.nat(good.signature.length - 2), async at => {
        await expect(proveBySignature(deps, { ...good, signature: damage(good.signature, at) })).rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))
      }),
      { numRuns: 100 },
    )
  })
})

describe('a nonce', () => {
  const rejected = (nonce: string, from = nonces) => expect(from.verify(nonce)).rejects.toMatchObject(refused('CREDENTIAL_REJECTED'))

  test('is good on every replica, for a minute', async () => {
    const clock = createClock()
    const first = await createReplica({ clock })
    const second = await createReplica({ clock, store: first.store })
    const { nonce, expiresAt } = await createLoginNonces(first.keys, clusterId, clock.now).issue()
    const there = createLoginNonces(second.keys, clusterId, clock.now)
    expect(Date.parse(expiresAt) - clock.now()).toBe(60_000)
    await expect(there.verify(nonce)).resolves.toMatch(/^[0-9a-f-]{36}$/)
    clock.advance(61_000)
    await rejected(nonce, there)
  })

  test('of another cluster, of other keys, or no nonce at all is refused', async () => {
    await rejected((await createLoginNonces(replica.keys, 'f'.repeat(16), replica.clock.now).issue()).nonce)
    await rejected((await createLoginNonces((await createReplica()).keys, clusterId, replica.clock.now).issue()).nonce)
    for (const text of ['', '..', 'a.b.c', `${(await nonces.issue()).nonce}=`]) await rejected(text)
  })

  test('is nothing else, and nothing else is one', async () => {
    const session = await replica.tokens.sign({
      identity: { name: 'x', uid: '', groups: [], extra: {} },
      method: 'token',
      packed: { catalogue: '', bits: '' },
      issuedAtMs: nowMs,
      expiresAtMs: nowMs + 1e6,
      renewing: false,
    })
    await rejected(session.token)
    await expect(replica.tokens.verify((await nonces.issue()).nonce)).rejects.toMatchObject(refused('SESSION_INVALID'))
    const forged = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: replica.keys.signingKey().kid })
      .setIssuer(clusterId)
      .setAudience('latchkey')
      .setIssuedAt(nowMs / 1000)
      .setExpirationTime(nowMs / 1000 + 60)
      .setJti('j')
      .sign(deriveKey(replica.keys.signingKey(), 'login-nonce'))
    await rejected(forged)
  })

  test('with any one changed character is refused', async () => {
    const { nonce } = await nonces.issue()
    await fc.assert(
      fc.asyncProperty(fc.nat(nonce.length - 1), async at => {
        await rejected(damage(nonce, at))
      }),
      { numRuns: 100 },
    )
  })
})
