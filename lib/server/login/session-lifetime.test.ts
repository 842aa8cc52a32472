import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxSessionMs } from '../session/keyring.ts'
import { renewingMs, sessionEndMs } from './session-lifetime.ts'

const nowMs = Date.parse('2026-01-02T03:04:05Z')
const hour = 3_600_000
const asked = { renewing: false, provenEndMs: null, saidEndMs: null, maxMs: maxSessionMs }

describe('a session lives', () => {
  test.each([
    ['an hour where nobody knows when the credential ends', {}, hour],
    ['as long as its credential', { provenEndMs: nowMs + 60_000 }, 60_000],
    ['ten hours at most', { provenEndMs: nowMs + 48 * hour }, 10 * hour],
    ['no longer for what the caller says, where nobody else knows', { saidEndMs: nowMs + 2 * hour }, hour],
    ['no longer for what the caller says, where the proof does', { provenEndMs: nowMs + 60_000, saidEndMs: nowMs + 2 * hour }, 60_000],
    ['shorter where the caller says so', { saidEndMs: nowMs + 60_000 }, 60_000],
    ['shorter where the caller says so, than the proof would have it', { provenEndMs: nowMs + 48 * hour, saidEndMs: nowMs + 2 * hour }, 2 * hour],
    ['a quarter of an hour where it is renewed', { renewing: true }, renewingMs],
    ['a quarter of an hour where it is renewed, whatever its credential', { renewing: true, provenEndMs: nowMs + hour }, renewingMs],
    ['no longer than its credential where it is renewed', { renewing: true, provenEndMs: nowMs + 60_000 }, 60_000],
    ['as long as the installation allows', { provenEndMs: nowMs + 48 * hour, maxMs: 8 * hour }, 8 * hour],
    ['as long as the installation allows, where it is renewed', { renewing: true, maxMs: 60_000 }, 60_000],
  ])('%s', (_, change, ms) => {
    expect(sessionEndMs(nowMs, { ...asked, ...change }) - nowMs).toBe(ms)
  })

  test('not at all with a credential that has ended', () => {
    for (const ends of [{ provenEndMs: nowMs }, { saidEndMs: nowMs - 1 }, { provenEndMs: nowMs + hour, saidEndMs: nowMs }])
      expect(() => sessionEndMs(nowMs, { ...asked, ...ends })).toThrow(expect.objectContaining({ code: 'CREDENTIAL_EXPIRED' }))
  })

  test('never longer than any of its limits, whatever they are', () => {
    const end = fc.option(fc.integer({ min: 1, max: 100 * hour }).map(ms => nowMs + ms))
    const limits = fc.record({ renewing: fc.boolean(), provenEndMs: end, saidEndMs: end, maxMs: fc.integer({ min: 60_000, max: 20 * hour }) })
    fc.assert(
      fc.property(limits, limit => {
        const endMs = sessionEndMs(nowMs, limit)
        expect(endMs).toBeGreaterThan(nowMs)
        for (const credentialEndMs of [limit.provenEndMs, limit.saidEndMs]) if (credentialEndMs !== null) expect(endMs).toBeLessThanOrEqual(credentialEndMs)
        expect(endMs - nowMs).toBeLessThanOrEqual(Math.min(limit.maxMs, limit.renewing ? renewingMs : limit.provenEndMs === null ? hour : maxSessionMs))
        expect(endMs).toBeLessThanOrEqual(sessionEndMs(nowMs, { ...limit, saidEndMs: null }))
      }),
    )
  })
})
