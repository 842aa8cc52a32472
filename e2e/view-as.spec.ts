import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { requestUserKubeconfig } from './certificate-user.ts'
import { auditEvents, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { grant, withdraw } from './grant.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'

// The cluster as somebody else, for who may impersonate them; whatever is asked meanwhile is asked as them.
let kube: Kube
test.beforeAll(() => {
  kube = connectAdmin()
})
test.afterAll(() => kube.close())

const banner = (page: Page) => page.getByRole('region', { name: 'View as', exact: true })

async function viewAs(page: Page, origin: string, user: string, groups = ''): Promise<void> {
  await page.goto(`${origin}/access`)
  await page.getByLabel('User', { exact: true }).fill(user)
  await page.getByLabel('Groups').fill(groups)
  await page.getByRole('button', { name: 'View as' }).click()
}

test('an admin sees and may do what the viewer does, on every page, until they go back', async ({ signIn, virtualService }) => {
  const name = await virtualService('payments')
  const { page, origin } = await signIn('admin')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/payments/${name}`)
  await expect(page.getByRole('button', { name: 'Delete' })).toBeEnabled()
  // The viewer is a ServiceAccount.
  const viewer = kubectl('viewer', ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'])
  await viewAs(page, origin, viewer)
  await expect(banner(page)).toContainText(`You see the cluster as ${viewer}`)
  const startedMs = Date.now()
  for (const path of ['/', '/access', '/search?q=x', '/explorer', '/resources/networking.istio.io/v1/virtualservices']) {
    await page.goto(origin + path)
    await expect(banner(page)).toContainText(new RegExp(`You see the cluster as ${viewer} .*You are kubernetes-admin`))
  }
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/payments/${name}`)
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveAttribute('aria-disabled', 'true')
  // On a phone the kinds open below the banner and the bar, which both stay in reach.
  const size = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  const kinds = page.getByRole('button', { name: 'Kinds', exact: true })
  await kinds.click()
  await expect(page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'VirtualService', exact: true })).toBeInViewport()
  await kinds.click({ timeout: 5_000 })
  await expect(page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'VirtualService', exact: true })).toBeHidden()
  if (size) await page.setViewportSize(size)
  const lists = auditEvents(
    event =>
      event.verb === 'list' &&
      event.requestURI.includes('/virtualservices') &&
      Date.parse(event.requestReceivedTimestamp) > startedMs &&
      !!event.impersonatedUser,
  )
  expect(lists.length).toBeGreaterThan(0)
  for (const { impersonatedUser } of lists) expect(impersonatedUser).toMatchObject({ username: viewer })

  await banner(page).getByRole('button', { name: 'Back to myself' }).click()
  await expect(banner(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Delete' })).not.toHaveAttribute('aria-disabled', 'true')
})

test('a tab from before does nothing as somebody else', async ({ signIn, virtualService }) => {
  const name = await virtualService('payments')
  const { page, origin } = await signIn('admin')
  const other = await page.context().newPage()
  await other.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/payments/${name}`)
  await viewAs(page, origin, 'editor')
  await expect(banner(page)).toBeVisible()
  // It is told at once, by the tab where that was done.
  await expect(other.getByRole('alert').filter({ hasText: 'signed in again since the page was opened' })).toBeVisible()
  await other.getByRole('button', { name: 'Delete' }).click()
  await other.getByLabel(/Type/).fill(name)
  await other
    .getByRole('dialog')
    .getByRole('button', { name: /Delete/ })
    .click()
  await expect(other.getByText(/signed in again since the page was opened/).first()).toBeVisible()
})

test('who may not impersonate is told what is missing', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await viewAs(page, origin, 'editor')
  await expect(page.getByText(/may not impersonate users 'editor'/)).toBeVisible()
  await expect(banner(page)).toHaveCount(0)
})

test('a view ends with the right to it', async ({ signIn }) => {
  const user = `views-${randomBytes(3).toString('hex')}`
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-views-'))
  const kubeconfig = join(folder, 'kubeconfig')
  try {
    await requestUserKubeconfig(kubeconfig, { commonName: user, organizations: [] })
    await grant(kube, user, user, { apiGroups: [''], resources: ['users', 'serviceaccounts'], verbs: ['impersonate'], resourceNames: ['editor', 'default'] })
    const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
    await viewAs(page, origin, 'editor', 'team-a')
    await expect(page.getByText(/may not impersonate groups 'team-a'/)).toBeVisible()

    await page.getByLabel('Who').selectOption('ServiceAccount')
    await page.getByLabel('Namespace', { exact: true }).last().fill('shop')
    await page.getByLabel('Name', { exact: true }).last().fill('default')
    await page.getByRole('button', { name: 'View as' }).click()
    await expect(banner(page)).toContainText('system:serviceaccount:shop:default')
    await viewAs(page, origin, 'editor')
    await expect(banner(page)).toContainText('You see the cluster as editor')

    await withdraw(kube, user)
    await expect(async () => {
      await page.goto(`${origin}/access`)
      await expect(banner(page)).toContainText(/yourself again.*may not impersonate users 'editor'/, { timeout: 500 })
    }).toPass({ timeout: 15_000 })
    await banner(page).getByRole('button', { name: 'Dismiss' }).click()
    await expect(banner(page)).toHaveCount(0)
  } finally {
    await withdraw(kube, user)
    rmSync(folder, { recursive: true, force: true })
  }
})
