import type { Cookie, LaunchOptions } from '@playwright/test'
import { chromiumLaunchOptions } from '../../scripts/chromium.ts'
import { cluster } from '../cluster.ts'
import { test as base, expect } from '../fixtures.ts'
import { createHeldKind, type HeldKind } from './held-kind.ts'
import type { MountName } from './mount.ts'
import { type Mounts, openMounts } from './open-mounts.ts'
import { createPlayground, type Playground } from './playground.ts'
import { createServingCertificate, type ServingCertificate } from './serving-certificate.ts'
import { signIn } from './sign-in.ts'
import { type Tab, watchTab } from './tab.ts'

type Fixtures = {
  /** A new tab of this test's browser in the mount; skips the test with the reason where kind has no such mount. */
  openTab: (name: MountName) => Promise<Tab>
  /** The same with the admin signed in, at `to`: by the sign-in page the first time, with the cookies of that session from then on. */
  openSignedInTab: (name: MountName, to?: string) => Promise<Tab>
  heldKind: HeldKind
}
type WorkerFixtures = {
  certificate: ServingCertificate
  /** All mounts, open as long as any of these specs runs. */
  mounts: Mounts
  playground: Playground
  /** Cookies of the admin's session in each mount where it has signed in. */
  adminCookies: Map<MountName, Cookie[]>
  launchOptions: LaunchOptions
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  certificate: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => use(createServingCertificate()),
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ certificate }, use) => {
      const options = chromiumLaunchOptions()
      await use({ ...options, args: [...options.args, certificate.chromiumArg] })
    },
    { scope: 'worker' },
  ],
  mounts: [
    async ({ certificate }, use) => {
      const mounts = await openMounts(certificate)
      await use(mounts)
      await mounts.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  playground: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const playground = createPlayground()
      await use(playground)
      playground.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  adminCookies: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => use(new Map()),
    { scope: 'worker' },
  ],
  heldKind: async ({ certificate, playground }, use) => {
    const held = await createHeldKind(certificate, playground.namespace)
    await use(held)
    await held.remove()
  },
  openTab: async ({ context, mounts }, use, testInfo) => {
    const tabs: Tab[] = []
    await use(async name => {
      const open = mounts.get(name)
      if ('unavailable' in open) {
        // Nothing keeps a mount from the one-node cluster, so there its lack is a fault.
        testInfo.skip(cluster.provider !== 'one-node', open.unavailable)
        throw new Error(`${name} is not open: ${open.unavailable}`)
      }
      const tab = await watchTab(await context.newPage(), open.mount)
      tabs.push(tab)
      return tab
    })
    for (const tab of tabs) expect(tab.problems(), `what went wrong on the page in the mount ${tab.mount.name}`).toEqual([])
  },
  openSignedInTab: async ({ context, openTab, adminCookies }, use) => {
    await use(async (name, to = '/') => {
      const tab = await openTab(name)
      const cookies = adminCookies.get(name)
      if (cookies === undefined) {
        await signIn(tab, 'admin', to)
        adminCookies.set(name, await context.cookies(tab.at('/')))
      } else {
        await context.addCookies(cookies)
        await tab.page.goto(tab.at(to))
      }
      return tab
    })
  },
})
export { expect }
