import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { wakeInTurn } from './wake-in-turn.ts'

test('many are woken in rounds, in order, and what they ask for meanwhile comes behind', async () => {
  const woken: number[] = []
  for (let each = 0; each < 100; each += 1)
    wakeInTurn(() => {
      woken.push(each)
      if (each === 0) wakeInTurn(() => woken.push(100))
    })
  const afterRounds: number[] = []
  for (let round = 0; woken.length < 101; round += 1) {
    expect(round, 'all are woken').toBeLessThan(20)
    await setImmediate()
    afterRounds.push(woken.length)
  }
  expect(woken).toEqual(Array.from({ length: 101 }, (_, each) => each))
  const rounds = afterRounds.map((count, index) => count - (afterRounds[index - 1] ?? 0))
  expect(Math.max(...rounds)).toBe(32)
})

test('one that is woken alone does not wait for others', async () => {
  let isWoken = false
  wakeInTurn(() => {
    isWoken = true
  })
  expect(isWoken).toBe(false)
  await setImmediate()
  expect(isWoken).toBe(true)
})
