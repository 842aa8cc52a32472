import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { CompactEncrypt } from 'jose'
import { describe, expect, test } from 'vitest'
import { loginHowText } from '#contract/login-proof.ts'
import { currentSealingKey } from '../session/sealing-key.ts'
import { type SealOptions, sealToken } from '../testing/seal.ts'
import { clusterId, createClock, createReplica, damage } from '../testing/session-kit.ts'
import { openSealedLogin } from './sealed-login.ts'

const clock = createClock()
const replica = await createReplica({ clock })
const deps = { keys: replica.keys, clusterId, now: clock.now }
const sealing = currentSealingKey(replica.keys, clusterId)
const how = { challenge: 'c'.repeat(43), renewing: true, renews: 'session', credentialExpiresAt: '2026-02-01T00:00:00Z' }
const seal = (options?: SealOptions, atMs = clock.now()) => sealToken(sealing, atMs, options)
const open = (sealed: string, asked = {}) => openSealedLogin(deps, sealed, 'token', asked)
const refused = { code: 'BAD_REQUEST' }
const stranger = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }) as { x: string }

describe('a sealed login', () => {
  test('is opened by every replica, whole', async () => {
    const second = await createReplica({ clock, store: replica.store })
    const sealed = await seal({ content: { how: loginHowText(how), jti: 'j'.repeat(36) } })
    for (const { keys } of [replica, second])
      await expect(openSealedLogin({ ...deps, keys }, sealed, 'token', how)).resolves.toEqual({
        credential: { method: 'token', token: 'bearer-canary' },
        jti: 'j'.repeat(36),
      })
    expect(currentSealingKey(second.keys, clusterId)).toEqual(sealing)
  })

  test('holds a certificate and its key as well, and neither passes for the other', async () => {
    const credential = { method: 'cert', certificate: 'pem', key: 'key' }
    const sealed = await seal({ content: { credential } })
    await expect(openSealedLogin(deps, sealed, 'cert', {})).resolves.toMatchObject({ credential })
    await expect(open(sealed)).rejects.toMatchObject(refused)
    await expect(openSealedLogin(deps, await seal(), 'cert', {})).rejects.toMatchObject(refused)
  })

  test('nothing that it asks for can be exchanged, added or left out', async () => {
    const sealed = await seal({ content: { how: loginHowText(how) } })
    for (const swap of [
      { challenge: 'd'.repeat(43) },
      { renewing: false },
      { renews: 'another' },
      { handover: 'code' as const },
      { credentialExpiresAt: '2027-01-01T00:00:00Z' },
    ])
      await expect(open(sealed, { ...how, ...swap }), JSON.stringify(swap)).rejects.toMatchObject(refused)
    await expect(open(sealed, {})).rejects.toMatchObject(refused)
    await expect(open(await seal(), { challenge: 'c'.repeat(43) })).rejects.toMatchObject(refused)
    await expect(open(sealed, how)).resolves.toMatchObject({ credential: { token: 'bearer-canary' } })
  })

  test.each<[string, number, SealOptions['content']]>([
    ['older than two minutes', -151_000, {}],
    ['from a clock that is minutes ahead', 90_000, {}],
    ['good for longer than anybody needs', 0, { exp: Math.floor(clock.now() / 1000) + 3_600 }],
    ['for another cluster', 0, { aud: 'f'.repeat(16) }],
    ['for nobody', 0, { aud: undefined }],
    ['without an end', 0, { exp: undefined }],
    ['without a time', 0, { iat: undefined }],
    ['without an id', 0, { jti: undefined }],
    ['with an id that is easily met again', 0, { jti: '1' }],
    ['without a credential', 0, { credential: undefined }],
    ['with an empty token', 0, { credential: { method: 'token', token: '' } }],
  ])('is refused: %s', async (_, skewMs, content = {}) => {
    await expect(open(await seal({ content }, clock.now() + skewMs))).rejects.toMatchObject(refused)
  })

  test('clocks may differ by seconds', async () => {
    for (const skewMs of [-140_000, 20_000]) await expect(open(await seal({}, clock.now() + skewMs))).resolves.toBeTruthy()
  })

  test.each<[string, SealOptions]>([
    ['to the key of another', { key: { ...sealing.key, x: stranger.x } }],
    ['to a key that is not known', { key: { ...sealing.key, kid: '00000000' } }],
    ['with a key that is wrapped', { header: { alg: 'ECDH-ES+A256KW' } }],
    ['with another cipher', { header: { enc: 'A256CBC-HS512' } }],
    ['with a shorter cipher', { header: { enc: 'A128GCM' } }],
    ['as something else', { header: { typ: 'wrapped+jwe' } }],
    ['as nothing in particular', { header: { typ: undefined } }],
    ['for no key in particular', { header: { kid: undefined } }],
    ['compressed', { header: { zip: 'DEF' } }],
  ])('is refused: sealed %s', async (_, options) => {
    await expect(open(await seal(options))).rejects.toMatchObject(refused)
  })

  test('with the symmetric algorithm, by whoever takes the public key for a secret, is refused', async () => {
    const sealed = await new CompactEncrypt(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'sealed-login+jwe', kid: sealing.key.kid })
      .encrypt(Buffer.from(sealing.key.x, 'base64url'))
    await expect(open(sealed)).rejects.toMatchObject(refused)
  })

  test('is no other token of ours, nor one of them a sealed login', async () => {
    await expect(open(await replica.wrapped.wrap('session', undefined))).rejects.toMatchObject(refused)
    await expect(replica.wrapped.open(await seal(), undefined)).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_INVALID' })
  })

  test('no refusal quotes what is inside', async () => {
    const error = await open(await seal({ content: { aud: 'elsewhere' } })).catch(thrown => thrown)
    expect(JSON.stringify([error.message, error.details ?? {}, String(error.cause)])).not.toContain('canary')
  })

  test('with any one changed character, or anything behind it, is refused', async () => {
    const sealed = await seal()
    for (const tail of ['A', '=', '.', '\n']) await expect(open(sealed + tail)).rejects.toMatchObject(refused)
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), async at => {
        await expect(open(damage(sealed, at))).rejects.toMatchObject(refused)
      }),
      { numRuns: 150 },
    )
  })
})

describe('after a rotation', () => {
  test('what was sealed to the old key opens until that key ends, and there is a new one to seal to', async () => {
    const own = await createReplica({ clock: createClock() })
    const before = currentSealingKey(own.keys, clusterId)
    const { notAfterMs } = own.keys.signingKey()
    own.clock.advance(notAfterMs - own.clock.now() - 60_000)
    await own.keys.load()
    const after = currentSealingKey(own.keys, clusterId)
    expect(after.key.kid).not.toBe(before.key.kid)
    expect(after.key.x).not.toBe(before.key.x)
    const ownDeps = { keys: own.keys, clusterId, now: own.clock.now }
    for (const each of [before, after])
      await expect(openSealedLogin(ownDeps, await sealToken(each, own.clock.now()), 'token', {})).resolves.toMatchObject({
        credential: { token: 'bearer-canary' },
      })
    own.clock.advance(60_000)
    await expect(openSealedLogin(ownDeps, await sealToken(before, own.clock.now()), 'token', {})).rejects.toMatchObject(refused)
  })
})
