import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requestUserKubeconfig } from './certificate-user.ts'
import { kubectl } from './cluster.ts'
import { expect, test } from './mounts/fixtures.ts'
import { mountNames } from './mounts/mount.ts'
import { signIn } from './mounts/sign-in.ts'
import type { Tab } from './mounts/tab.ts'

// What stands between a browser and the server has limits of headers and of connections. Each is reached here.
const listIn = (namespace: string): string => `/resources/networking.istio.io/v1/virtualservices?namespace=${namespace}`

test('someone in 200 groups signs in under every mount, all in one browser', async ({ openTab, context }) => {
  test.slow()
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-groups-'))
  try {
    // Random, as names of a directory's groups often are: nothing in them can be compressed.
    const groups = Array.from({ length: 200 }, () => `group-${randomBytes(24).toString('base64url')}`)
    const kubeconfig = join(dir, 'kubeconfig')
    await requestUserKubeconfig(kubeconfig, { commonName: 'e2e-many-groups', organizations: groups })
    for (const name of mountNames) {
      const tab = await openTab(name)
      await signIn(tab, 'guest', '/', { KUBECONFIG: kubeconfig })
      await expect(tab.page.getByText('e2e-many-groups').first()).toBeVisible()
      expect(await groupsOfSession(tab)).toEqual(expect.arrayContaining(groups))
      // Its chunks go with every request, and those of a mount at a root go to all other ports of this host as well. The
      // tunnel keeps them itself, and gives the browser one of its own.
      const cookies = (await context.cookies(tab.at('/'))).filter(cookie => cookie.httpOnly && /^(?:__(?:Host|Secure)-)?latchkey-/.test(cookie.name))
      if (name === 'tunnel') expect(cookies.map(cookie => cookie.name)).toEqual([`latchkey-tunnel-${new URL(tab.mount.base).port}`])
      else expect(cookies.length).toBeGreaterThan(2)
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

function groupsOfSession(tab: Tab): Promise<string[]> {
  return tab.page.evaluate(async url => ((await (await fetch(url)).json()) as { user: { groups: string[] } }).user.groups, tab.at('/api/v1/session'))
}

for (const name of ['tunnel', 'kubectl-proxy'] as const) {
  test(`ten live tabs leave room for an eleventh: ${name}`, async ({ openSignedInTab, playground, virtualService }) => {
    test.slow()
    const list = listIn(playground.namespace)
    const tabs = [await openSignedInTab(name, list)]
    tabs.push(...(await Promise.all(Array.from({ length: 9 }, () => openSignedInTab(name, list)))))
    for (const { page } of tabs) await expect(page.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible()
    const object = await virtualService(playground.namespace)
    for (const { page } of tabs) await expect(page.getByRole('link', { name: object, exact: true })).toBeVisible()
    const eleventh = await openSignedInTab(name)
    await eleventh.page.getByRole('main').getByRole('link', { name: 'Certificate', exact: true }).click()
    await expect(eleventh.page.getByRole('table', { name: 'certificates' })).toBeVisible()
    // Every tab is as live as before.
    kubectl('admin', ['-n', playground.namespace, 'patch', 'virtualservice', object, '--type=merge', '-p', '{"spec":{"hosts":["eleven.example"]}}'])
    for (const { page } of tabs) await expect(page.getByRole('row').filter({ hasText: object })).toContainText('eleven.example')
  })
}
