import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { requestUserKubeconfig } from './certificate-user.ts'
import { auditEvents } from './cluster.ts'
import { expect, type Fixtures, test } from './fixtures.ts'
import { grant, withdraw } from './grant.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'

// Somebody with rights in 3 of 200 namespaces who may list none: one that their kubeconfig names, one that a rule names, one that they name.
const many = 200
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bound-'))
const kubeconfig = join(folder, 'bound.kubeconfig')
let kube: Kube
let resource: TestResource
let user: string
let mine: readonly [string, string, string]
test.beforeAll(async () => {
  test.setTimeout(180_000)
  kube = connectAdmin()
  resource = await createTestResource(kube, many)
  user = `bound-${resource.tag}`
  // The last of them is the last of all in alphabetical order too.
  mine = [resource.namespaces[3], resource.namespaces[77], resource.namespaces[99]] as unknown as typeof mine
  await requestUserKubeconfig(kubeconfig, { commonName: user, organizations: [] })
  const widgets = { apiGroups: [resource.group], resources: ['widgets'], verbs: ['get', 'list', 'watch', 'update', 'delete'] }
  for (const namespace of mine) await grant(kube, user, 'bound', widgets, namespace)
  await grant(kube, user, user, { apiGroups: [''], resources: ['namespaces'], verbs: ['get'], resourceNames: [mine[1]] })
  // One object in each of some namespaces, so that the others' are there to be left out.
  await Promise.all([...mine, ...resource.namespaces.slice(0, 20)].map(namespace => resource.put(namespace, `w-${namespace}`, { size: 1 })))
})
test.afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await withdraw(kube, user)
  await resource.remove()
  await kube.close()
})

const list = (): string => `/resources/${resource.group}/v1/widgets`
const shown = (page: Page) => page.getByRole('table', { name: 'widgets' }).getByRole('link')
const names = (namespaces: readonly string[]): string[] => namespaces.map(namespace => `w-${namespace}`).sort()
const refusals = () => auditEvents(event => event.impersonatedUser?.username === user && event.responseStatus?.code === 403)

