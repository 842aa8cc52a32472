import { expect, test } from './fixtures.ts'

// What a cold browser has to fetch before a page works: bytes as they are sent, which no machine's speed changes.
const mostScriptBytes = 250_000

for (const [what, path] of [
  ['a list', '/resources/networking.istio.io/v1/virtualservices'],
  ['an object', '/resources/networking.istio.io/v1/virtualservices/shop/reviews'],
  ['home', '/'],
] as const)
  test(`${what} brings at most 250 KB of script`, async ({ signIn }) => {
    const { page, origin } = await signIn('viewer')
    const scripts: Promise<number>[] = []
    page.on('requestfinished', request => {
      if (request.resourceType() === 'script') scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(`${origin}${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    const bytes = await Promise.all(scripts)
    expect(bytes.length).toBeGreaterThan(5)
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(mostScriptBytes)
  })
