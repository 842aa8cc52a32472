import type { Page } from '@playwright/test'
import { expect, test } from './mounts/fixtures.ts'
import { createHeldKind } from './mounts/held-kind.ts'
import { mountNames } from './mounts/mount.ts'
import { signIn } from './mounts/sign-in.ts'

// How answers arrive: pages in parts, files compressed and once.

test('a page is there before its slow part, under every mount', async ({ openTab, certificate, playground }) => {
  test.slow()
  const held = await createHeldKind(certificate, playground.namespace)
  try {
    const tabs = []
    for (const name of mountNames) {
      const tab = await openTab(name)
      await signIn(tab, 'admin')
      tabs.push(tab)
    }
    for (const { page, at, mount } of tabs) {
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: held.kind, exact: true }) })
      // Each replica reads anew which kinds there are, some seconds apart.
      await expect(async () => {
        await page.goto(at('/'))
        await expect(row).toBeVisible({ timeout: 1000 })
      }).toPass()
      await expect(row.getByRole('cell').nth(2)).toHaveText('1')

      const reached = held.hold()
      const response = await page.goto(at('/'), { waitUntil: 'commit' })
      await expect(page.getByRole('heading', { name: 'Custom resources' })).toBeVisible()
      await expect(row).toBeVisible()
      await reached
      expect(await row.getByRole('cell').nth(2).textContent(), `the count under ${mount.name} is still to come`).toBe('')
      held.release()
      await expect(row.getByRole('cell').nth(2)).toHaveText('1')
      expect(response?.headers()['content-type']?.toLowerCase()).toBe('text/html; charset=utf-8')
    }
  } finally {
    await held.remove()
  }
})

type Load = { url: string; status: number; fromCache: boolean; encoding: string }

for (const name of mountNames) {
  test(`files come compressed, and once: ${name}`, async ({ openTab }) => {
    const tab = await openTab(name)
    const first = await staticLoads(tab.page)
    await signIn(tab, 'admin')
    await expect(tab.page.getByRole('navigation', { name: 'Kinds' })).toBeVisible()
    const loaded = first()
    expect(loaded.length).toBeGreaterThan(5)
    for (const { url, status, encoding } of loaded) expect([url, status, encoding]).toEqual([url, 200, expect.stringMatching(/^(?:br|gzip)$/)])

    const again = await openTab(name)
    const second = await staticLoads(again.page)
    await again.page.goto(again.at('/'))
    await expect(again.page.getByRole('navigation', { name: 'Kinds' })).toBeVisible()
    const reloaded = second()
    expect(reloaded.length).toBeGreaterThan(5)
    // The kube-apiserver puts `no-cache` before our own line, so that the browser asks whether anything is new.
    for (const { url, status, fromCache } of reloaded) {
      if (tab.mount.sharedOrigin) expect([url, status]).toEqual([url, 304])
      else expect([url, fromCache]).toEqual([url, true])
    }
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
    const encoding = Object.entries(response.headers).find(([header]) => header.toLowerCase() === 'content-encoding')?.[1] ?? ''
    loads.set(requestId, { url: response.url, status: response.status, fromCache: response.fromDiskCache ?? false, encoding })
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
