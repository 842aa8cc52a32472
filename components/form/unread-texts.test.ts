import { expect, test } from 'vitest'
import { unreadAt } from './unread-texts.ts'

test('text that is no YAML yet stands over the value that it was written over, wherever its place went', () => {
  const text = { at: ['spec', 'list', 1], over: { a: 1 }, text: 'a: [', message: 'no YAML' }
  expect(unreadAt([text], ['spec', 'list', 1], { a: 1 })).toBe(text)
  expect(unreadAt([text], ['spec', 'list', 0], { a: 1 })).toBeUndefined()
  expect(unreadAt([text], ['spec', 'list', 1], { a: 2 })).toBeUndefined()
})
