import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Page } from '@playwright/test'
import { openAttackerPage } from './attacker-page.ts'
import { type AuditEvent, auditEvents } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { cookiesOf, errorCode, send } from './http.ts'
import { startTunnel, type Tunnel } from './latchkey.ts'

// The tunnel carries the user's own credential, so it serves that user alone; and it keeps their session to itself.
const list = '/resources/networking.istio.io/v1/virtualservices'
const viewerName = 'system:serviceaccount:latchkey-demo:viewer'

/** What the kube-apiserver has heard of a request: its path holds a word that nobody else has. */
const heard = (marker: string): number => auditEvents(event => event.requestURI.includes(marker)).length
const newMarker = (): string => `marker-${randomBytes(6).toString('hex')}`

const whoAmI = (page: Page, address: string): Promise<string> =>
  page.evaluate(async url => ((await (await fetch(url)).json()) as { user: { name: string } }).user.name, address)

async function withTunnel(user: 'admin' | 'viewer', work: (tunnel: Tunnel) => Promise<void>): Promise<void> {
  const tunnel = await startTunnel(user, 'dashboard')
  try {
    await work(tunnel)
  } finally {
    expect(await tunnel.stop()).toBe(0)
  }
}

test('a link signs a browser in, at a clean address, and no token is where it can be read', async ({ openLink }) => {
  const startedMs = Date.now()
  // What came before falls out of the part of the log that is read.
  const own = (fits: (event: AuditEvent) => boolean): number =>
    auditEvents(event => event.user.username === viewerName && Date.parse(event.requestReceivedTimestamp) >= startedMs && fits(event)).length
  const { page, origin } = await openLink('viewer')
  await expect(page).toHaveURL(`${origin}/`)
  expect(await whoAmI(page, `${origin}/api/v1/session`)).toBe(viewerName)

  const { port } = new URL(origin)
  const cookies = await page.context().cookies()
  expect(cookies.filter(cookie => cookie.httpOnly).map(({ name, path, sameSite }) => ({ name, path, sameSite }))).toEqual([
    { name: `latchkey-tunnel-${port}`, path: '/', sameSite: 'Strict' },
  ])
  expect(cookies.map(({ name }) => name).filter(name => /^latchkey-[0-9a-f]{8}-/.test(name))).toEqual([])
  expect(await page.evaluate(() => document.cookie)).not.toContain('latchkey-tunnel')
  const exchanges = (): number => own(event => event.stage === 'ResponseComplete' && event.requestURI.endsWith('/proxy/api/v1/sign-in'))
  await expect.poll(exchanges, { message: 'the tunnel did the exchange' }).toBe(1)
  expect(
    own(event => /wrapped-token|eyJ/.test(event.requestURI)),
    'no token in an address that the kube-apiserver logs',
  ).toBe(0)
})

test('the scripts of the first page are fetched ahead, and no browser brings them of the cluster', async ({ openPage }) => {
  const startedMs = Date.now()
  const asked = (agent: RegExp, path: string): number =>
    auditEvents(
      ({ user, userAgent = '', stage, requestURI, requestReceivedTimestamp }) =>
        user.username === viewerName &&
        agent.test(userAgent) &&
        stage === 'ResponseComplete' &&
        requestURI.endsWith(`/proxy${path}`) &&
        Date.parse(requestReceivedTimestamp) >= startedMs,
    ).length
  await withTunnel('viewer', async tunnel => {
    const { files } = JSON.parse((await send(`${tunnel.mount}/first-load.json`)).text) as { files: string[] }
    expect(files.length).toBeGreaterThan(5)
    for (const file of files) await expect.poll(() => asked(/^latchkey/, file), { message: file }).toBe(1)
    const { page } = await openPage()
    const { origin } = new URL(tunnel.url)
    await page.goto(tunnel.url)
    await page.goto(`${origin}${list}`)
    await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))
    expect(files.filter(file => loaded.includes(file)).length).toBeGreaterThan(5)
    await expect.poll(() => asked(/^Mozilla/, list), { message: 'what the browser asked for is in the log' }).toBeGreaterThan(0)
    for (const file of files) expect(asked(/^Mozilla/, file), file).toBe(0)
    await page.close()
  })
})

test('another program on this computer sees no session cookie, though cookies know no ports', async ({ openLink }) => {
  const { page } = await openLink('viewer')
  const visitor = await page.context().newPage()
  const seen: string[] = []
  const other = createServer((request, response) => {
    seen.push(request.headers.cookie ?? '')
    response.end()
  })
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  try {
    await visitor.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
  } finally {
    other.closeAllConnections()
    other.close()
  }
  expect(seen[0]).toMatch(/^latchkey-tunnel-\d+=[\w-]{43}$/)
})

