import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

const pages = {
  home: '/',
  list: '/resources/cert-manager.io/v1/certificates',
  object: '/resources/cert-manager.io/v1/certificates/shop/legacy-www',
  edit: '/resources/cert-manager.io/v1/certificates/shop/legacy-www/edit',
  search: '/search?q=reviews',
  explorer: '/explorer',
  forbidden: '/resources/core/v1/secrets',
  'not found': '/no/such/page',
  'sign in': '/sign-in?reason=SIGNED_OUT',
}

for (const [user, theme] of [
  ['admin', 'light'],
  ['viewer', 'dark'],
] as const) {
  test(`axe finds nothing on any page, ${theme}, as ${user}`, async ({ signIn }) => {
    test.slow()
    const { page, origin } = await signIn(user)
    await page.emulateMedia({ colorScheme: theme })
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${origin}${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      // A third of the time: the other way sends all that passes to a second page. Frames of other origins, of which we have none, need it.
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode()
        .options({ resultTypes: ['violations'] })
        .analyze()
      expect(
        violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(node => node.target.join(' ')).join(', ')}`),
        name,
      ).toEqual([])
    }
  })
}
