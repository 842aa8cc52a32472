import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { requestUserKubeconfig } from './certificate-user.ts'
import { expect, test } from './fixtures.ts'
import { grant } from './grant.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'
import { createHeldKind, type HeldKind } from './mounts/held-kind.ts'
import { createServingCertificate } from './mounts/serving-certificate.ts'

// What is on its way has its place already: bars where it will stand, of its size, still, and nothing is said before it is there.
const total = 130
/** What a page has at once of a list. */
const first = 100
const folder = mkdtempSync(join(tmpdir(), 'latchkey-skeletons-'))
const kubeconfig = join(folder, 'user.kubeconfig')
let kube: Kube
let resource: TestResource
let namespace = ''
let user = ''
let held: HeldKind | null = null
test.beforeAll(async () => {
  test.setTimeout(120_000)
  kube = connectAdmin()
  resource = await createTestResource(kube)
  namespace = resource.namespaces[0] ?? ''
  user = `skeletons-${resource.tag}`
  await requestUserKubeconfig(kubeconfig, { commonName: user, organizations: [] })
  await grant(kube, user, 'widgets', { apiGroups: [resource.group], resources: ['widgets'], verbs: ['get', 'list', 'watch'] }, namespace)
  const numbers = Array.from({ length: total }, (_, index) => index)
  while (numbers.length > 0)
    await Promise.all(numbers.splice(0, 40).map(index => resource.put(namespace, `w-${String(index).padStart(3, '0')}`, { size: index })))
})
test.afterEach(async () => {
  await held?.remove()
  held = null
})
test.afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await resource.remove()
  await kube.close()
})

/** A kind that the user may list and nobody can before `release`. */
async function holdKind(): Promise<HeldKind> {
  const kind = await createHeldKind(createServingCertificate(), namespace)
  held = kind
  await grant(kube, user, 'gates', { apiGroups: [kind.group], resources: ['gates'], verbs: ['get', 'list', 'watch'] }, namespace)
  kind.hold()
  return kind
}

/** Bars in a part of the page: still, hidden from who does not see them, and beside nothing that is announced. */
async function expectSkeleton(part: Locator): Promise<void> {
  const bars = part.locator('.skeleton')
  await expect(bars.first()).toBeVisible()
  expect(await bars.evaluateAll(all => all.filter(bar => !bar.closest('[aria-hidden="true"]')).length), 'all of them are hidden').toBe(0)
  expect(await bars.evaluateAll(all => all.flatMap(bar => bar.getAnimations()).length), 'nothing of them moves').toBe(0)
  await expect(part.locator('[role="status"], [role="alert"], [role="progressbar"], [aria-live]')).toHaveCount(0)
}

const topOf = async (part: Locator): Promise<number | undefined> => (await part.boundingBox())?.y
const rows = (page: Page) => page.getByRole('table', { name: 'widgets' }).locator('tbody tr[aria-rowindex]')

test('rows of a list that are on their way have their places, those that a page asks for by itself and those that somebody does', async ({ signIn }) => {
  const { page, origin, expectConsole } = await signIn('guest', { KUBECONFIG: kubeconfig })
  expectConsole(/ERR_FAILED/)
  // Not followed, as what is followed may come as a whole.
  await page.routeWebSocket(/\/api\/graphql$/, () => {})
  let gate = Promise.withResolvers<'continue' | 'abort'>()
  await page.route('**/api/graphql', async route => {
    const { id = '' } = (route.request().postDataJSON() ?? {}) as { id?: string }
    if (id.startsWith('List@')) await route[await gate.promise]()
    else if (route.request().headers()['accept'] !== 'text/event-stream') await route.continue()
  })
  const list = page.getByRole('region', { name: 'widgets, scrollable' })
  const height = () => list.evaluate(({ scrollHeight }) => scrollHeight)
  await page.goto(`${origin}/resources/${resource.group}/v1/widgets?namespace=${namespace}`)
  const lastRow = page.getByRole('link', { name: `w-${String(first - 1).padStart(3, '0')}`, exact: true })
  const toEnd = async (): Promise<void> => {
    await list.evaluate(element => element.scrollTo({ top: element.scrollHeight }))
    await expectSkeleton(page.getByRole('table', { name: 'widgets' }).locator('tbody'))
  }
  await toEnd()
  gate.resolve('abort')
  await expect(page.locator('.skeleton')).toHaveCount(0)

  gate = Promise.withResolvers()
  const more = page.getByRole('button', { name: /^Load \d+ more$/ })
  await more.click()
  await toEnd()
  await expect(more, 'it is as it was, and keeps the focus').toBeFocused()
  const reserved = await height()
  await lastRow.scrollIntoViewIfNeeded()
  const top = await topOf(lastRow)
  gate.resolve('continue')
  await expect(page.locator('.skeleton')).toHaveCount(0)
  await expect(page.getByRole('status', { name: 'Changes' }), 'who does not see them hears that they came').toHaveText(`${total - first} more rows are there.`)
  await expect(page.getByText(`${total} objects`)).toBeVisible()
  expect(await topOf(lastRow), 'what stood there has not moved').toBe(top)
  expect(reserved, 'the list has not become shorter').toBeLessThanOrEqual(await height())
  await expect(rows(page)).toHaveCount(total)
})

test('what a search finds, and what an object owns, have their places while the cluster is asked', async ({ signIn }) => {
  test.setTimeout(180_000)
  const kind = await holdKind()
  const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
  await page.goto(`${origin}/?namespace=${namespace}`)
  const owns = page.getByRole('region', { name: 'Owns' })
  // The server looks for ten seconds, and takes up what the user may list some time after it came.
  await expect(async () => {
    await page.goto(`${origin}/resources/${resource.group}/v1/widgets/${namespace}/w-000`, { waitUntil: 'commit' })
    await expect(page.getByRole('heading', { level: 1, name: 'w-000' })).toBeVisible()
    await expectSkeleton(owns)
  }).toPass()
  const results = page.getByRole('main')
  await expect(async () => {
    await page.goto(`${origin}/search?q=${encodeURIComponent('gates gate')}`, { waitUntil: 'commit' })
    await expect(page.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible()
    await expectSkeleton(results)
  }).toPass()
  const panelTop = await topOf(results.locator('.panel'))
  kind.release()
  const found = page.getByRole('table', { name: 'Objects found' })
  await expect(async () => {
    // One that has waited for five seconds ends without the kind.
    if (await results.getByText('No object that you may list').isVisible()) await page.reload()
    await expect(found.getByRole('link', { name: 'gate-0', exact: true })).toBeVisible({ timeout: 5_000 })
  }).toPass()
  await expect(page.locator('.skeleton')).toHaveCount(0)
  expect(await topOf(results.locator('.panel')), 'the table stands where its skeleton stood').toBe(panelTop)
})

test('the result of an operation has its place while it runs', async ({ signIn }) => {
  const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
  const answer = Promise.withResolvers<void>()
  await page.route('**/api/graphql', async route => {
    if (route.request().postData()?.includes('"query"')) await answer.promise
    await route.continue()
  })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`${origin}/explorer`)
  await page.getByRole('textbox', { name: 'Operation' }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText('{ me { name } }')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const result = page.getByRole('region', { name: 'Result' })
  const before = await result.boundingBox()
  await expect(result.getByRole('status', { name: 'Run' })).toHaveText('Running…')
  await expectSkeleton(result.locator(':scope > :last-child'))
  answer.resolve()
  await expect(result).toContainText(user)
  await expect(result.locator('.skeleton')).toHaveCount(0)
  expect(await result.boundingBox()).toEqual(before)
})
