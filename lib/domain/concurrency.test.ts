import { expect, it } from 'vitest'
import { createLimiter } from './concurrency.ts'

it('runs no more than its limit at once, all in the end, and goes on after a failure', async () => {
  const limit = createLimiter(3)
  let [running, most] = [0, 0]
  const task = (fail: boolean) =>
    limit(async () => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      if (fail) throw new Error('no')
      return 1
    })
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => task(i % 4 === 0)))
  expect(most).toBe(3)
  expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(15)
})
