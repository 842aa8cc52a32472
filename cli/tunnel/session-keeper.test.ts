import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../lib/errors/app-error.ts'
import { fakeClocks } from '../testing/fake-clocks.ts'
import type { SignedIn } from './exchange.ts'
import { keepSession } from './session-keeper.ts'

const minuteMs = 60_000

/** A session that lives `minutes`, and so do those that follow it; `failures` are what the next renewals end with. */
function kept({ minutes = 15, patienceMs = 0, skewMs = 0 } = {}) {
  const clocks = fakeClocks()
  const renewals: string[] = []
  const failures: AppError[] = []
  const held: string[] = []
  const ends: AppError[] = []
  let gate = Promise.resolve()
  const session = (token: string): SignedIn => ({
    user: { name: 'jane', uid: '', groups: [], extra: {} },
    token,
    expiresAt: new Date(clocks.wallMs() + skewMs + minutes * minuteMs).toISOString(),
    cookies: [],
    location: '/',
  })
  const keeper = keepSession({
    first: session('t0'),
    async renew(token) {
      renewals.push(token)
      await gate
      const failure = failures.shift()
      if (failure) throw failure
      return session(`t${renewals.length}`)
    },
    onRenewed: ({ token }) => held.push(token),
    onEnd: reason => ends.push(reason),
    clocks,
    patienceMs,
  })
  onTestFinished(keeper.stop)
  const tickAfter = async (milliseconds: number) => {
    clocks.pass(milliseconds)
    clocks.tick()
    await delay(0)
  }
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    return resolve
  }
  return { clocks, keeper, renewals, failures, held, ends, tickAfter, hold }
}

test('renews about every ten minutes, each time from the token before', async () => {
  const { renewals, held, tickAfter } = kept()
  await tickAfter(8.9 * minuteMs)
  expect(renewals).toEqual([])
  await tickAfter(2.2 * minuteMs)
  await tickAfter(minuteMs)
  expect(renewals).toEqual(['t0'])
  await tickAfter(11 * minuteMs)
  expect([renewals, held]).toEqual([
    ['t0', 't1'],
    ['t1', 't2'],
  ])
})

test('not all at the same time', async () => {
  const moments = new Set<number>()
  for (let session = 0; session < 20; session += 1) {
    const { renewals, tickAfter } = kept()
    let second = 0
    for (; renewals.length === 0 && second < 700; second += 20) await tickAfter(20_000)
    moments.add(second)
  }
  expect(moments.size).toBeGreaterThan(2)
  expect(Math.max(...moments)).toBeLessThan(12 * 60)
})

test('a session that ends sooner is renewed sooner', async () => {
  const { renewals, tickAfter } = kept({ minutes: 4 })
  await tickAfter(2.7 * minuteMs)
  expect(renewals).toEqual([])
  await tickAfter(0.2 * minuteMs)
  expect(renewals).toEqual(['t0'])
})

test('requests wait only for a session that has ended, and all for one renewal', async () => {
  const { clocks, keeper, renewals, held, hold } = kept()
  clocks.pass(13 * minuteMs)
  await keeper.ready()
  expect(renewals).toEqual([])
  clocks.sleep(8 * 60 * minuteMs)
  const release = hold()
  const waiting = Promise.all([keeper.ready(), keeper.ready(), keeper.ready()])
  clocks.tick()
  release()
  await waiting
  await keeper.ready()
  expect([renewals, held]).toEqual([['t0'], ['t1']])
})

test.each(['SESSION_REVOKED', 'SESSION_EXPIRED', 'SESSION_INVALID', 'IDENTITY_REFUSED'] as const)('%s ends it, and is told once', async code => {
  const { clocks, keeper, renewals, failures, held, ends, tickAfter } = kept()
  failures.push(new AppError(code))
  for (let hour = 0; hour < 3; hour += 1) {
    await tickAfter(60 * minuteMs)
    await keeper.ready()
  }
  expect([renewals, held, ends.map(reason => reason.code), clocks.callbacks()]).toEqual([['t0'], [], [code], 0])
})

test('a credential that does not work is tried again after a pause, and when it works the session goes on', async () => {
  const { clocks, keeper, renewals, failures, held, ends, tickAfter } = kept()
  failures.push(new AppError('CREDENTIAL_EXPIRED'), new AppError('CREDENTIAL_EXPIRED'))
  await tickAfter(11 * minuteMs)
  await tickAfter(20_000)
  expect(renewals).toHaveLength(1)
  await tickAfter(11_000)
  expect(renewals).toHaveLength(2)
  // It has ended by now, and who asks for it is worth a try sooner.
  clocks.pass(4 * minuteMs)
  await keeper.ready()
  await keeper.ready()
  expect([renewals, held, ends]).toEqual([['t0', 't0', 't0'], ['t3'], []])
})

test('a cluster that is away for a moment is waited for', async () => {
  const { clocks, keeper, renewals, failures, held } = kept({ patienceMs: 60_000 })
  failures.push(new AppError('NOT_READY'))
  clocks.sleep(60 * minuteMs)
  await keeper.ready()
  expect([renewals.length, held]).toEqual([2, ['t2']])
})

test('what is stopped while it is being renewed stays as it is', async () => {
  const { clocks, keeper, renewals, held, hold } = kept()
  clocks.pass(60 * minuteMs)
  const release = hold()
  const waiting = keeper.ready()
  keeper.stop()
  release()
  await waiting
  await keeper.ready()
  expect([renewals, held, clocks.callbacks()]).toEqual([['t0'], [], 0])
})

test('a clock that is wrong by more than a session lives renews as if it were right', async () => {
  const { keeper, renewals, tickAfter } = kept({ skewMs: -60 * minuteMs })
  await keeper.ready()
  await tickAfter(8.9 * minuteMs)
  expect(renewals).toEqual([])
  await tickAfter(2.2 * minuteMs)
  expect(renewals).toEqual(['t0'])
})
