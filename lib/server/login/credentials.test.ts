import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { caPem } from '../testing/certificates.ts'
import { proveByCertificate } from './certificate-login.ts'
import { tokenExpiryMs } from './credential-expiry.ts'
import { proveByToken } from './token-login.ts'

const nowMs = Date.parse('2026-01-02T03:04:05Z')
const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`
const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const encrypted = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey
/** A key that only looks like RSA of 16384 bits: nothing tells before it is used. */
const vast = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'RSA',
    e: 'AQAB',
    ...Object.fromEntries(['n', 'd'].map(part => [part, oddNumber(2048)])),
    ...Object.fromEntries(['p', 'q', 'dp', 'dq', 'qi'].map(part => [part, oddNumber(1024)])),
  },
}).export({ type: 'pkcs8', format: 'pem' })
// Nothing listens there: what is refused below is refused before any connection.
const kube = { server: 'https://127.0.0.1:1', caPem, tokenFile: '' }

describe('when a token says that it ends', () => {
  test.each([
    ['a JWT', jwt({ exp: nowMs / 1000 }), nowMs],
    ['a JWT without an end', jwt({}), null],
    ['a JWT with an odd end', jwt({ exp: 'soon' }), null],
    ['three parts that are none', 'a.b.c', null],
    ['an opaque token', 'abcdef.0123456789abcdef', null],
  ])('reads the end of %s', (_, token, end) => {
    expect(tokenExpiryMs(token)).toBe(end)
  })
})

describe('a certificate that cannot be used', () => {
  test.each([
    ['no certificate', 'x', privateKey, 'BAD_REQUEST'],
    ['no key', caPem, 'x', 'BAD_REQUEST'],
    ['an encrypted key', caPem, encrypted, 'BAD_REQUEST'],
    ['a key that would keep the server busy', caPem, String(vast), 'BAD_REQUEST'],
    [
      'a key of a kind without use here',
      caPem,
      generateKeyPairSync('x25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } }).privateKey,
      'BAD_REQUEST',
    ],
    ['the key of another', caPem, privateKey, 'CREDENTIAL_REJECTED'],
  ])('%s', async (_, certificate, key, code) => {
    await expect(proveByCertificate(kube, { certificate, key }, nowMs)).rejects.toMatchObject({ code })
  })

  test('one that has expired says when', async () => {
    const after = Date.parse('2200-01-01T00:00:00Z')
    await expect(proveByCertificate(kube, { certificate: caPem, key: privateKey }, after)).rejects.toMatchObject({
      code: 'CREDENTIAL_EXPIRED',
      message: expect.stringMatching(/expired on 2126-/),
    })
  })
})

describe('a token, by what its review says', () => {
  const review = (status: unknown) => ({ json: async () => ({ status }), watch: async () => undefined })
  const user = { username: 'editor', uid: 'u', groups: ['system:authenticated'], extra: { 'a.b/c': ['d'] } }

  test('gives the whole identity and the end of the token', async () => {
    const proof = await proveByToken(review({ authenticated: true, user }), jwt({ exp: nowMs / 1000 + 60 }), nowMs)
    expect(proof).toEqual({ identity: { name: 'editor', uid: 'u', groups: user.groups, extra: user.extra }, credentialEndMs: nowMs + 60_000 })
  })

  test.each([
    ['not authenticated', { authenticated: false }],
    ['nothing', {}],
    ['an error beside a yes', { authenticated: true, user, error: 'webhook failed' }],
    ['a yes without a user', { authenticated: true }],
    ['a yes for nobody', { authenticated: true, user: { username: '' } }],
  ])('rejects one with %s, without quoting it', async (_, status) => {
    const error = await proveByToken(review(status), 'canary', nowMs).catch(thrown => thrown)
    expect(error).toMatchObject({ code: 'CREDENTIAL_REJECTED' })
    expect(String(error.message)).not.toContain('canary')
  })

  test('says of one that has expired that it has', async () => {
    await expect(proveByToken(review({ authenticated: false }), jwt({ exp: nowMs / 1000 - 1 }), nowMs)).rejects.toMatchObject({ code: 'CREDENTIAL_EXPIRED' })
  })
})

function oddNumber(bytes: number): string {
  return Buffer.alloc(bytes, 0xff).toString('base64url')
}
