import { describe, expect, test } from 'vitest'
import type { Identity } from '#contract/identity.ts'
import type { LoginHow } from '#contract/login.ts'
import { createReplica, signFor, someone } from '../testing/session-kit.ts'
import { type IssueDeps, issueSession } from './issue-session.ts'

const hour = 3_600_000

/** A server whose every new identity has the capabilities of its groups' names. */
async function createIssuer(change: Partial<IssueDeps> = {}) {
  const replica = await createReplica()
  const deps: IssueDeps = {
    ...replica,
    impersonationMode: async () => 'classic',
    capabilitiesOf: async ({ groups }) => ({ capabilities: { 'pods.': groups }, packed: { catalogue: 'c', bits: String(groups.length) } }),
    sessionMaxMs: 10 * hour,
    now: replica.clock.now,
    ...change,
  }
  return {
    ...replica,
    async issue(how: LoginHow = {}, identity: Identity = someone, credentialEndMs: number | null = null) {
      const { sessionId, tokenHash, answer } = await issueSession(deps, { identity, credentialEndMs }, 'token', how)
      return { sessionId, tokenHash, answer, claims: await replica.tokens.verify(answer.token), livesMs: Date.parse(answer.expiresAt) - replica.clock.now() }
    },
  }
}

describe('a login', () => {
  test('gives a session of its own, with what names it in the log', async () => {
    const { issue, clock } = await createIssuer()
    const [one, other] = [await issue(), await issue()]
    expect(one.sessionId).not.toBe(other.sessionId)
    expect(one.claims).toMatchObject({ id: one.sessionId, tokenHash: one.tokenHash, identity: someone, issuedAtMs: clock.now(), renewing: false })
  })

  test('lasts as the rules say: what the proof says of its credential, less where the caller says so, the installation', async () => {
    const { issue, clock } = await createIssuer({ sessionMaxMs: 8 * hour })
    const end = (ms: number) => new Date(clock.now() + ms).toISOString()
    expect((await issue()).livesMs).toBe(hour)
    expect((await issue({}, someone, clock.now() + 2 * hour)).livesMs).toBe(2 * hour)
    expect((await issue({}, someone, clock.now() + 48 * hour)).livesMs).toBe(8 * hour)
    expect((await issue({ credentialExpiresAt: end(hour / 2) })).livesMs).toBe(hour / 2)
    expect((await issue({ credentialExpiresAt: end(3 * hour) })).livesMs).toBe(hour)
    expect((await issue({ credentialExpiresAt: end(3 * hour) }, someone, clock.now() + 48 * hour)).livesMs).toBe(3 * hour)
    const renewed = await issue({ renewing: true, credentialExpiresAt: end(48 * hour) })
    expect([renewed.livesMs, renewed.claims.renewing]).toEqual([hour / 4, true])
    await expect(issue({ credentialExpiresAt: end(-1) })).rejects.toMatchObject({ code: 'CREDENTIAL_EXPIRED' })
  })

  test('right after a sign-out everywhere gives a session that holds', async () => {
    const { issue, revocations } = await createIssuer()
    const before = await issue()
    await revocations.revokeUser('editor')
    expect(() => revocations.check(before.claims)).toThrow(expect.objectContaining({ code: 'SESSION_REVOKED' }))
    revocations.check((await issue()).claims)
  })
})

describe('a renewal', () => {
  test('goes on with the session, with the groups and capabilities of now', async () => {
    const { issue, clock, wrapped } = await createIssuer()
    const first = await issue({ renewing: true })
    clock.advance(10 * 60_000)
    const changed = { ...someone, groups: ['system:authenticated'] }
    const next = await issue({ renewing: true, renews: first.answer.token }, changed)
    expect(next.sessionId).toBe(first.sessionId)
    expect(next.tokenHash).not.toBe(first.tokenHash)
    expect(next.claims.identity).toEqual(changed)
    expect(next.claims.packed.bits).toBe('1')
    expect(next.livesMs).toBe(hour / 4)
    expect((await wrapped.open(next.answer.wrappedToken, undefined)).sessionToken).toBe(next.answer.token)
  })

  test('may come a day late, after a night asleep, and not later', async () => {
    const { issue, clock } = await createIssuer()
    const first = await issue({ renewing: true })
    clock.advance(24 * hour)
    const next = await issue({ renewing: true, renews: first.answer.token })
    expect(next.sessionId).toBe(first.sessionId)
    clock.advance(24 * hour + hour / 4 + 1_000)
    await expect(issue({ renewing: true, renews: next.answer.token })).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
  })

  test.each([
    ['another user', { ...someone, name: 'admin' }],
    ['a user who was made again under the name', { ...someone, uid: 'u-2' }],
  ])('by %s is refused', async (_, identity) => {
    const { issue } = await createIssuer()
    const { answer } = await issue()
    await expect(issue({ renews: answer.token }, identity)).rejects.toMatchObject({ code: 'IDENTITY_REFUSED' })
  })

  test('by the same user of whom one proof tells no uid is none', async () => {
    const { issue } = await createIssuer()
    const { answer, sessionId } = await issue({}, { ...someone, uid: '' })
    expect((await issue({ renews: answer.token })).sessionId).toBe(sessionId)
  })

  test('of a session that was signed out is refused, also with a token that would still be good', async () => {
    const { issue, revocations } = await createIssuer()
    const { answer, sessionId } = await issue({ renewing: true })
    await revocations.revokeSession(sessionId)
    await expect(issue({ renews: answer.token })).rejects.toMatchObject({ code: 'SESSION_REVOKED' })
    const other = await issue()
    await revocations.revokeUser('editor')
    await expect(issue({ renews: other.answer.token })).rejects.toMatchObject({ code: 'SESSION_REVOKED' })
  })

  test('of something that is no session of ours is refused', async () => {
    const { issue, wrapped } = await createIssuer()
    const foreign = await signFor(await createReplica())
    const { answer } = await issue()
    for (const renews of ['', 'x', foreign.token, answer.wrappedToken, await wrapped.wrap(answer.token, undefined)])
      await expect(issue({ renews })).rejects.toMatchObject({ code: 'SESSION_INVALID' })
  })
})
