import { german } from '../lib/texts/german.ts'
import { expect, test } from './fixtures.ts'

// The dashboard's own words are in the language of the reader's browser, or in the one that they choose; the cluster's stay its own.
const list = '/resources/networking.istio.io/v1/virtualservices'

test('a browser that asks for German gets it on every page, from the first byte and after', async ({ browser, signIn }) => {
  const { page: english, origin } = await signIn('viewer')
  const context = await browser.newContext({ locale: 'de-CH', storageState: await english.context().storageState() })
  const page = await context.newPage()
  for (const [path, heading] of [
    ['/', german['Home']],
    ['/access', german['Access']],
    ['/search', german['Search']],
    ['/no/such/page', german['There is no such page']],
  ] as const) {
    await page.goto(origin + path)
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading ?? 'missing')
  }
  await page.goto(`${origin}${list}/shop/reviews`)
  await expect(page.getByRole('tab', { name: german['Overview'] ?? 'missing' })).toBeVisible()
  // What the browser renders alone, and what a navigation within the page brings.
  await page.getByRole('tab', { name: german['Events'] ?? 'missing' }).click()
  await page
    .getByRole('navigation', { name: german['Breadcrumb'] ?? 'missing' })
    .getByRole('link')
    .first()
    .click()
  await expect(page.getByRole('button', { name: german['Columns'] ?? 'missing' })).toBeVisible()
  await expect(page.getByRole('button', { name: german['Create'] ?? 'missing', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await context.close()
})

test('a language that is chosen stays', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(origin)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.getByRole('button', { name: 'renews while latchkey runs' }).click()
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.goto(`${origin}${list}`)
  await expect(page.getByRole('button', { name: german['Columns'] ?? 'missing' })).toBeVisible()
})
