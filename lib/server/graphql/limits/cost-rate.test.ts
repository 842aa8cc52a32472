import { describe, expect, test } from 'vitest'
import { createClock } from '../../testing/session-kit.ts'
import { createCostRate } from './cost-rate.ts'

const limits = { costPerSecond: 100, costBurst: 1_000 }

describe('an identity', () => {
  test('may spend at once what has gathered, then what flows back', () => {
    const clock = createClock()
    const rate = createCostRate(limits, clock.now)
    rate.spend('a', 1_000)
    expect(() => rate.spend('a', 100)).toThrow(
      expect.objectContaining({
        code: 'TOO_MANY_REQUESTS',
        message:
          "You have asked for a lot lately: the cost of this and what went before: 1,100 where at most 1,000 are taken (limit 'costBurst'). Try again in 1 s, or ask for less.",
        details: { limit: 'costBurst', max: 1_000, value: 1_100, retryAfterSeconds: 1 },
      }),
    )
    clock.advance(1_000)
    rate.spend('a', 100)
    expect(() => rate.spend('a', 1)).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }))
  })

  test('is told how long to wait', () => {
    const clock = createClock()
    const rate = createCostRate(limits, clock.now)
    rate.spend('a', 1_000)
    expect(() => rate.spend('a', 450)).toThrow(expect.objectContaining({ details: expect.objectContaining({ retryAfterSeconds: 5 }) }))
    clock.advance(4_999)
    expect(() => rate.spend('a', 500)).toThrow()
    clock.advance(1)
    rate.spend('a', 500)
  })

  test('has no more after a long pause, and what is refused costs nothing', () => {
    const clock = createClock()
    const rate = createCostRate(limits, clock.now)
    rate.spend('a', 1_000)
    for (let at = 0; at < 10; at += 1) expect(() => rate.spend('a', 500)).toThrow()
    clock.advance(3_600_000)
    rate.spend('a', 1_000)
    expect(() => rate.spend('a', 1)).toThrow()
  })

  test('may ask what costs more than any purse holds when it is full, and waits the longer then', () => {
    const clock = createClock()
    const rate = createCostRate(limits, clock.now)
    rate.spend('a', 5_000)
    clock.advance(39_000)
    expect(() => rate.spend('a', 1)).toThrow()
    clock.advance(1_100)
    rate.spend('a', 1)
  })

  test('does not pay for another', () => {
    const rate = createCostRate(limits, createClock().now)
    rate.spend('a', 1_000)
    rate.spend('b', 1_000)
  })
})

describe('what streams take', () => {
  test('is half a purse at most at once, and waits for the other half', async () => {
    const clock = createClock()
    const rate = createCostRate(limits, clock.now)
    rate.charge('a', 1_000_000)
    await rate.untilHalf('a', new AbortController().signal)
    rate.spend('a', 400)
    let isReady = false
    const ready = rate.untilHalf('a', new AbortController().signal).then(() => {
      isReady = true
    })
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(isReady).toBe(false)
    clock.advance(4_000)
    await ready
  })

  test('is not waited for when nobody needs it any more', async () => {
    const rate = createCostRate(limits, createClock().now)
    rate.spend('a', 1_000)
    const leaving = new AbortController()
    const ready = rate.untilHalf('a', leaving.signal)
    leaving.abort()
    await ready
  })
})
