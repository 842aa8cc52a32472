import { readFileSync } from 'node:fs'
import { kubectl, type User } from './cluster.ts'
import { echoThroughPod } from './mounts/echo.ts'
import { expect, test } from './mounts/fixtures.ts'
import { mountNames } from './mounts/mount.ts'
import { signIn } from './mounts/sign-in.ts'
import type { Tab } from './mounts/tab.ts'
import { replaceInEditor } from './replace-in-editor.ts'

// One build, one Deployment, every mount open at once: the same steps have to do the same in each. What a page does
// besides (errors, CSP violations, requests that leave the mount) fails the test by the fixture `openTab`.
const list = '/resources/networking.istio.io/v1/virtualservices'
const listIn = (namespace: string): string => `${list}?namespace=${namespace}`
const objectPage = (namespace: string, name: string): string => `${list}/${namespace}/${name}`

/** A mark that a new document would not have. */
const mark = (tab: Tab): Promise<void> => tab.page.evaluate(() => void Object.assign(globalThis, { stayed: true }))
const isMarked = (tab: Tab): Promise<boolean> => tab.page.evaluate(() => 'stayed' in globalThis)

for (const name of mountNames) {
  test.describe(`mounted as ${name}`, () => {
    test('a deep link asks to sign in, leads there, and is closed again after signing out', async ({ openTab, playground, virtualService }) => {
      const object = await virtualService(playground.namespace)
      const tab = await openTab(name)
      const { page } = tab
      const deep = objectPage(playground.namespace, object)
      await signIn(tab, 'admin', deep)
      await expect(page.getByRole('heading', { level: 1, name: object })).toBeVisible()
      await page.reload()
      await expect(page.getByRole('heading', { level: 1, name: object })).toBeVisible()
      tab.expectSessionEnd()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await expect(page).toHaveURL(tab.at('/sign-in?reason=SIGNED_OUT'))
      await page.goto(tab.at(deep))
      await expect(page).toHaveURL(url => url.href.startsWith(tab.at('/sign-in?')) && url.searchParams.get('to') === deep)
      await expect(page.getByRole('heading', { name: object })).toHaveCount(0)
    })

    test('client navigation loads no document', async ({ openSignedInTab }) => {
      const tab = await openSignedInTab(name)
      const { page } = tab
      await expect(page.getByRole('navigation', { name: 'Kinds' })).toBeVisible()
      // Before React runs the page a link is a plain link.
      await page.waitForFunction(() => Object.keys(document.querySelector('main a') ?? {}).some(key => key.startsWith('__reactProps$')))
      await mark(tab)
      tab.takeDocuments()
      await page.getByRole('main').getByRole('link', { name: 'VirtualService', exact: true }).click()
      await expect(page).toHaveURL(tab.at(list))
      const first = page.getByRole('table', { name: 'virtualservices' }).getByRole('link').first()
      const object = (await first.textContent()) ?? ''
      await first.click()
      await expect(page.getByRole('heading', { level: 1, name: object })).toBeVisible()
      expect(page.url().startsWith(tab.at(`${list}/`))).toBe(true)
      await page.goBack()
      await expect(page.getByRole('table', { name: 'virtualservices' })).toBeVisible()
      await page.goBack()
      await expect(page).toHaveURL(tab.at('/'))
      await page.goForward()
      await expect(page.getByRole('table', { name: 'virtualservices' })).toBeVisible()
      expect(tab.takeDocuments()).toEqual([])
      expect(await isMarked(tab)).toBe(true)
    })

    test('a list shows changes as they happen, and an edit is saved', async ({ openSignedInTab, playground, virtualService }) => {
      const { namespace } = playground
      const tab = await openSignedInTab(name, listIn(namespace))
      const { page } = tab
      await expect(page.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible()
      await mark(tab)
      tab.takeDocuments()
      const object = await virtualService(namespace)
      await expect(page.getByRole('link', { name: object, exact: true })).toBeVisible()
      kubectl('admin', ['-n', namespace, 'patch', 'virtualservice', object, '--type=merge', '-p', '{"spec":{"hosts":["changed.example"]}}'])
      await expect(page.getByRole('row').filter({ hasText: object })).toContainText('changed.example')
      await page.getByRole('link', { name: object, exact: true }).click()
      await page.getByRole('button', { name: 'Edit' }).click()
      await replaceInEditor(page, 'changed.example', 'edited.example')
      await page.getByRole('button', { name: /review/i }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await expect.poll(() => kubectl('admin', ['-n', namespace, 'get', 'virtualservice', object, '-o', 'jsonpath={.spec.hosts[0]}'])).toBe('edited.example')
      await expect(page.getByRole('heading', { level: 1, name: object })).toBeVisible()
      expect(tab.takeDocuments()).toEqual([])
      expect(await isMarked(tab)).toBe(true)
    })

    test('a WebSocket reaches a pod and comes back, and only with the page’s proof', async ({ openSignedInTab, playground }) => {
      const tab = await openSignedInTab(name)
      expect(await echoThroughPod(tab, playground, 'grüße 🔑 from the page')).toEqual({ echoed: 'grüße 🔑 from the page', status: 'Success' })
      tab.expectConsole(/WebSocket connection to .* failed/)
      await expect(echoThroughPod(tab, playground, 'without proof', false)).rejects.toThrow(/ended with 1006/)
    })

    test('an object is downloaded as YAML', async ({ openSignedInTab, playground, virtualService }) => {
      const object = await virtualService(playground.namespace)
      const tab = await openSignedInTab(name, objectPage(playground.namespace, object))
      const { page } = tab
      await mark(tab)
      await page.getByRole('tab', { name: 'YAML' }).click()
      const downloading = page.waitForEvent('download')
      await page
        .getByRole('link', { name: 'Download' })
        .or(page.getByRole('button', { name: 'Download' }))
        .click()
      const download = await downloading
      expect(download.suggestedFilename()).toMatch(/\.yaml$/)
      expect(readFileSync(await download.path(), 'utf8')).toMatch(new RegExp(`^ {2}name: ${object}$`, 'm'))
      expect(await isMarked(tab)).toBe(true)
    })
  })
}

test('all mounts side by side in one browser, each with a session of its own', async ({ openTab }) => {
  test.slow()
  const users: readonly User[] = ['admin', 'editor', 'viewer', 'payments', 'guest', 'admin']
  const names = [
    'kubernetes-admin',
    'editor',
    'system:serviceaccount:latchkey-demo:viewer',
    'system:serviceaccount:payments:payments',
    'system:serviceaccount:latchkey-demo:guest',
    'kubernetes-admin',
  ]
  const tabs: Tab[] = []
  for (const mount of mountNames) tabs.push(await openTab(mount))
  await Promise.all(tabs.map((tab, index) => signIn(tab, users[index] ?? 'guest')))
  const whoAreThey = (): Promise<string[]> => Promise.all(tabs.map(whoAmI))
  expect(await whoAreThey()).toEqual(names)
  await Promise.all(tabs.map(({ page }) => page.reload()))
  for (const [index, { page }] of tabs.entries()) await expect(page.getByText(names[index] ?? '').first()).toBeVisible()

  // Ending one session ends that one.
  for (const [index, tab] of tabs.entries()) {
    tab.expectSessionEnd()
    await tab.page.getByRole('button', { name: 'Sign out' }).click()
    await expect(tab.page).toHaveURL(tab.at('/sign-in?reason=SIGNED_OUT'))
    expect(await whoAreThey()).toEqual(names.map((user, at) => (at <= index ? 'nobody' : user)))
  }
})

/** The session's user as the server answers this page's own request. */
function whoAmI(tab: Tab): Promise<string> {
  return tab.page.evaluate(async url => {
    const answer = await fetch(url)
    return answer.ok ? ((await answer.json()) as { user: { name: string } }).user.name : 'nobody'
  }, tab.at('/api/v1/session'))
}
