import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxSessionMs } from '../session/keyring.ts'
import { renewingMs, sessionEndMs } from './session-lifetime.ts'

const nowMs = Date.parse('2026-01-02T03:04:05Z')
const hour = 3_600_000
const asked = { renewing: false, credentialEndsMs: [null, null], maxMs: maxSessionMs }

describe('a session lives', () => {
  test.each([
    ['an hour where nobody knows when the credential ends', {}, hour],
    ['as long as its credential', { credentialEndsMs: [nowMs + 60_000, null] }, 60_000],
    ['ten hours at most', { credentialEndsMs: [nowMs + 48 * hour, null] }, 10 * hour],
    ['as long as the caller says that its credential does', { credentialEndsMs: [null, nowMs + 2 * hour] }, 2 * hour],
    ['no longer for what the caller says', { credentialEndsMs: [nowMs + 60_000, nowMs + 2 * hour] }, 60_000],
    ['a quarter of an hour where it is renewed', { renewing: true }, renewingMs],
    ['a quarter of an hour where it is renewed, whatever its credential', { renewing: true, credentialEndsMs: [nowMs + hour, null] }, renewingMs],
    ['no longer than its credential where it is renewed', { renewing: true, credentialEndsMs: [nowMs + 60_000, null] }, 60_000],
    ['as long as the installation allows', { credentialEndsMs: [nowMs + 48 * hour, null], maxMs: 8 * hour }, 8 * hour],
    ['as long as the installation allows, where it is renewed', { renewing: true, maxMs: 60_000 }, 60_000],
  ])('%s', (_, change, ms) => {
    expect(sessionEndMs(nowMs, { ...asked, ...change }) - nowMs).toBe(ms)
  })

  test('not at all with a credential that has ended', () => {
    for (const credentialEndsMs of [
      [nowMs, null],
      [null, nowMs - 1],
      [nowMs + hour, nowMs],
    ])
      expect(() => sessionEndMs(nowMs, { ...asked, credentialEndsMs })).toThrow(expect.objectContaining({ code: 'CREDENTIAL_EXPIRED' }))
  })

  test('never longer than any of its limits, whatever they are', () => {
    const end = fc.option(fc.integer({ min: 1, max: 100 * hour }).map(ms => nowMs + ms))
    const limits = fc.record({ renewing: fc.boolean(), credentialEndsMs: fc.tuple(end, end), maxMs: fc.integer({ min: 60_000, max: 20 * hour }) })
    fc.assert(
      fc.property(limits, limit => {
        const endMs = sessionEndMs(nowMs, limit)
        expect(endMs).toBeGreaterThan(nowMs)
        const known = limit.credentialEndsMs.filter(each => each !== null)
        for (const credentialEndMs of known) expect(endMs).toBeLessThanOrEqual(credentialEndMs)
        expect(endMs - nowMs).toBeLessThanOrEqual(Math.min(limit.maxMs, limit.renewing ? renewingMs : known.length === 0 ? hour : maxSessionMs))
      }),
    )
  })
})
