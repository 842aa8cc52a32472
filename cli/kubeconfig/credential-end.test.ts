import { expect, test } from 'vitest'
import { certificatePem } from '../testing/certificate.ts'
import { basicCredential, bearerCredential, certificateCredential, noCredential } from './credential.ts'

const certificateEndsMs = Date.parse('2026-11-24T23:43:37Z')
const pair = { certificate: certificatePem, key: '' }
const jwt = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`

test('a credential ends when its certificate does, or its token, or when its issuer says so: whichever comes first', () => {
  expect(certificateCredential(pair).expiresAtMs).toBe(certificateEndsMs)
  expect(certificateCredential(pair, 5).expiresAtMs).toBe(5)
  expect(bearerCredential(jwt({ exp: 1_000 })).expiresAtMs).toBe(1_000_000)
  expect(bearerCredential(jwt({ exp: 1_000 }), pair).expiresAtMs).toBe(1_000_000)
  expect(bearerCredential(jwt({ exp: 4_000_000_000 }), pair).expiresAtMs).toBe(certificateEndsMs)
  expect(bearerCredential('opaque', null, 7).expiresAtMs).toBe(7)
  expect(basicCredential('u', 'p', pair).expiresAtMs).toBe(certificateEndsMs)
})

test.each(['opaque', 'a.b.c', jwt({ exp: 'x' }), jwt({}), jwt(null), 'a.é.c'])('the token %s says nothing of its end', token => {
  expect(bearerCredential(token).expiresAtMs).toBeNull()
})

test('nor does a certificate that is none, or no credential at all', () => {
  expect(certificateCredential({ certificate: 'x', key: 'y' }).expiresAtMs).toBeNull()
  expect(noCredential.expiresAtMs).toBeNull()
})
