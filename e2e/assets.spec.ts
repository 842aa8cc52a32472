import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { openProbe, type Probe } from './mount-probe/open-probe.ts'
import { type MountName, mountNames } from './mounts/mount.ts'
import { type Tab, watchTab } from './mounts/tab.ts'

type Fixtures = { mountName: MountName; tab: Tab }

// Every kind of asset and navigation that Next has, under every mount at once, from one build and one process. The
// pages are those of mount-probe, with the product's configuration and the product's server around them.
const test = base.extend<Fixtures, { probe: Probe }>({
  probe: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const probe = await openProbe()
      await use(probe)
      await probe.stop()
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  mountName: ['root', { option: true }],
  tab: async ({ probe, mountName, page }, use) => {
    const mount = probe.mounts.find(({ name }) => name === mountName)
    if (!mount) throw new Error(`there is no way ${mountName} to the probe`)
    const tab = await watchTab(page, mount)
    await use(tab)
    expect(tab.problems()).toEqual([])
  },
})

for (const mountName of mountNames.filter(name => name !== 'kubectl-proxy')) {
  test.describe(`the probe at ${mountName}`, () => {
    test.use({ mountName })

    test('loads every kind of asset', async ({ tab }) => {
      const { page } = tab
      await openRunning(tab, '/')
      await expect(page.getByText('The lazy box')).toBeVisible()
      expect(await sizeOf(page, 'imported')).toBe(16)
      expect(await sizeOf(page, 'public')).toBe(32)
      const background = await page.getByTestId('background').evaluate(element => /url\("(.*)"\)/.exec(getComputedStyle(element).backgroundImage)?.[1] ?? '')
      expect(background.startsWith(tab.at('/_next/static/media/'))).toBe(true)
      expect(await page.evaluate(loadImage, background)).toBe(24)
      await page.evaluate(() => document.fonts.ready)
      expect(await page.getByTestId('wide').evaluate(element => element.getBoundingClientRect().width)).toBe(30)
      const icon = await page.locator('link[rel="icon"]').evaluate(link => (link as HTMLLinkElement).href)
      expect([icon, await page.evaluate(loadImage, icon)]).toEqual([tab.at('/mark.svg'), 32])
    })

    test('loads chunks, workers and streams that a page asks for later', async ({ tab }) => {
      const { page } = tab
      await openRunning(tab, '/')
      for (const name of ['Import', 'Worker', 'Shared worker', 'Events']) await page.getByRole('button', { name, exact: true }).click()
      const results = page.locator('output')
      await expect(results).toContainText('"import":"imported late"')
      await expect(results).toContainText('"worker":"40 imported late"')
      await expect(results).toContainText('"shared worker":"60"')
      await expect(results).toContainText('"events":"1,2,3"')
    })

    test('navigates without ever loading a document again', async ({ tab }) => {
      const { page } = tab
      tab.expectRefusal(404, '/gone')
      await openRunning(tab, '/')
      await page.getByRole('link', { name: 'To the part' }).click()
      await expect(page).toHaveURL(tab.at('/#part'))
      await page.getByRole('link', { name: 'About', exact: true }).click()
      await expectAt(tab, '/about from=link -', '/about?from=link#part')
      await page.getByRole('link', { name: 'About 7' }).click()
      await expectAt(tab, '/about/7 q=a+b 7', '/about/7?q=a%20b')
      await page.getByRole('button', { name: 'Push', exact: true }).click()
      await expectAt(tab, '/about from=push -', '/about?from=push#part')
      await page.getByRole('button', { name: 'Replace' }).click()
      await expectAt(tab, '/about/8 from=replace 8', '/about/8?from=replace')
      await page.getByRole('button', { name: 'Back' }).click()
      await expectAt(tab, '/about/7 q=a+b 7', '/about/7?q=a%20b')
      await page.goBack()
      await expectAt(tab, '/about from=link -', '/about?from=link#part')
      await page.goForward()
      await expectAt(tab, '/about/7 q=a+b 7', '/about/7?q=a%20b')
      await page.getByRole('link', { name: 'Moved' }).click()
      await expectAt(tab, '/about from=moved -', '/about?from=moved')
      await page.getByRole('link', { name: 'Slow' }).click()
      await expect(page.getByText('The slow part is here')).toBeVisible()
      await page.getByRole('link', { name: 'Gone' }).click()
      await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible()
      await page.getByRole('link', { name: 'Back home' }).click()
      await expectAt(tab, '/ -', '/')
      expect(tab.takeDocuments()).toEqual([tab.at('/')])
    })

    test('takes an address of another host for a path of its own', async ({ tab }) => {
      const { page } = tab
      tab.expectRefusal(404, '/evil.test/x')
      for (const [role, name] of [
        ['link', 'Hostile'],
        ['button', 'Push hostile'],
      ] as const) {
        await openRunning(tab, '/about')
        await page.getByRole(role, { name, exact: true }).click()
        await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible()
        await expect(page).toHaveURL(tab.at('/evil.test/x'))
      }
    })

    test('opens at any address: deep, redirected, missing', async ({ tab }) => {
      const { page } = tab
      tab.expectRefusal(404, '/gone')
      await openRunning(tab, '/about/7?q=a%20b')
      await expectAt(tab, '/about/7 q=a+b 7', '/about/7?q=a%20b')
      await openRunning(tab, '/moved')
      await expectAt(tab, '/about from=moved -', '/about?from=moved')
      await openRunning(tab, '/moved-file')
      await expectAt(tab, '/about from=handler -', '/about?from=handler')
      await openRunning(tab, '/gone')
      await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible()
      await page.getByRole('link', { name: 'Back home' }).click()
      await expectAt(tab, '/ -', '/')
    })

    test('a second visit brings no file again', async ({ tab, context }) => {
      await openRunning(tab, '/')
      await expect(tab.page.getByText('The lazy box')).toBeVisible()
      await tab.page.evaluate(() => document.fonts.ready)
      const again = await visitFiles(context, tab.at('/'))
      expect(again.length).toBeGreaterThan(8)
      test
        .info()
        .annotations.push({ type: 'bytes of files, second visit', description: `${again.reduce((sum, file) => sum + file.bytes, 0)} in ${again.length} files` })
      // Through the service proxy the browser asks each time, for the kube-apiserver tells it to; the answer is no more than headers.
      for (const { url, status, bytes } of again) expect({ url, fresh: bytes === 0 || (status === 304 && bytes < 1024) }).toEqual({ url, fresh: true })
      if (mountName !== 'raw') expect(again.filter(({ bytes }) => bytes > 0)).toEqual([])
    })

    test('streams a page: what is ready arrives before what is not', async ({ tab }) => {
      for (const accepted of ['br, gzip', 'gzip', 'identity']) {
        const id = `${mountName}-${accepted.length}`
        const response = await get(tab.at(`/slow?gate=${id}`), { 'accept-encoding': accepted })
        let text = ''
        for await (const bytes of decoded(response)) {
          text += String(bytes)
          // Before this nothing can open the gate, so the shell came without waiting for the slow part.
          if (text.includes('The slow part is on its way')) await (await get(tab.at(`/gate/${id}`))).toArray()
        }
        expect(text).toContain('The slow part is here')
        expect(response.headers['content-encoding']).toBe(accepted === 'identity' ? undefined : mountName === 'raw' ? 'gzip' : accepted.split(',')[0])
      }
    })

    test('runs its scripts while a part of the page is still to come, and what that part brings', async ({ tab }) => {
      const { page } = tab
      const id = `${mountName}-scripts`
      await page.goto(tab.at(`/slow?gate=${id}`), { waitUntil: 'commit' })
      await expect(page.getByTestId('whereabouts')).toHaveAttribute('data-running', 'true')
      await expect(page.getByText('The slow part is on its way')).toBeVisible()
      await (await get(tab.at(`/gate/${id}`))).toArray()
      await expect(page.getByText('The slow part is here')).toBeVisible()
      await expect(page.locator('script[src]:not([nomodule]):not([async])')).toHaveCount(0)
    })

    test('leaves its scripts to be loaded once it is parsed', async ({ tab }) => {
      let text = ''
      for await (const bytes of decoded(await get(tab.at('/'), {}))) text += String(bytes)
      // As React and Next write them: an upgrade that writes them otherwise would have them hold up the first paint again.
      expect(text.match(/<script [^>]*src="[^>]*>/g)?.filter(tag => !tag.startsWith('<script type="late" '))).toEqual([])
      expect(text.match(/<script type="late" /g)?.length).toBeGreaterThan(3)
      expect(text).not.toMatch(/<link [^>]*rel="preload"[^>]*as="script"/)
    })

    test('keeps a cookie for the whole host inside the mount', async ({ tab, context }) => {
      await openRunning(tab, '/')
      await tab.page.evaluate(async () => (await fetch('cookie')).json())
      const { pathname, origin } = new URL(`${tab.mount.base}/`)
      expect((await context.cookies(tab.at('/about'))).map(({ name, path }) => ({ name, path }))).toEqual([{ name: 'mount-probe', path: pathname }])
      expect((await context.cookies(`${origin}/`)).length).toBe(pathname === '/' ? 1 : 0)
    })

    test('answers no Server Action', async ({ tab }) => {
      const { status } = await tab.page.request
        .post(tab.at('/about'), { headers: { 'Next-Action': '0', Origin: new URL(tab.mount.base).origin }, data: '[]' })
        .then(answer => ({ status: answer.status() }))
      expect(status).toBe(405)
    })
  })
}

/** Opens a page and waits until its scripts run. */
async function openRunning({ page, at }: Tab, path: string): Promise<void> {
  await page.goto(at(path))
  await expect(page.getByTestId('whereabouts')).toHaveAttribute('data-running', 'true')
}

/** What the router says of where it is, and what the address bar does. */
async function expectAt({ page, at }: Tab, whereabouts: string, path: string): Promise<void> {
  await expect(page.getByTestId('whereabouts')).toHaveText(whereabouts)
  await expect(page).toHaveURL(at(path))
}

function sizeOf(page: Page, name: string): Promise<number> {
  return page.getByRole('img', { name }).evaluate(async image => {
    await (image as HTMLImageElement).decode()
    return (image as HTMLImageElement).naturalWidth
  })
}

async function loadImage(url: string): Promise<number> {
  const image = new Image()
  image.src = url
  await image.decode()
  return image.naturalWidth
}

type LoadedFile = { url: string; status: number; bytes: number }

/** Opens the page in a new tab of the same browser, and tells what each script, style, font and image cost on the wire. */
async function visitFiles(context: BrowserContext, url: string): Promise<LoadedFile[]> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  const files = new Map<string, LoadedFile>()
  const wireStatus = new Map<string, number>()
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (['Script', 'Stylesheet', 'Font', 'Image'].includes(type)) files.set(requestId, { url: response.url, status: response.status, bytes: 0 })
  })
  session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => wireStatus.set(requestId, statusCode))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId)
    if (file) file.bytes = encodedDataLength
  })
  await session.send('Network.enable')
  await page.goto(url)
  await expect(page.getByText('The lazy box')).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
  await page.close()
  return [...files].map(([requestId, file]) => ({ ...file, status: wireStatus.get(requestId) ?? file.status }))
}

function get(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => httpRequest(url, { headers, agent: false }, resolve).on('error', reject).end())
}

function decoded(response: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = response.headers['content-encoding']
  if (encoding === 'br') return response.pipe(createBrotliDecompress())
  return encoding === 'gzip' ? response.pipe(createGunzip()) : response
}
