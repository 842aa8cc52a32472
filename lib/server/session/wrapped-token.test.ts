import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { CompactEncrypt, EncryptJWT, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { clusterId, createReplica, damage, signFor } from '../testing/session-kit.ts'
import { deriveKey } from './derived-keys.ts'
import { wrappedLifetimesMs } from './wrapped-token.ts'

const replica = await createReplica()
const key = replica.keys.signingKey()
const session = await signFor(replica)
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')
const rejected = (wrapped: string, code = 'WRAPPED_TOKEN_INVALID', given?: string) =>
  expect(replica.wrapped.open(wrapped, given), wrapped.slice(0, 60)).rejects.toMatchObject({ code })

function sealed(change: { header?: object; issuer?: string; audience?: string; drop?: 'exp' | 'iat' | 'jti'; secret?: Uint8Array; content?: object }) {
  const nowSeconds = Math.floor(replica.clock.now() / 1000)
  const jwt = new EncryptJWT({ session: session.token, ...change.content })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'wrapped+jwe', kid: key.kid, ...change.header })
    .setIssuer(change.issuer ?? clusterId)
    .setAudience(change.audience ?? 'latchkey')
  if (change.drop !== 'iat') jwt.setIssuedAt(nowSeconds)
  if (change.drop !== 'exp') jwt.setExpirationTime(nowSeconds + 30)
  if (change.drop !== 'jti') jwt.setJti('j')
  return jwt.encrypt(change.secret ?? deriveKey(key, 'wrapped-jwe'))
}

describe('wrapped tokens', () => {
  test('give back the session token, and differ each time', async () => {
    const [one, two] = await Promise.all([replica.wrapped.wrap(session.token, undefined), replica.wrapped.wrap(session.token, undefined)])
    const opened = await Promise.all([one, two].map(wrapped => replica.wrapped.open(wrapped, undefined)))
    expect(opened.map(({ sessionToken }) => sessionToken)).toEqual([session.token, session.token])
    expect(opened[0]?.jti).not.toBe(opened[1]?.jti)
  })

  test('one with a challenge needs the very verifier', async () => {
    const wrapped = await replica.wrapped.wrap(session.token, challenge)
    await expect(replica.wrapped.open(wrapped, verifier)).resolves.toMatchObject({ sessionToken: session.token })
    for (const wrong of [undefined, '', challenge, `${verifier} `, verifier.slice(1)]) await rejected(wrapped, 'WRAPPED_TOKEN_FOREIGN', wrong)
  })

  test('ends after seconds', async () => {
    const own = await createReplica()
    const wrapped = await own.wrapped.wrap((await signFor(own)).token, undefined)
    own.clock.advance(wrappedLifetimesMs.link - 1_000)
    await expect(own.wrapped.open(wrapped, undefined)).resolves.toBeDefined()
    own.clock.advance(2_000)
    await expect(own.wrapped.open(wrapped, undefined)).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_EXPIRED' })
  })

  test('the helper of these tests makes good ones', async () => {
    await expect(replica.wrapped.open(await sealed({}), undefined)).resolves.toBeDefined()
  })

  test.each([
    ['another typ', { header: { typ: 'session+jwt' } }],
    ['no typ', { header: { typ: undefined } }],
    ['another cluster', { issuer: 'fedcba9876543210' }],
    ['another audience', { audience: 'other' }],
    ['no exp', { drop: 'exp' as const }],
    ['no iat', { drop: 'iat' as const }],
    ['no jti', { drop: 'jti' as const }],
    ['an unknown kid', { header: { kid: '00000000' } }],
    ['no kid', { header: { kid: undefined } }],
    ['the key of session tokens', { secret: deriveKey(key, 'session-jwt') }],
    ['the master key itself', { secret: new Uint8Array(key.key) }],
    ['A128GCM', { header: { enc: 'A128GCM' }, secret: new Uint8Array(16) }],
    ['A256CBC-HS512', { header: { enc: 'A256CBC-HS512' }, secret: new Uint8Array(64) }],
    ['A256KW', { header: { alg: 'A256KW' } }],
    ['compression', { header: { zip: 'DEF' } }],
    ['no session inside', { content: { session: 7 } }],
  ])('rejects one with %s', async (_, change) => {
    await rejected(await sealed(change))
  })

  test('rejects one made with a public key, which proves no author', async () => {
    const { publicKey } = await generateKeyPair('RSA-OAEP-256')
    const claims = JSON.stringify({ session: session.token, iss: clusterId, aud: 'latchkey', exp: 9_999_999_999, iat: 1, jti: 'j' })
    await rejected(
      await new CompactEncrypt(Buffer.from(claims))
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'wrapped+jwe', kid: key.kid })
        .encrypt(publicKey),
    )
  })

  test('rejects a session token presented as a wrapped one, and what is no token', async () => {
    for (const text of [session.token, '', '....', 'a.b.c.d.e', 'x']) await rejected(text)
  })

  test('rejects any one changed character, and anything behind it', async () => {
    const wrapped = await replica.wrapped.wrap(session.token, undefined)
    for (const tail of ['A', 'AAAA', '.', '=', ' ', '\n', '.A']) await rejected(wrapped + tail)
    await fc.assert(
      fc.asyncProperty(fc.nat(wrapped.length - 1), async at => {
        await rejected(damage(wrapped, at))
      }),
      { numRuns: 300 },
    )
  })
})
