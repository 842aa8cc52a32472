import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'

// A list that is longer than what a page loads at first: filter and order are of all of it, and it stays alive.
const count = 620
let kube: Kube
let resource: TestResource
let namespace: string
test.beforeAll(async () => {
  test.setTimeout(180_000)
  kube = connectAdmin()
  resource = await createTestResource(kube, 1)
  namespace = resource.namespaces[0] ?? ''
  const numbers = Array.from({ length: count }, (_, index) => index)
  while (numbers.length > 0)
    await Promise.all(numbers.splice(0, 40).map(size => resource.put(namespace, nameOf(size), { size, color: 'red' }, { parity: size % 2 ? 'odd' : 'even' })))
})
test.afterAll(async () => {
  await resource.remove()
  await kube.close()
})

const nameOf = (size: number): string => `w-${String(size).padStart(4, '0')}`
const firstRow = (page: Page) => page.getByRole('table', { name: 'widgets' }).locator('tbody tr:not(.spacer)').first()

async function openList(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/resources/${resource.group}/v1/widgets?namespace=${namespace}`)
  await expect(page.getByText(`${count} objects`)).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible()
}

test('an order is of every object, loaded or not', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await openList(page, origin)
  const size = page.getByRole('columnheader', { name: 'Size' })
  await size.getByRole('button').click()
  await expect(firstRow(page)).toContainText(nameOf(0))
  await size.getByRole('button').click()
  await expect(firstRow(page)).toContainText(nameOf(count - 1))
  await expect(size).toHaveAttribute('aria-sort', 'descending')
})

test('a filter finds what is not loaded, by cells and labels', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await openList(page, origin)
  await page.getByRole('searchbox', { name: 'Filter' }).fill(nameOf(count - 3))
  await expect(page.getByRole('link', { name: nameOf(count - 3), exact: true })).toBeVisible()
  await expect(page.getByText(/^1 (?:object|of \d+ objects)$/)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter' }).fill('parity=odd')
  await expect(page.getByText(new RegExp(`^${count / 2} (?:of \\d+ )?objects$`))).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter' }).fill('no such thing')
  await expect(page.getByText(/^Nothing among widgets/)).toBeVisible()
})

test('what changes shows in the order it is looked at, and the rest is loaded when asked for', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await openList(page, origin)
  const size = page.getByRole('columnheader', { name: 'Size' })
  await size.getByRole('button').click()
  await size.getByRole('button').click()
  await expect(firstRow(page)).toContainText(nameOf(count - 1))
  await expect(page.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible()
  await resource.put(namespace, nameOf(3), { size: 9_000, color: 'red' })
  await expect(firstRow(page)).toContainText(nameOf(3))
  await expect(page.getByRole('status', { name: 'Changes' })).toHaveText(/^1 (?:added|changed)$/)
  await resource.put(namespace, nameOf(3), { size: 3, color: 'red' })
  // One that is not loaded, whose change has come before that of one that is.
  await resource.put(namespace, nameOf(5), { size: 5, color: 'green' })
  await resource.put(namespace, nameOf(count - 1), { size: count + 1, color: 'red' })
  await expect(firstRow(page)).toContainText(String(count + 1))
  await resource.put(namespace, nameOf(count - 1), { size: count - 1, color: 'red' })
  const more = page.getByRole('button', { name: /^Load \d+ more$/ })
  // Where the list was followed from a snapshot all of it is here.
  await expect(async () => {
    if (await more.isVisible()) await more.click({ timeout: 1_000 })
    await expect(more).toHaveCount(0, { timeout: 5_000 })
  }).toPass()
  await expect(page.getByText(`${count} objects`)).toBeVisible()
  // All of it is there, and the document holds what is seen of it.
  await expect(page.getByRole('table', { name: 'widgets' })).toHaveAttribute('aria-rowcount', String(count + 1))
  expect(await page.locator('tbody tr[aria-rowindex]').count()).toBeLessThan(120)
})
