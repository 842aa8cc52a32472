import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { overflow } from './gallery/overflow.ts'
import type { Scene, Stage } from './gallery/scene.ts'
import { scenes } from './gallery/scenes.ts'
import { takePictures } from './gallery/take.ts'
import { SharedSessions } from './shared-sessions.ts'

// Every page in every state and both themes: axe finds nothing, nothing is wider than the window, and a picture is taken.
const sessions = new SharedSessions({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
test.afterAll(() => sessions.stop())

const firstName = (...of: string[]): string => kubectl('admin', ['get', ...of, '-o', 'jsonpath={.items[0].metadata.name}'])
/** What an address leaves open. */
const named: Record<string, () => string> = {
  ':pod': () => firstName('pods', '-n', 'latchkey-system', '-l', 'app.kubernetes.io/name=latchkey'),
  ':node': () => firstName('nodes'),
}

async function show({ path, act, prepare }: Scene, stage: Stage): Promise<void> {
  const { page, origin, name } = stage
  await prepare?.(stage)
  await page.goto(origin + path.replace(/:name|:pod|:node/, word => named[word]?.() ?? name))
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeInViewport()
  await act?.(stage)
}

/** A phone; and 200 % of 1440 × 900, which to a page is half the window. */
const windows = { phone: { width: 390, height: 844 }, '200 %': { width: 720, height: 450 } }

for (const each of scenes)
  test(`${each.page}: ${each.state}`, async ({ browser, virtualService }) => {
    const name = each.path.includes(':name') ? await virtualService('shop') : ''
    const { page, origin, tunnel } = await sessions.open(browser, each.user, each.session)
    try {
      await show(each, { page, origin, name, tunnel })
      await takePictures(page, each.file, each.part)
      for (const [window, size] of Object.entries(windows)) {
        await page.setViewportSize(size)
        await expect.poll(() => overflow(page), { message: `nothing is wider than the window: ${window}` }).toBeLessThanOrEqual(0)
      }
    } finally {
      await page.close()
    }
  })

test('nothing on a page moves once it is shown', async ({ browser }) => {
  test.setTimeout(120_000)
  const moved: string[] = []
  for (const [user, path] of [
    ['admin', '/'],
    ['admin', '/resources/networking.istio.io/v1/virtualservices'],
    ['editor', '/resources/networking.istio.io/v1/virtualservices'],
    ['admin', '/resources/cert-manager.io/v1/certificates/shop/legacy-www'],
    ['admin', '/resources/apps/v1/deployments/shop/reviews-v1'],
    ['editor', '/access'],
    ['admin', '/search?q=reviews'],
    ['editor', '/resources/cert-manager.io/v1/certificates/new?namespace=shop'],
  ] as const) {
    const { page, origin } = await sessions.open(browser, user)
    await page.addInitScript(() => {
      const shifts: { value: number; what: string }[] = []
      Object.assign(globalThis, { shifts })
      new PerformanceObserver(list => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] })[])
          if (!entry.hadRecentInput)
            shifts.push({ value: entry.value, what: entry.sources.map(({ node }) => node?.textContent?.slice(0, 40) ?? '').join(' | ') })
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await page.goto(origin + path)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    // What comes after the network has been quiet comes by a stream.
    await page.waitForTimeout(1000)
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: { value: number; what: string }[] }).shifts)
    const sum = shifts.reduce((total, { value }) => total + value, 0)
    // A tenth is what Web Vitals call good; a hundredth nobody sees.
    if (sum > 0.01) moved.push(`${user} ${path}: ${sum.toFixed(3)} ${JSON.stringify(shifts)}`)
    await page.close()
  }
  expect(moved).toEqual([])
})
