import { expect, test } from 'vitest'
import { createSignInLinks } from './sign-in-links.ts'

test('a link signs in when it is opened, once; whoever comes later learns what came of it', async () => {
  let count = 0
  const signIn = async () => `session-${++count}`
  const links = createSignInLinks<string>()
  const path = links.create()
  expect([path, count]).toEqual([expect.stringMatching(/^\/_latchkey-open-[\w-]{43}$/), 0])
  const [first, second] = await Promise.all([links.open(path, signIn), links.open(path, signIn)])
  expect(first).toEqual({ outcome: 'opened', result: 'session-1' })
  expect(second).toEqual({ outcome: 'used', result: 'session-1' })
  expect(await links.open(path, signIn)).toEqual({ outcome: 'used', result: 'session-1' })
})

test('a link whose sign-in failed is still good, for everyone who waited', async () => {
  const error = new Error('down')
  const links = createSignInLinks<string>()
  const path = links.create()
  const failing = () => Promise.reject(error)
  expect(await Promise.all([links.open(path, failing), links.open(path, failing)])).toEqual(Array(2).fill({ outcome: 'failed', error }))
  expect(await links.open(path, async () => 'session')).toEqual({ outcome: 'opened', result: 'session' })
})

test('what is no link of ours is none', () => {
  const links = createSignInLinks<string>()
  const path = links.create()
  expect(links.has(path)).toBe(true)
  for (const other of ['/', '/_latchkey-open', '/_latchkey-open-', '/_latchkey-open-x', path.slice(0, -1), `${path}x`, `${path}?`, `/x${path}`])
    expect([other, links.has(other)]).toEqual([other, false])
})