test('who does not bring the secret is refused, and the kube-apiserver hears nothing of it', async ({ browser }) => {
  await withTunnel('viewer', async tunnel => {
    const { origin } = new URL(tunnel.url)
    const attacker = await openAttackerPage()
    const context = await browser.newContext()
    const marker = newMarker()
    try {
      for (const path of ['/', '/healthz', '/api/v1/session', '/login', `/${'x'.repeat(43)}/healthz`]) {
        const answer = await send(`${origin}${path}?${marker}`)
        expect([path, answer.status, errorCode(answer)]).toEqual([path, 403, 'TUNNEL_FORBIDDEN'])
      }
      const page = await context.newPage()
      for (const from of [attacker.sameSite, attacker.crossSite]) {
        await page.goto(from)
        for (const path of ['/healthz', `${new URL(tunnel.mount).pathname}/healthz`]) {
          const outcome = await page.evaluate(
            url =>
              Promise.all(
                (['cors', 'no-cors'] as const).map(mode =>
                  fetch(url, { method: 'POST', mode, credentials: 'include' }).then(
                    answer => answer.type,
                    () => 'failed',
                  ),
                ),
              ),
            `${origin}${path}?${marker}`,
          )
          expect(outcome[0]).toBe('failed')
        }
      }
      // The same question with the secret is heard; then the others would have been, too.
      const known = newMarker()
      expect((await send(`${tunnel.mount}/healthz?${known}`)).status).toBe(200)
      await expect.poll(() => heard(known)).toBeGreaterThan(0)
      expect(heard(marker)).toBe(0)
    } finally {
      await context.close()
      await attacker.stop()
    }
  })
})

test('another user of this computer is refused, whatever they have read in its list of processes', async () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root may become someone else, and only Linux tells whose a connection is')
  await withTunnel('viewer', async tunnel => {
    const marker = newMarker()
    const get = (address: string, uid: number): Promise<string> => {
      const { hostname, port, pathname } = new URL(address)
      const lines = [`GET ${pathname} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Connection: close', '', ''].join('\\r\\n')
      return text(spawn('bash', ['-c', `exec 3<>/dev/tcp/${hostname}/${port}; printf '${lines}' >&3; cat <&3`], { uid, cwd: '/' }).stdout)
    }
    for (const address of [tunnel.url, `${tunnel.mount}/${marker}`]) {
      const answer = await get(address, 65_533)
      expect(answer).toMatch(/^HTTP\/1\.1 403 /)
      expect(answer).toContain('TUNNEL_FORBIDDEN')
      expect(answer).not.toMatch(/set-cookie/i)
    }
    expect(heard(marker)).toBe(0)
    // The link has not been used up by them.
    expect(await get(tunnel.url, 0)).toMatch(/^HTTP\/1\.1 303 /)
  })
})

test('two tunnels to one cluster as two users do not mix in one browser', async ({ browser }) => {
  test.slow()
  const context = await browser.newContext()
  try {
    await withTunnel('admin', admin =>
      withTunnel('viewer', async viewer => {
        const pages = await Promise.all([admin, viewer].map(() => context.newPage()))
        const [first, second] = pages
        if (!first || !second) throw new Error('no pages')
        await first.goto(admin.url)
        await second.goto(viewer.url)
        const names = async (): Promise<string[]> => Promise.all(pages.map(page => whoAmI(page, '/api/v1/session')))
        expect(await names()).toEqual(['kubernetes-admin', viewerName])
        for (const page of pages) await page.reload()
        expect(await names()).toEqual(['kubernetes-admin', viewerName])
      }),
    )
  } finally {
    await context.close()
  }
})

test('a link that is opened by two ends the session of the first, and the terminal says so', async ({ browser }) => {
  await withTunnel('viewer', async tunnel => {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      await page.goto(tunnel.url)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      // The same browser is led to the start page.
      await page.goto(tunnel.url)
      await expect(page).toHaveURL(`${new URL(tunnel.url).origin}/`)
      expect(tunnel.stderr()).not.toContain('second time')

      const second = await send(tunnel.url)
      expect([second.status, cookiesOf(second)]).toEqual([410, ''])
      expect((await page.reload())?.status()).toBe(403)
      await expect.poll(tunnel.stderr).toContain('opened a second time')
    } finally {
      await context.close()
    }
  })
})

test('a link of another site leads someone who is signed in to the page it names', async ({ openLink }) => {
  const { page, origin } = await openLink('viewer')
  const attacker = await openAttackerPage()
  try {
    await page.goto(attacker.crossSite)
    await page.evaluate(url => location.assign(url), `${origin}${list}?namespace=shop`)
    await expect(page.getByRole('table', { name: 'virtualservices' })).toBeVisible()
    await expect(page).toHaveURL(`${origin}${list}?namespace=shop`)
  } finally {
    await attacker.stop()
  }
})

test('below the secret everything stays below it, live updates as well', async ({ browser, virtualService }) => {
  await withTunnel('admin', async tunnel => {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      const outside: string[] = []
      page.on('request', request => {
        if (!request.url().startsWith(`${tunnel.mount}/`)) outside.push(request.url())
      })
      await page.goto(tunnel.mount + new URL(tunnel.url).pathname)
      await expect(page).toHaveURL(`${tunnel.mount}/`)
      await page.goto(`${tunnel.mount}${list}?namespace=shop`)
      await expect(page.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible()
      const name = await virtualService('shop')
      await page.getByRole('link', { name, exact: true }).click()
      await expect(page).toHaveURL(url => url.href.startsWith(`${tunnel.mount}${list}/shop/${name}`))
      expect(outside).toEqual([])
    } finally {
      await context.close()
    }
  })
})
