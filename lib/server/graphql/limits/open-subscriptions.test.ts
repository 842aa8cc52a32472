import { expect, test } from 'vitest'
import { createOpenSubscriptions } from './open-subscriptions.ts'

test('a session has so many subscriptions open and not one more, until one of them ends, which counts once', () => {
  const open = createOpenSubscriptions({ subscriptionsPerSession: 2 })
  const end = open.open('a')
  open.open('a')
  expect(() => open.open('a')).toThrow(
    expect.objectContaining({
      code: 'TOO_MANY_REQUESTS',
      message:
        "The session has too many subscriptions open: 3 where at most 2 are taken (limit 'subscriptionsPerSession'). Close some tabs, or end some of them.",
    }),
  )
  open.open('b')
  expect(open.count).toBe(3)
  end()
  end()
  open.open('a')
  expect(() => open.open('a')).toThrow()
  expect(open.count).toBe(3)
})