test('somebody bound to three of many namespaces sees their union on every page, live, without a request that is refused', async ({ signIn }) => {
  const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
  const add = async (namespace: string): Promise<void> => {
    await page.getByRole('button', { name: /^Namespaces \d+$/ }).click()
    await page.getByLabel('Namespace to remember').fill(namespace)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
  }
  // The other replica may not know the kind yet.
  await expect(async () => {
    await page.goto(`${origin}/?namespace=${mine[0]}`)
    await expect(page.getByRole('row', { name: /Widget/ })).toContainText('view, edit, delete in', { timeout: 5_000 })
  }).toPass({ timeout: 30_000 })

  await page.goto(origin + list())
  await expect.poll(async () => (await shown(page).allTextContents()).sort()).toEqual(names(mine.slice(0, 2)))
  await add(mine[2])
  await expect.poll(async () => (await shown(page).allTextContents()).sort()).toEqual(names(mine))
  await page.keyboard.press('Escape')

  // What is not theirs is told apart, and changes nothing.
  await add(resource.namespaces[5] ?? '')
  await expect(page.getByRole('dialog', { name: 'My namespaces' })).toContainText('nothing open to you')
  await page.keyboard.press('Escape')
  await expect.poll(async () => (await shown(page).allTextContents()).sort()).toEqual(names(mine))

  await resource.put(mine[2], 'came-later', { size: 2 })
  await expect(page.getByRole('link', { name: 'came-later' })).toBeVisible()

  // Search and Home work from all of them at once.
  await page.goto(`${origin}/search?q=came-later`)
  await expect(page.getByRole('link', { name: /came-later/ })).toBeVisible()
  await page.goto(`${origin}/`)
  await expect(page.getByRole('row', { name: /Widget/ })).toContainText('4')
  // So do an object's page, whose events are not open to them, the palette and what may be done.
  await page.goto(`${origin}${list()}/${mine[2]}/came-later`)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await expect(page.getByRole('region', { name: 'Owns', exact: true })).toContainText('Nothing you may view.')
  await page.getByRole('tab', { name: 'Events' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('cannot be shown')
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('came-later')
  await expect(page.getByRole('option', { name: /^came-later/ })).toBeVisible()
  await page.goto(`${origin}/access`)
  await expect(page.getByRole('table', { name: 'What I may do' }).getByRole('row', { name: /Widget/ })).toBeVisible()
  // So does the list of namespaces, which the cluster has none of for them: theirs are there, and lead to what is in them.
  await page.goto(`${origin}/resources/core/v1/namespaces`)
  await expect(page.getByRole('heading', { name: 'You may not list namespaces' })).toBeVisible()
  const own = page.getByRole('list', { name: 'My namespaces' }).getByRole('link')
  await expect.poll(async () => (await own.allTextContents()).sort()).toEqual([...mine].sort())
  await own.filter({ hasText: mine[2] }).click()
  await expect(page.getByRole('row', { name: /Widget/ })).toContainText('view, edit, delete in')
  expect(refusals().map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([])
})

test('a choice of some namespaces is in the address, and one that is not open says so', async ({ signIn }) => {
  const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
  await page.goto(`${origin}/?${mine.map(namespace => `namespace=${namespace}`).join('&')}`)
  await page.goto(origin + list())
  // With what another test may have made.
  await expect.poll(() => shown(page).count()).toBeGreaterThanOrEqual(3)
  await page.getByRole('button', { name: /^Namespaces: My 3 namespaces/ }).click()
  await page.getByRole('checkbox', { name: mine[0], exact: true }).check()
  await expect(page).toHaveURL(new RegExp(`namespace=${mine[0]}$`))
  await expect(shown(page)).toHaveCount(1)
  await page.getByRole('checkbox', { name: mine[1], exact: true }).check()
  await expect(shown(page)).toHaveCount(2)
  // Whoever goes on to another kind goes on in both.
  const rail = page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'Widget', exact: true })
  await expect(rail).toHaveAttribute('href', new RegExp(`\\?namespace=${mine[0]}&namespace=${mine[1]}$`))
  await page.reload()
  await expect.poll(async () => (await shown(page).allTextContents()).sort()).toEqual(names(mine.slice(0, 2)))
  await page.goto(`${origin}${list()}?namespace=${resource.namespaces[5]}`)
  await expect(page.getByRole('main')).toContainText(/may not|cannot|forbidden/i)
})

/** Someone with the right to widgets in one namespace that nothing names to them but what `more` lets them read. */
async function openAs(name: string, more: Record<string, unknown>, signIn: Fixtures['signIn']): Promise<Page> {
  const [own, widgets] = [join(folder, `${name}.kubeconfig`), { apiGroups: [resource.group], resources: ['widgets'], verbs: ['get', 'list', 'watch'] }]
  await requestUserKubeconfig(own, { commonName: name, organizations: [] })
  await grant(kube, name, name, widgets, mine[2])
  await grant(kube, name, name, more)
  const { page, origin } = await signIn('guest', { KUBECONFIG: own })
  await page.goto(origin + list())
  return page
}

for (const [what, apiGroup, plural] of [
  ['role bindings', 'rbac.authorization.k8s.io', 'rolebindings'],
  ['all namespaces, of which most are not theirs,', '', 'namespaces'],
] as const)
  test(`somebody who may list ${what} finds by them the namespaces that are theirs`, async ({ signIn }) => {
    const name = `${plural}-${resource.tag}`
    try {
      const page = await openAs(name, { apiGroups: [apiGroup], resources: [plural], verbs: ['list'] }, signIn)
      await expect(shown(page).filter({ hasText: `w-${mine[2]}` })).toBeVisible()
      await expect(page.getByRole('button', { name: `Namespaces: My 1 namespace` })).toBeVisible()
    } finally {
      await withdraw(kube, name)
      await withdraw(kube, name, mine[2])
    }
  })
