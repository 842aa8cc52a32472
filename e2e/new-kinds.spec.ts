import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { grant, withdraw } from './grant.ts'
import { definitionOf } from './graphql/test-resource.ts'

// A tab stays open while an operator is installed and taken away beside it. It is never loaded anew.
test.describe.configure({ mode: 'serial' })

const tag = randomBytes(3).toString('hex')
const group = `kites-${tag}.latchkey.test`
const role = `e2e-kites-${tag}`
const definition = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/kites.${group}`
/** Latchkey takes up a new group within ten seconds, and a socket brings news each twenty. */
const soon = { timeout: 90_000 }
const virtualServices = '/resources/networking.istio.io/v1/virtualservices'

test.beforeAll(async ({ kube }) => {
  await grant(kube, 'editor', role, { apiGroups: [group], resources: ['*'], verbs: ['get', 'list', 'watch', 'create'] }, 'shop')
})
test.afterAll(async ({ kube }) => {
  await kube.remove(definition)
  await withdraw(kube, role, 'shop')
})

const inRail = (page: Page) => page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'Kite', exact: true })
const option = (page: Page) => page.getByRole('option', { name: `kites.${group}` })
/** Gone with the document. */
const mark = (page: Page) => page.evaluate(() => Object.assign(globalThis, { isMarked: true }))
const expectMarked = async (page: Page) =>
  expect(await page.evaluate(() => (globalThis as { isMarked?: boolean }).isMarked), 'the page was not loaded anew').toBe(true)

async function openPalette(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Search or go to' }).click()
  await page.getByRole('combobox', { name: 'Go to' }).fill('kite')
}

test('a kind that comes and goes does so in the rail and the palette of an open tab, and in those of nobody who may not view it', async ({ signIn, kube }) => {
  test.setTimeout(300_000)
  const { page, origin } = await signIn('editor')
  const { page: theirs, origin: theirOrigin } = await signIn('viewer')
  await page.goto(`${origin}${virtualServices}?namespace=shop`)
  await theirs.goto(`${theirOrigin}${virtualServices}`)
  for (const each of [page, theirs]) {
    await expect(each.getByRole('status', { name: 'Live state' })).toHaveText('Live')
    await mark(each)
  }
  const filter = page.getByRole('searchbox', { name: 'Filter' })
  await filter.fill('rev')
  await openPalette(theirs)
  await expect(inRail(page)).toHaveCount(0)

  await kube.apply(definition, definitionOf(group, { plural: 'kites', kind: 'Kite', namespaced: true }))
  await expect(inRail(page)).toBeVisible(soon)
  await expect(filter, 'what somebody is at stays as it is').toBeFocused()
  await expect(filter).toHaveValue('rev')
  await expect(page.getByRole('link', { name: 'reviews', exact: true })).toBeVisible()
  await openPalette(page)
  await expect(option(page)).toBeVisible()
  await expect(option(page)).not.toContainText('not open to you')
  await expect(option(theirs), 'a palette that is open learns of it').toContainText('not open to you', soon)
  await expect(inRail(theirs)).toHaveCount(0)
  await page.keyboard.press('Escape')
  await inRail(page).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kite')
  await page.goBack()
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')

  await kube.remove(definition)
  await expect(inRail(page)).toHaveCount(0, soon)
  await expect(option(theirs)).toHaveCount(0, soon)
  await openPalette(page)
  await expect(option(page)).toHaveCount(0)
  for (const each of [page, theirs]) await expectMarked(each)
})

test('a text that names a kind that is installed only then is created from as soon as one comes back from that', async ({ signIn, kube }) => {
  test.setTimeout(180_000)
  const { page, origin, expectConsole } = await signIn('editor')
  // While Latchkey takes the group up.
  expectConsole(/status of 503/)
  await page.goto(`${origin}${virtualServices}/new?namespace=shop`)
  await page.getByRole('tab', { name: 'YAML' }).click()
  const kite = `apiVersion: ${group}/v1\nkind: Kite\nmetadata: {name: kite-${tag}, namespace: shop}\nspec: {size: 1}\n`
  const service = `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: kite-${tag}, namespace: shop}\nspec: {hosts: [kite]}\n`
  await page.getByRole('textbox', { name: 'YAML of a new VirtualService' }).fill(`${service}---\n${kite}`)
  const results = page.getByRole('list', { name: 'Results' }).getByRole('listitem')
  const tryOut = page.getByRole('button', { name: 'Try', exact: true })
  await tryOut.click()
  await expect(results.nth(1)).toContainText('Kite')
  await expect(results.nth(1)).not.toContainText('The cluster would take it')
  await mark(page)

  await kube.apply(definition, definitionOf(group, { plural: 'kites', kind: 'Kite', namespaced: true }))
  await expect(async () => {
    // As from the terminal where it was installed; headless pages keep the focus.
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await tryOut.click()
    await expect(results.nth(1)).toContainText('The cluster would take it', { timeout: 3_000 })
  }).toPass(soon)
  await expect(results.nth(0)).toContainText('The cluster would take it')
  await expectMarked(page)
})
