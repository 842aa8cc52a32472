import type { Page } from '@playwright/test'
import { expect, test } from './mounts/fixtures.ts'
import { mountNames } from './mounts/mount.ts'

// How answers arrive: pages in parts, files compressed and once.
test('a page is there before its slow part, through the kube-apiserver', async ({ openSignedInTab, heldKind }) => {
  test.slow()
  for (const name of ['tunnel', 'raw', 'kubectl-proxy'] as const) {
    const { page, at } = await openSignedInTab(name)
    const row = page.getByRole('table', { name: heldKind.group }).getByRole('row').filter({ hasText: heldKind.kind })
    const count = row.getByRole('cell').nth(2)
    // Each replica reads some seconds later than the other which kinds there are, and a page later who may see them.
    await expect(async () => {
      await page.goto(at('/'))
      await expect(count).toHaveText(String(heldKind.count()), { timeout: 2000 })
    }).toPass()

    heldKind.hold()
    await expect(async () => {
      const response = await page.goto(at('/'), { waitUntil: 'commit' })
      expect(response?.headers()['content-type']?.toLowerCase()).toBe('text/html; charset=utf-8')
      await expect(page.getByRole('heading', { name: 'Custom resources' })).toBeVisible()
      await expect(row).toBeVisible({ timeout: 2000 })
      expect(await count.textContent(), `under ${name} the count is still to come`).toBe('')
    }).toPass()
    heldKind.release()
    await expect(count).toHaveText(String(heldKind.count()))
  }
})

test('a row that comes after its health is known takes it up', async ({ openSignedInTab, heldKind }) => {
  const { page, at } = await openSignedInTab('raw')
  const row = page.getByRole('table', { name: heldKind.group }).getByRole('row').filter({ hasText: heldKind.kind })
  await expect(async () => {
    await page.goto(at('/'))
    await expect(row.getByRole('cell').nth(2)).toHaveText(String(heldKind.count()), { timeout: 2000 })
  }).toPass()

  let told = Promise.withResolvers<void>()
  const count = { group: heldKind.group, resource: 'gates', total: 1, health: { failing: 7, warning: 0, progressing: 0 }, failure: null }
  await page.route('**/api/graphql', async route => {
    const body = route.request().postDataJSON() as { variables?: { health?: boolean } } | null
    if (body?.variables?.health !== true) return route.continue()
    // Of the page that asks: the next one may be on its way by the time it is answered.
    const { resolve } = told
    await route.fulfill({ json: { data: { everywhere: [count] } } })
    resolve()
  })
  heldKind.hold()
  // The other replica may learn of the kind some seconds later; from then on its page has all of the row.
  await expect(async () => {
    told = Promise.withResolvers()
    await page.goto(at('/'), { waitUntil: 'commit' })
    await expect(row).toBeVisible({ timeout: 2000 })
  }).toPass()
  await told.promise
  // What a page holds is read again by React soon after, in a task of its own.
  await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 200)))
  await expect(row.getByRole('cell').nth(2)).toHaveText('')
  heldKind.release()
  await expect(row.getByRole('cell').nth(2)).toHaveText(String(heldKind.count()))
  await expect(row.getByRole('cell').nth(3)).toHaveText('7 failing')
})

/** `bytes`: the Content-Length, Infinity where there is none. */
type Load = { url: string; status: number; fromCache: boolean; encoding: string; bytes: number }

/** Below this nothing is gained. */
const compressedFromBytes = 1024

for (const name of mountNames) {
  test(`files come compressed, and once: ${name}`, async ({ openTab }) => {
    const tab = await openTab(name)
    const first = await staticLoads(tab.page)
    await tab.page.goto(tab.at('/'))
    await expect(tab.page).toHaveURL(url => url.href.startsWith(tab.at('/sign-in?')))
    const loaded = first()
    expect(loaded.length).toBeGreaterThan(5)
    expect(loaded.filter(({ status }) => status !== 200)).toEqual([])
    // Chromium takes brotli over https and from this machine; no hop stands in its way where the body is not HTML.
    expect(loaded.filter(({ encoding, bytes }) => bytes >= compressedFromBytes && encoding !== 'br')).toEqual([])

    const again = await openTab(name)
    const second = await staticLoads(again.page)
    await again.page.goto(again.at('/'))
    // What the network says of an answer may come after the page has loaded.
    await expect(() => {
      const reloaded = second()
      expect(reloaded.length).toBeGreaterThan(5)
      // The kube-apiserver puts `no-cache` before our own line, so that the browser asks whether anything is new.
      for (const { url, status, fromCache } of reloaded) {
        if (tab.mount.sharedOrigin) expect([url, status]).toEqual([url, 304])
        else expect([url, fromCache]).toEqual([url, true])
      }
    }).toPass()
  })
}

/** What the page loads of the build's files from now on, with the status as it came over the wire. */
async function staticLoads(page: Page): Promise<() => Load[]> {
  const client = await page.context().newCDPSession(page)
  const loads = new Map<string, Load>()
  const wireStatus = new Map<string, number>()
  const cached = new Set<string>()
  client.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.url.includes('/_next/static/')) return
    const header = (name: string): string | undefined => Object.entries(response.headers).find(([each]) => each.toLowerCase() === name)?.[1]
    const bytes = Number(header('content-length') ?? Number.POSITIVE_INFINITY)
    loads.set(requestId, {
      url: response.url,
      status: response.status,
      fromCache: response.fromDiskCache ?? false,
      encoding: header('content-encoding') ?? '',
      bytes,
    })
  })
  client.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => wireStatus.set(requestId, statusCode))
  client.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId))
  await client.send('Network.enable')
  return () =>
    [...loads].map(([requestId, load]) => ({
      ...load,
      status: wireStatus.get(requestId) ?? load.status,
      fromCache: (load.fromCache && !wireStatus.has(requestId)) || cached.has(requestId),
    }))
}
