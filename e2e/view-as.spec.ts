import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { requestUserKubeconfig } from './certificate-user.ts'
import { auditEvents, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { pictureName } from './gallery/scene.ts'
import { takePictures } from './gallery/take.ts'
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

test('an admin sees and may do what the viewer does, on every page, until they go back', async ({ openLink, virtualService }) => {
  const name = await virtualService('payments')
  const { page, origin } = await openLink('admin')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/payments/${name}`)
  await expect(page.getByRole('button', { name: 'Delete' })).toBeEnabled()
  // The viewer is a ServiceAccount.
  const viewer = kubectl('viewer', ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'])
  await viewAs(page, origin, viewer)
  await expect(banner(page)).toContainText(`You see the cluster as ${viewer}`)
  const startedMs = Date.now()
  for (const path of ['/', '/access', '/search?q=x', '/explorer', '/resources/networking.istio.io/v1/virtualservices', '/no/such/page']) {
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

test('a tab from before does nothing as somebody else', async ({ openLink, virtualService }) => {
  const name = await virtualService('payments')
  const { page, origin } = await openLink('admin')
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

test('who may not impersonate is told what is missing', async ({ openLink }) => {
  const { page, origin } = await openLink('viewer')
  await viewAs(page, origin, 'editor')
  await expect(page.getByText(/may not impersonate users 'editor'/)).toBeVisible()
  await expect(banner(page)).toHaveCount(0)
})

test('as one of a group one sees and may do what is bound to that group alone, and is asked for as one of it', async ({ signIn, virtualService }) => {
  test.setTimeout(120_000)
  const name = await virtualService('shop')
  const [user, viewed, group] = ['groups', 'seen', 'team'].map(word => `${word}-${name}`) as [string, string, string]
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-groups-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const impersonate = (resource: string, of: string) => ({ apiGroups: [''], resources: [resource], verbs: ['impersonate'], resourceNames: [of] })
  const rule = { apiGroups: ['networking.istio.io'], resources: ['virtualservices'], verbs: ['get', 'list', 'watch', 'delete'] }
  try {
    await requestUserKubeconfig(kubeconfig, { commonName: user, organizations: [] })
    await grant(kube, user, user, impersonate('users', viewed))
    await grant(kube, user, group, impersonate('groups', group))
    await grant(kube, { group }, name, rule, 'shop')
    const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
    const list = `${origin}/resources/networking.istio.io/v1/virtualservices?namespace=shop`
    const refused = page.getByRole('heading', { name: 'You may not list virtualservices.networking.istio.io in namespace shop' })
    // The same user of no group may nothing.
    await viewAs(page, origin, viewed)
    await expect(banner(page)).toContainText(`You see the cluster as ${viewed}`)
    await page.goto(list)
    await expect(refused).toBeVisible()
    await viewAs(page, origin, viewed, group)
    await expect(banner(page)).toContainText(group)
    await expect(banner(page)).toContainText(`You are ${user}`)
    await page.goto(list)
    await page.getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('button', { name: 'Edit' })).toHaveAttribute('aria-disabled', 'true')
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByLabel(/Type/).fill(name)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Delete/ })
      .click()
    const asked = () => auditEvents(event => event.requestURI.includes(`/virtualservices/${name}`) && event.impersonatedUser?.username === viewed)
    await expect.poll(() => asked().map(({ verb, responseStatus }) => [verb, responseStatus?.code])).toContainEqual(['delete', 200])
    for (const { impersonatedUser } of asked()) expect(impersonatedUser?.groups).toEqual([group, 'system:authenticated'])

    // Also where no page is.
    await page.goto(`${origin}/no/such/page`)
    await banner(page).getByRole('button', { name: 'Back to myself' }).click()
    await expect(banner(page)).toHaveCount(0)
    await page.goto(list)
    await expect(refused).toBeVisible()
  } finally {
    await withdraw(kube, user)
    await withdraw(kube, group)
    await withdraw(kube, name, 'shop')
    rmSync(folder, { recursive: true, force: true })
  }
})

test('as a ServiceAccount one sees what that account may, with the groups of all such accounts', async ({ openLink, virtualService }) => {
  const [theirs, other] = [await virtualService('payments'), await virtualService('shop')]
  const { page, origin } = await openLink('admin')
  await page.goto(`${origin}/access`)
  await page.getByLabel('Who').selectOption('ServiceAccount')
  const form = page.getByRole('region', { name: 'View as somebody else' })
  await form.getByLabel('Namespace').fill('payments')
  await form.getByLabel('Name', { exact: true }).fill('payments')
  await form.getByRole('button', { name: 'View as' }).click()
  await expect(banner(page)).toContainText('You see the cluster as system:serviceaccount:payments:payments')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/payments/${theirs}`)
  await expect(page.getByRole('button', { name: 'Delete' })).not.toHaveAttribute('aria-disabled', 'true')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${other}`)
  await expect(page.getByRole('heading', { name: /may not get/ })).toBeVisible()
  const asked = () => auditEvents(event => event.verb === 'get' && event.requestURI.includes(`/virtualservices/${other}`) && !!event.impersonatedUser)
  await expect
    .poll(() => asked().map(({ impersonatedUser }) => [impersonatedUser?.username, impersonatedUser?.groups]))
    .toContainEqual(['system:serviceaccount:payments:payments', ['system:serviceaccounts', 'system:serviceaccounts:payments', 'system:authenticated']])
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
    await takePictures(page, pictureName('Access', 'view ended'))
    await banner(page).getByRole('button', { name: 'Dismiss' }).click()
    await expect(banner(page)).toHaveCount(0)
  } finally {
    await withdraw(kube, user)
    rmSync(folder, { recursive: true, force: true })
  }
})
