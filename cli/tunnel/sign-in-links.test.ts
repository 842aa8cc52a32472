import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSignInLinks } from './sign-in-links.ts'

test('a link signs in when it is opened, once, bound to its own verifier', async () => {
  const challenges: string[] = []
  const links = createSignInLinks(async challenge => `token-${challenges.push(challenge)}`, '/?namespace=shop')
  const path = links.create()
  expect(challenges).toEqual([])
  const [first, second] = await Promise.all([links.open(path), links.open(path)])
  expect(first).toEqual({ outcome: 'opened', location: '/login?wrapped-token=token-1&to=%2F%3Fnamespace%3Dshop' })
  expect(second).toEqual({ outcome: 'used' })

  const target = '/login?wrapped-token=token-1&to=%2F'
  expect(links.takeVerifier('POST', target)).toBeNull()
  expect(links.takeVerifier('GET', '/login?wrapped-token=token-2')).toBeNull()
  expect(links.takeVerifier('GET', '/other?wrapped-token=token-1')).toBeNull()
  const verifier = links.takeVerifier('GET', target)
  expect(
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url'),
  ).toBe(challenges[0])
  expect(links.takeVerifier('GET', target)).toBeNull()
})

test('a link whose sign-in failed is still good', async () => {
  let works = false
  const links = createSignInLinks(async () => {
    if (!works) throw new Error('down')
    return 'token'
  }, '/')
  const path = links.create()
  expect((await links.open(path))?.outcome).toBe('failed')
  works = true
  expect((await links.open(path))?.outcome).toBe('opened')
})

test('a guessed link is refused like a used one; other paths are no links', async () => {
  const links = createSignInLinks(async () => 'token', '/')
  expect(await links.open(`${links.create()}x`)).toEqual({ outcome: 'used' })
  expect(links.open('/healthz')).toBeNull()
})

test('links hold nothing but one path segment, so that `./` of them is the root', () => {
  expect(createSignInLinks(async () => 'token', '/').create()).toMatch(/^\/_latchkey-open-[\w-]{32}$/)
})
