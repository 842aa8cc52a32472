import { expect, test } from 'vitest'
import { createOnce } from './once.ts'
import { nextTurn } from './turns.ts'

const operation = () => ({ once: createOnce() })

test('the pieces of one operation run one in each round of the event loop, and those of another do not wait for them', async () => {
  const [long, short] = [operation(), operation()]
  let round = 0
  const count = (): void => {
    round += 1
    if (round < 50) setImmediate(count)
  }
  setImmediate(count)
  const rounds = await Promise.all(Array.from({ length: 10 }, () => nextTurn(long).then(() => round)))
  expect(new Set(rounds).size).toBe(10)
  const before = round
  const slow = Promise.all(Array.from({ length: 20 }, () => nextTurn(long)))
  await nextTurn(short)
  expect(round - before).toBeLessThanOrEqual(2)
  await slow
})
