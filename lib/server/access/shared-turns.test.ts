import { expect, test } from 'vitest'
import { createSharedTurns } from './shared-turns.ts'

const tick = () => new Promise(resolve => setImmediate(resolve))

function setUp() {
  const turns = createSharedTurns({ atOnce: 4, share: 2 })
  const running: { key: string; end: () => void }[] = []
  const run = (key: string, mostWaiting?: number) => turns.run(key, () => new Promise<void>(resolve => running.push({ key, end: resolve })), mostWaiting)
  const endOne = async (key: string) => {
    const at = running.findIndex(each => each.key === key)
    running.splice(at, 1)[0]?.end()
    await tick()
  }
  return {
    run,
    endOne,
    keys: () =>
      running
        .map(({ key }) => key)
        .sort()
        .join(''),
  }
}

test('one key has every turn while nobody else waits, and its share once somebody does', async () => {
  const { run, endOne, keys } = setUp()
  for (let index = 0; index < 20; index += 1) void run('a')
  await tick()
  expect(keys()).toBe('aaaa')
  for (let index = 0; index < 5; index += 1) void run('b')
  await endOne('a')
  await endOne('a')
  expect(keys(), 'those that came later do not wait for all of the first').toBe('aabb')
  await endOne('b')
  expect(keys()).toBe('aabb')
})

test('so many of one key wait and no more; another key is not touched by that', async () => {
  const { run } = setUp()
  for (let index = 0; index < 10; index += 1) void run('a', 6)
  await expect(run('a', 6)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  await expect(Promise.race([run('b', 6), tick().then(() => 'waits')])).resolves.toBe('waits')
})

test('a task that fails frees its turn', async () => {
  const turns = createSharedTurns({ atOnce: 1, share: 1 })
  await expect(turns.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.run('b', async () => 'yes')).toBe('yes')
})
