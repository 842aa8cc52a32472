import type { Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'

const list = '/resources/networking.istio.io/v1/virtualservices'

async function openPalette(page: Page) {
  await isAlive(page)
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Go to' })
  await expect(field).toBeFocused()
  return field
}

/** Keys do nothing before React runs the page. */
const isAlive = (page: Page) =>
  page.waitForFunction(() => Object.keys(document.querySelector('header button[aria-keyshortcuts]') ?? {}).some(key => key.startsWith('__reactProps$')))

test.describe('the command palette', () => {
  test('goes to a kind by its short name, and to an object of it', async ({ signIn }) => {
    const { page, origin } = await signIn('admin')
    await page.goto(origin)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const field = await openPalette(page)
    await field.fill('vs')
    await expect(page.getByRole('option', { name: /^VirtualService/ }).first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(url => url.pathname.endsWith(list))
    await (await openPalette(page)).fill('vs/reviews')
    await page
      .getByRole('option', { name: /^reviews/ })
      .first()
      .click()
    await expect(page.getByRole('heading', { level: 1, name: 'reviews' })).toBeVisible()
    await expect(page, 'a tab says what of that name it shows').toHaveTitle('reviews · virtualservices · Latchkey')
  })

  // One lists everywhere, the other in one namespace alone.
  for (const user of ['viewer', 'payments'] as const)
    test(`finds workloads and pods by their names alone beside custom kinds, as ${user}`, async ({ signIn }) => {
      const { page, origin } = await signIn(user)
      await page.goto(`${origin}/access`)
      const field = await openPalette(page)
      await field.fill('ledger-v1')
      for (const kind of ['Deployment', 'Pod']) await expect(page.getByRole('option', { name: new RegExp(`^ledger-v1.*${kind} · payments`) })).toBeVisible()
      await field.fill('ledger-mtls')
      await expect(page.getByRole('option', { name: /^ledger-mtls.*Certificate · payments/ })).toBeVisible()
    })

  test('leads to a kind by its whole name, whichever of its objects one looked at last', async ({ signIn }) => {
    const { page, origin } = await signIn('viewer')
    await page.goto(`${origin}/resources/cert-manager.io/v1/certificates/shop/legacy-www`)
    await expect(page.getByRole('heading', { level: 1, name: 'legacy-www' })).toBeVisible()
    await (await openPalette(page)).fill('certificate')
    await expect(page.getByRole('option', { name: /^legacy-www/ }), 'it is offered, too').toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(url => url.pathname.endsWith('/cert-manager.io/v1/certificates'))
  })

  test('finds built-in kinds and their objects, and by keys alone', async ({ signIn }) => {
    const { page, origin } = await signIn('admin')
    await page.goto(origin)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await isAlive(page)
    await page.keyboard.press(':')
    const field = page.getByRole('combobox', { name: 'Go to' })
    await field.fill('hpa')
    await expect(page.getByRole('option', { name: /^HorizontalPodAutoscaler/ }), 'a kind that the rail has not').toBeVisible()
    await field.fill('deploy reviews')
    await expect(page.getByRole('option', { name: /reviews-v1/ })).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await expect(field).toHaveAttribute('aria-activedescendant', /.+/)
    await page.keyboard.press('Escape')
    await expect(field).toHaveCount(0)
  })

  test('offers where one was, and what is pinned stands in the rail', async ({ signIn }) => {
    const { page, origin } = await signIn('viewer')
    await page.goto(`${origin}/resources/cert-manager.io/v1/certificates/shop/legacy-www`)
    await page.getByRole('button', { name: 'Pin legacy-www' }).click()
    await expect(page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'legacy-www' })).toBeVisible()
    await page.goto(`${origin}/`)
    await expect(page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'legacy-www' })).toBeVisible()
    await openPalette(page)
    await expect(page.getByRole('option', { name: /legacy-www.*Certificate/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Unpin legacy-www' }).click()
    await expect(page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'legacy-www' })).toHaveCount(0)
  })

  test('looks through every kind for a word that names none, and says when it could not', async ({ signIn }) => {
    const { page, origin, expectConsole } = await signIn('viewer')
    expectConsole(/Failed to load resource/)
    let isCut = true
    await page.route(/\/api\/graphql/, route => (isCut ? route.abort() : route.continue()))
    await page.goto(`${origin}/access`)
    await (await openPalette(page)).fill('reviews')
    await expect(page.getByText(/^Objects could not be looked for: /)).toBeVisible()
    await expect(page.getByText('Nothing here is called so.')).toHaveCount(0)
    isCut = false
    await page.getByRole('combobox', { name: 'Go to' }).fill('review')
    await expect(page.getByText(/^Objects could not be looked for: /)).toHaveCount(0)
    await page.getByRole('option', { name: 'Search every kind for “review”' }).click()
    await expect(page).toHaveURL(/\/search\?q=review$/)
    await expect(page).toHaveTitle('review · Search · Latchkey')
    for (const kind of ['Pod', 'Deployment', 'VirtualService']) await expect(page.getByRole('cell', { name: kind, exact: true }).first()).toBeVisible()
  })

  test('tells of a kind that is not open, and finds nothing of it', async ({ signIn }) => {
    const { page, origin } = await signIn('guest')
    await page.goto(origin)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await (await openPalette(page)).fill('vs')
    await expect(page.getByRole('option', { name: /VirtualService/ }).first()).toContainText('not open to you')
    await page.getByRole('combobox', { name: 'Go to' }).fill('vs reviews')
    await expect(page.getByText('Nothing here is called so.')).toBeVisible()
  })
})

test('the search over all kinds finds pods and deployments too, by a label', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/search?q=${encodeURIComponent('app=reviews')}`)
  for (const kind of ['Pod', 'Deployment'])
    await expect(
      page
        .getByRole('row')
        .filter({ has: page.getByRole('cell', { name: kind, exact: true }), hasText: /label app/ })
        .first(),
    ).toBeVisible()
})

test('the search over all kinds finds an object by a word of its annotations, and only for who may list it', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const word = `word${name.slice(4)}`
  kubectl('admin', ['-n', 'shop', 'annotate', 'virtualservice', name, `owner.test/team=Team ${word}`])
  const { page, origin } = await signIn('viewer')
  await expect(async () => {
    await page.goto(`${origin}/search?q=${word.toUpperCase()}`)
    await expect(page.getByRole('row', { name: new RegExp(`${name}.*annotation owner\\.test/team`) })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  const { page: theirs, origin: other } = await signIn('payments')
  await theirs.goto(`${other}/search?q=${word}`)
  await expect(theirs.getByRole('main')).toContainText(word)
  await expect(theirs.getByRole('link', { name })).toHaveCount(0)
})
