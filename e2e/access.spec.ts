import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requestUserKubeconfig } from './certificate-user.ts'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { grant, withdraw } from './grant.ts'
import { connectAdmin } from './graphql/kube.ts'

const virtualServices = 'virtualservices.networking.istio.io'

test('the matrix says what one may do, by kind and namespace, and nothing else', async ({ signIn }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}/access`)
  const table = page.getByRole('table', { name: 'What I may do' })
  await expect(table.getByRole('columnheader')).toHaveText(['Kind', 'Whole cluster', 'shop', 'shop-staging'])
  const row = table.getByRole('row', { name: new RegExp(virtualServices) })
  await expect(row.getByRole('cell')).toHaveText([/nothing/, 'view, create, edit, delete', 'view, create, edit, delete'])
  await expect(table.getByRole('row', { name: /nodes/ })).toHaveCount(0)

  // Which kinds are looked at stands in the address, and stays there when something is asked.
  await page.getByRole('searchbox', { name: 'Find a kind' }).fill('node')
  await page.getByRole('checkbox', { name: /closed to you$/ }).check()
  const asked = () => Object.fromEntries(new URL(page.url()).searchParams)
  await expect.poll(asked).toEqual({ filter: 'node', closed: 'true' })
  await page.getByLabel('Resource').fill('nodes')
  await page.getByRole('button', { name: 'Ask' }).click()
  await expect.poll(asked).toEqual({ verb: 'get', resource: 'nodes', filter: 'node', closed: 'true' })
  await expect(page.getByText(/may not get nodes/)).toBeVisible()
  await page.reload()
  await expect(page.getByRole('searchbox', { name: 'Find a kind' })).toHaveValue('node')
  await expect(table.getByRole('row', { name: 'Node nodes' })).toBeVisible()
  await expect(row).toHaveCount(0)
})

test('logs, exec and scale stand beside the rest, and the pages hold to it: who may see logs and not exec', async ({ signIn }) => {
  test.setTimeout(120_000)
  const user = `watches-${randomBytes(3).toString('hex')}`
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-watches-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const kube = connectAdmin()
  const look = ['get', 'list', 'watch']
  const pod = kubectl('admin', ['-n', 'shop', 'get', 'pods', '-l', 'app=reviews', '-o', 'jsonpath={.items[0].metadata.name}'])
  try {
    await requestUserKubeconfig(kubeconfig, { commonName: user, organizations: [] })
    await grant(kube, user, user, { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] })
    await grant(kube, user, `${user}-pods`, { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: look }, 'shop')
    await grant(kube, user, `${user}-scale`, { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['get', 'patch'] }, 'shop')
    const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
    const cells = (key: string) => page.getByRole('table', { name: 'What I may do' }).getByRole('row', { name: key }).getByRole('cell')
    await page.goto(`${origin}/access`)
    await expect(page.getByRole('columnheader')).toHaveText(['Kind', 'Whole cluster', 'shop'])
    await expect(cells('Pod pods')).toHaveText([/nothing/, 'view, logs'])
    await expect(cells('Deployment deployments.apps')).toHaveText([/nothing/, 'scale'])

    await page.goto(`${origin}/resources/core/v1/pods/shop/${pod}`)
    await page.getByRole('tab', { name: 'Logs' }).click()
    await expect(page.getByText('GET /ready').first()).toBeVisible()
    await page.getByRole('tab', { name: 'Terminal' }).click()
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveAccessibleDescription(/may not create exec of pods/)

    // One of the two verbs alone runs nothing yet.
    const exec = (verbs: string[]) => grant(kube, user, `${user}-exec`, { apiGroups: [''], resources: ['pods/exec'], verbs }, 'shop')
    await exec(['get'])
    // What is deleted besides shows that the page knows of it.
    await grant(kube, user, `${user}-pods`, { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: [...look, 'delete'] }, 'shop')
    await expect(async () => {
      await page.goto(`${origin}/access?verb=get&resource=pods/exec&namespace=shop`)
      await expect(page.getByText(/^Yes: you may get/)).toBeVisible({ timeout: 1_000 })
      await expect(cells('Pod pods')).toHaveText([/nothing/, 'view, delete, logs'], { timeout: 1_000 })
    }).toPass({ timeout: 30_000 })
    await exec(['get', 'create'])
    await expect(async () => {
      await page.goto(`${origin}/access`)
      await expect(cells('Pod pods')).toHaveText([/nothing/, 'view, delete, logs, exec'], { timeout: 1_000 })
    }).toPass({ timeout: 30_000 })
  } finally {
    await withdraw(kube, user)
    for (const name of ['pods', 'scale', 'exec']) await withdraw(kube, `${user}-${name}`, 'shop')
    await kube.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('who may look everywhere sees the namespace where they may do more, and nothing but that', async ({ signIn }) => {
  const viewer = kubectl('viewer', ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'])
  const name = `e2e-${randomBytes(4).toString('hex')}`
  const kube = connectAdmin()
  try {
    await grant(kube, viewer, name, { apiGroups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] }, 'payments')
    const { page, origin } = await signIn('viewer')
    await page.goto(`${origin}/access`)
    await expect(page.getByRole('columnheader')).toHaveText(['Kind', 'Whole cluster', 'payments'])
    await expect(page.getByRole('row', { name: 'Pod pods' }).getByRole('cell')).toHaveText(['view, logs', 'view, logs, exec'])
  } finally {
    await withdraw(kube, name, 'payments')
    await kube.close()
  }
})

test('a question is answered with the reason, and with roles for who may read them', async ({ signIn }) => {
  const viewer = await signIn('viewer')
  await viewer.page.goto(`${viewer.origin}/access`)
  await viewer.page.getByLabel('Verb').selectOption('delete')
  await viewer.page.getByLabel('Resource').fill(virtualServices)
  await viewer.page.getByLabel('Namespace').fill('shop')
  await viewer.page.getByRole('button', { name: 'Ask' }).click()
  await expect(viewer.page.getByText(/may not delete virtualservices\.networking\.istio\.io in namespace shop/)).toBeVisible()
  await expect(viewer.page.getByText(/you may not read roles/)).toBeVisible()
  await expect(viewer.page.getByText(`kubectl auth can-i delete ${virtualServices} -n shop`)).toBeVisible()

  const admin = await signIn('admin')
  await admin.page.goto(`${admin.origin}/access?verb=delete&resource=${virtualServices}&namespace=shop`)
  await expect(admin.page.getByText(/^Yes: you may delete/)).toBeVisible()
})

test('a button that is closed leads to the role that would open it', async ({ signIn, virtualService }) => {
  const name = await virtualService('payments')
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/payments/${name}`)
  const button = page.getByRole('button', { name: 'Delete' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription(/may not delete/)
  // It is not to be pressed, and says why when it is.
  await button.press('Enter')
  await page.getByRole('link', { name: 'Which role would allow it' }).click()
  await expect(page).toHaveURL(/\/access\?verb=delete&resource=virtualservices\.networking\.istio\.io&namespace=payments&name=/)
  await expect(page.getByText(new RegExp(`may not delete virtualservices.networking.istio.io '${name}'`))).toBeVisible()
})

