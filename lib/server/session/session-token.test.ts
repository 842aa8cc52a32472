import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { EncryptJWT, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { clusterId, createReplica, damage, signFor, someone } from '../testing/session-kit.ts'
import { deriveKey } from './derived-keys.ts'

const replica = await createReplica()
const key = replica.keys.signingKey()
const good = await signFor(replica)
const rejected = (token: string) => expect(replica.tokens.verify(token), token.slice(0, 60)).rejects.toMatchObject({ code: 'SESSION_INVALID' })
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const [, payload = '', signature = ''] = good.token.split('.')

/** A token with everything right but what the test changes. */
function signed(change: { header?: object; issuer?: string; audience?: string; drop?: 'exp' | 'iat' | 'jti' | 'sid' | 'issuedAtMs'; secret?: Uint8Array }) {
  const nowSeconds = Math.floor(replica.clock.now() / 1000)
  const { content, sid, issuedAtMs, renewing } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const own = { content, sid, issuedAtMs, renewing }
  if (change.drop === 'sid' || change.drop === 'issuedAtMs') delete own[change.drop]
  const jwt = new SignJWT(own)
    .setProtectedHeader({ alg: 'HS256', typ: 'session+jwt', kid: key.kid, ...change.header })
    .setIssuer(change.issuer ?? clusterId)
    .setAudience(change.audience ?? 'latchkey')
  if (change.drop !== 'iat') jwt.setIssuedAt(nowSeconds)
  if (change.drop !== 'exp') jwt.setExpirationTime(nowSeconds + 3600)
  if (change.drop !== 'jti') jwt.setJti('j')
  return jwt.sign(change.secret ?? deriveKey(key, 'session-jwt'))
}

describe('session tokens', () => {
  test('give back the whole identity', async () => {
    const claims = await replica.tokens.verify(good.token)
    expect(claims).toEqual({
      ...{ id: good.id, identity: someone, method: 'token', issuedAtMs: replica.clock.now(), expiresAtMs: good.expiresAtMs, renewing: false },
      ...{ packed: { catalogue: 'c', bits: '' }, tokenHash: createHash('sha256').update(good.token).digest('base64url') },
    })
  })

  test('the helper of these tests makes good ones, so that each refusal below has one cause', async () => {
    await expect(replica.tokens.verify(await signed({}))).resolves.toBeDefined()
  })

  test.each([
    ['another typ', { header: { typ: 'wrapped+jwe' } }],
    ['no typ', { header: { typ: undefined } }],
    ['another cluster', { issuer: 'fedcba9876543210' }],
    ['another audience', { audience: 'other' }],
    ['no exp', { drop: 'exp' as const }],
    ['no iat', { drop: 'iat' as const }],
    ['no jti', { drop: 'jti' as const }],
    ['no session id', { drop: 'sid' as const }],
    ['no time of issue', { drop: 'issuedAtMs' as const }],
    ['an unknown kid', { header: { kid: '00000000' } }],
    ['no kid', { header: { kid: undefined } }],
    ['a kid that is a path', { header: { kid: '../../etc/passwd' } }],
    ['the master key itself', { secret: new Uint8Array(key.key) }],
    ['the key of wrapped tokens', { secret: deriveKey(key, 'wrapped-jwe') }],
    ['the key of the cookie', { secret: deriveKey(key, 'session-cookie') }],
    ['HS512', { header: { alg: 'HS512' }, secret: new Uint8Array(64) }],
    ['HS384 with the right key', { header: { alg: 'HS384' }, secret: new Uint8Array([...deriveKey(key, 'session-jwt'), ...new Uint8Array(16)]) }],
  ])('rejects one with %s', async (_, change) => {
    await rejected(await signed(change))
  })

  test('rejects alg none in every spelling, with and without a signature', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', ''])
      for (const tail of ['', signature]) await rejected(`${encode({ alg, typ: 'session+jwt', kid: key.kid })}.${payload}.${tail}`)
  })

  test('rejects a crit header and an own HMAC over a changed header', async () => {
    const header = encode({ alg: 'HS256', typ: 'session+jwt', kid: key.kid, crit: ['exp'], exp: 1 })
    const hmac = createHmac('sha256', deriveKey(key, 'session-jwt')).update(`${header}.${payload}`).digest('base64url')
    await rejected(`${header}.${payload}.${hmac}`)
  })

  test('rejects what is not a token', async () => {
    for (const text of [
      '',
      '.',
      '..',
      '...',
      'a.b.c',
      ' ',
      good.token.slice(1),
      `${good.token} `,
      ` ${good.token}`,
      `${good.token}.`,
      `${good.token}=`,
      good.token.replaceAll('.', '..'),
      `${good.token}\n`,
    ])
      await rejected(text)
  })

  test('rejects trailing bytes in each part and another spelling of the signature', async () => {
    const parts = good.token.split('.')
    for (const index of [0, 1, 2]) await rejected(parts.map((part, at) => (at === index ? `${part}AAAA` : part)).join('.'))
    // 32 bytes leave two bits of the last character unused: four spellings, one of them ours.
    const last = signature.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const other of alphabet) if (other !== last) await rejected(good.token.slice(0, -1) + other)
  })

  test('rejects any one changed character', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.token.length - 1), async at => {
        await rejected(damage(good.token, at))
      }),
      { numRuns: 300 },
    )
  })

  test('rejects a wrapped token presented as a session', async () => {
    await rejected(await replica.wrapped.wrap(good.token, undefined))
    await rejected(await new EncryptJWT({}).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.kid }).encrypt(deriveKey(key, 'session-jwt')))
  })

  test('rejects one of another cluster with other keys', async () => {
    await rejected((await signFor(await createReplica({ cluster: 'fedcba9876543210' }))).token)
  })

  test('of one session have its id in common, and nothing else', async () => {
    const next = await signFor(replica, someone, { id: good.id, renewing: true })
    expect(next.id).toBe(good.id)
    expect(next.tokenHash).not.toBe(good.tokenHash)
    await expect(replica.tokens.verify(next.token)).resolves.toMatchObject({ id: good.id, renewing: true, tokenHash: next.tokenHash })
    expect((await signFor(replica)).id).not.toBe(good.id)
  })

  test('know to the millisecond when they were signed', async () => {
    const { token } = await signFor(replica, someone, { issuedAtMs: replica.clock.now() + 1 })
    await expect(replica.tokens.verify(token)).resolves.toMatchObject({ issuedAtMs: replica.clock.now() + 1 })
  })

  test('may have ended as long ago as the caller allows, and are then still no one else’s', async () => {
    const own = await createReplica()
    const { token } = await signFor(own)
    own.clock.advance(3_600_000 + 60_000)
    await expect(own.tokens.verify(token)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    await expect(own.tokens.verify(token, 61_000)).resolves.toBeDefined()
    await expect(own.tokens.verify(token, 59_000)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    await expect(own.tokens.verify(damage(token, token.length - 5), 61_000)).rejects.toMatchObject({ code: 'SESSION_INVALID' })
  })

  test('ends when it said it would', async () => {
    const own = await createReplica()
    const { token, expiresAtMs } = await signFor(own)
    own.clock.advance(expiresAtMs - own.clock.now() - 1_000)
    await expect(own.tokens.verify(token)).resolves.toBeDefined()
    own.clock.advance(1_000)
    await expect(own.tokens.verify(token)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
  })
})
