import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ownPath, returnPath } from './return-path.ts'
import { anyString } from './testing/any-string.ts'
import { hostilePaths } from './testing/hostile-paths.ts'

describe('where the exchange leads', () => {
  test.each(hostilePaths.map(to => [to]))('home instead of to %j', to => {
    expect(returnPath(to)).toBe('/')
  })

  test('there are at least sixty of them', () => {
    expect(new Set(hostilePaths).size).toBeGreaterThanOrEqual(60)
  })

  test.each([
    '/login',
    '/login?wrapped-token=x&to=/',
    '/login/',
    '/%6cogin?wrapped-token=x',
    '/LOGIN',
    '/sign-in?to=/login',
    '/sign-in',
    '/api/v1/session',
    '/api/k8s/version',
  ])('home instead of through the door %j once more', to => {
    expect(returnPath(to)).toBe('/')
    expect(ownPath(to), 'it is a path of ours all the same').toBe(to)
  })

  test('home where nothing is asked', () => {
    expect(returnPath(null)).toBe('/')
  })

  test.each([
    '/',
    '/resources/networking.istio.io/v1/virtualservices',
    '/resources/networking.istio.io/v1/virtualservices?namespace=shop&sort=-name#row-3',
    '/resources/core/v1/pods/shop/reviews%3Av1',
    '/a:b@c',
    '/search?q=a%20b%2Fc',
    '/search?q=../x',
  ])('to the page %j', to => {
    expect(returnPath(to)).toBe(to)
  })

  test('whatever is asked, a browser stays on this origin', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          anyString(),
          fc.string({ unit: fc.constantFrom('/', '\\', '.', '%', '2', 'e', 'f', '5', 'c', '\t', ':', 'a', '@', '?') }).map(text => `/${text}`),
        ),
        to => {
          const url = new URL(returnPath(to), 'https://dash.example.org/login')
          expect(url.origin).toBe('https://dash.example.org')
          expect(returnPath(to)).toMatch(/^\/(?!\/)/)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