test('who may read roles is told which would allow it, the narrowest first', async ({ signIn }) => {
  const user = `asks-${randomBytes(3).toString('hex')}`
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-asks-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const kube = connectAdmin()
  const roles = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'clusterroles'], verbs: ['get', 'list'] }
  // Bound to nobody who asks: it would allow what is asked, and little else.
  const narrow = { apiGroups: ['networking.istio.io'], resources: ['virtualservices'], verbs: ['delete', 'list'] }
  try {
    await requestUserKubeconfig(kubeconfig, { commonName: user, organizations: [] })
    await grant(kube, user, user, roles)
    await grant(kube, `${user}-other`, `${user}-narrow`, narrow, 'shop')
    const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
    await page.goto(`${origin}/access?verb=delete&resource=${virtualServices}&namespace=shop`)
    await expect(page.getByText(new RegExp(`${user} may not delete ${virtualServices} in namespace shop`))).toBeVisible()
    const offered = page.getByRole('list', { name: 'Roles that would allow it' }).getByRole('listitem')
    await expect(offered.first()).toContainText(`${user}-narrow`)
    await expect(offered.filter({ hasText: 'cluster-admin' })).toHaveCount(1)
    // A page that is denied tells it, too.
    await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices?namespace=shop`)
    await expect(page.getByRole('heading', { name: `You may not list ${virtualServices} in namespace shop` })).toBeVisible()
    await expect(offered.first()).toContainText(`${user}-narrow`)
    await expect(page.getByRole('link', { name: 'See what you may do' })).toHaveAttribute('href', /\/access$/)
  } finally {
    await withdraw(kube, user)
    await withdraw(kube, `${user}-narrow`, 'shop')
    await kube.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
