import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Session } from '../services.ts'
import { anyView, createMemoryRevocations, sessionOf, someone } from '../testing/session-kit.ts'
import { createFollowSession } from './session-signal.ts'

afterEach(() => {
  vi.useRealTimers()
})

async function follow(change: Partial<Session> = {}) {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  const revocations = await createMemoryRevocations(Date.now)
  const session: Session = {
    ...{ id: 's-1', identity: someone, method: 'token', renewing: false, tokenHash: 'h', capabilities: {}, kindsTag: '', viewer: null, endedView: null },
    ...{ issuedAtMs: Date.now(), expiresAtMs: Date.now() + 60_000, ...change },
  }
  return { revocations, ...createFollowSession(revocations, Date.now, anyView)(session) }
}

describe('whoever follows a session', () => {
  test('hears of its end, when it is there and not before', async () => {
    const { signal } = await follow()
    vi.advanceTimersByTime(59_999)
    expect(signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(signal.reason).toMatchObject({ code: 'SESSION_EXPIRED' })
  })

  test('hears of its sign-out at once, and of that of its user', async () => {
    const [one, other] = [await follow(), await follow()]
    await one.revocations.revokeSession('s-1')
    await other.revocations.revokeUser('editor')
    for (const { signal } of [one, other]) expect(signal.reason).toMatchObject({ code: 'SESSION_REVOKED' })
  })

  test('hears of nothing that is not its own', async () => {
    const { signal, revocations } = await follow()
    await revocations.revokeSession('s-2')
    await revocations.revokeUser('viewer')
    expect(signal.aborted).toBe(false)
  })

  test('hears of nothing once it has left, and leaves no timer behind', async () => {
    const { signal, release, revocations } = await follow()
    release()
    expect(vi.getTimerCount()).toBe(0)
    await revocations.revokeSession('s-1')
    vi.advanceTimersByTime(120_000)
    expect(signal.aborted).toBe(false)
  })

  test('hears of its own end, whichever of several ends first', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, anyView)
    const until = (ms: number) => followSession(sessionOf({ expiresAtMs: Date.now() + ms }))
    const [late, early, left, middle] = [until(90_000), until(30_000), until(10_000), until(60_000)]
    left.release()
    const ended = () => [late, early, left, middle].map(({ signal }) => signal.aborted)
    vi.advanceTimersByTime(29_999)
    expect(ended()).toEqual([false, false, false, false])
    vi.advanceTimersByTime(1)
    expect(ended()).toEqual([false, true, false, false])
    vi.advanceTimersByTime(30_000)
    expect(ended()).toEqual([false, true, false, true])
    vi.advanceTimersByTime(30_000)
    expect(ended()).toEqual([true, true, false, true])
  })

  test('is told by the controller that it brought', async () => {
    const own = new AbortController()
    const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, anyView)
    const { signal, release } = followSession(sessionOf(), own)
    own.abort(new Error('left'))
    expect(signal.reason).toMatchObject({ message: 'left' })
    release()
  })

  test('of a view hears within ten seconds that its user may not act as another any more; not while nobody could tell', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    const answers: (Error | string | null)[] = [null, new Error('unreachable'), 'editor may not impersonate bob']
    const whyNot = async () => {
      const answer = answers.shift() ?? null
      if (answer instanceof Error) throw answer
      return answer
    }
    const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, { whyNot })
    const { signal, release } = followSession(sessionOf({ identity: { ...someone, name: 'bob' }, viewer: someone }))
    await vi.advanceTimersByTimeAsync(20_000)
    expect([signal.aborted, answers.length]).toEqual([false, 1])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(signal.reason).toMatchObject({ code: 'SESSION_CHANGED', message: 'editor may not impersonate bob' })
    release()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('of a view hears the end, too, where nobody could tell for 45 seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    const whyNot = () => Promise.reject(new Error('too many questions wait'))
    const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, { whyNot })
    const { signal, release } = followSession(sessionOf({ identity: { ...someone, name: 'bob' }, viewer: someone }))
    await vi.advanceTimersByTimeAsync(40_000)
    expect(signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(signal.reason).toMatchObject({ code: 'SESSION_CHANGED' })
    release()
  })

  test('of a session that is over already hears so', async () => {
    const { signal } = await follow({ expiresAtMs: Date.now() - 1 })
    vi.advanceTimersByTime(0)
    expect(signal.reason).toMatchObject({ code: 'SESSION_EXPIRED' })
  })
})
