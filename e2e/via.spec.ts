import type { Page } from '@playwright/test'
import { loginMethodsSchema } from '#contract/login.ts'
import { cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { send } from './http.ts'
import { latchkey, startTunnel } from './latchkey.ts'
import { openIngress, openSpeaker } from './small-ingress.ts'

// Other ways to Latchkey than the service proxy: a port-forward to one of its pods, and an ingress.
const list = '/resources/networking.istio.io/v1/virtualservices?namespace=shop'
const live = (page: Page) => page.getByRole('status').filter({ hasText: /live/i }).first()

test.describe('--via port-forward', () => {
  test('signs in, shows changes, and survives the pod it speaks to', async ({ browser, virtualService }) => {
    test.slow()
    const tunnel = await startTunnel('admin', 'dashboard', { args: ['--via', 'port-forward', '-v'] })
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      await page.goto(tunnel.url)
      const { origin } = new URL(tunnel.url)
      await page.goto(`${origin}${list}`)
      await expect(live(page)).toBeVisible()
      await page.evaluate(() => Object.assign(globalThis, { stayed: true }))
      const before = await virtualService('shop')
      await expect(page.getByRole('link', { name: before, exact: true })).toBeVisible()

      const pod = podsConnectedTo(tunnel.stderr()).at(-1) ?? ''
      kubectl('admin', ['-n', 'latchkey-system', 'delete', 'pod', pod, '--now'])
      const after = await virtualService('shop')
      await expect(page.getByRole('link', { name: after, exact: true })).toBeVisible({ timeout: 45_000 })
      expect(await page.evaluate(() => (globalThis as { stayed?: boolean }).stayed)).toBe(true)
      await page.goto(`${origin}${list}`)
      await expect(page.getByRole('link', { name: after, exact: true })).toBeVisible()
      expect(podsConnectedTo(tunnel.stderr()).at(-1)).not.toBe(pod)
      expect(tunnel.stderr(), 'nothing is said to the user').not.toMatch(/error|hint/)
      expect(tunnel.stderr(), 'the service proxy is not used').not.toContain('/services/')
    } finally {
      await context.close()
      expect(await tunnel.stop()).toBe(0)
      kubectl('admin', ['-n', 'latchkey-system', 'rollout', 'status', 'deployment/latchkey', '--timeout=120s'])
    }
  })

  for (const [user, denied] of [
    ['viewer', 'get and create pods/portforward'],
    ['guest', 'list pods'],
  ] as const) {
    test(`says what ${user} lacks for it`, () => {
      const run = latchkey(user, ['dashboard', '--no-browser', '--via', 'port-forward'])
      expect([run.code, run.stdout]).toEqual([5, ''])
      expect(run.stderr).toContain(`You may not ${denied} in namespace latchkey-system`)
      expect(run.stderr).toContain('--via proxy')
    })
  }
})

test.describe('--url', () => {
  test('signs a browser in at an ingress, the login having gone through the kube-apiserver', async ({ browser }) => {
    test.slow()
    test.skip(cluster.provider === 'kind', 'the address of a Service is not reached from outside a node of kind')
    const ingress = await openIngress('/ops/latchkey')
    const tunnel = await startTunnel('viewer', 'dashboard', { args: ['--url', `${ingress.url}/`] })
    const context = await browser.newContext()
    try {
      expect(new URL(tunnel.url).host).not.toBe(new URL(ingress.url).host)
      const page = await context.newPage()
      const problems: string[] = []
      page.on('console', message => message.type() === 'error' && problems.push(message.text()))
      await page.goto(tunnel.url)
      await expect(page).toHaveURL(url => url.href.startsWith(`${ingress.url}/`) && !url.href.includes('wrapped-token'))
      await expect(page.getByText('viewer').first()).toBeVisible()
      await page.goto(`${ingress.url}${list}`)
      await expect(page.getByRole('link', { name: 'reviews', exact: true })).toBeVisible()
      await expect(live(page)).toBeVisible()
      expect(problems, 'the console stays free of errors').toEqual([])
      expect((await send(tunnel.url)).status, 'a link is good once').toBe(410)
      // Whoever came second may have been the one it was meant for.
      await expect.poll(tunnel.stderr).toContain('opened a second time')
      await page.goto(`${ingress.url}${list}`)
      await expect(page).toHaveURL(url => url.href.startsWith(`${ingress.url}/sign-in?`))
      expect((await send(`${new URL(tunnel.url).origin}/`)).text).toContain(`The dashboard is at ${ingress.url}/`)
    } finally {
      await context.close()
      expect(await tunnel.stop()).toBe(0)
      await ingress.stop()
    }
  })

  test('goes to no Latchkey of another cluster, and to nothing else', async () => {
    const tunnel = await startTunnel('viewer', 'proxy')
    const methods = loginMethodsSchema.parse(JSON.parse((await send(`${tunnel.url}api/v1/login/methods`)).text))
    await tunnel.stop()
    for (const [says, reason] of [
      [{ ...methods, clusterId: 'fedcba9876543210' }, `it has the id fedcba9876543210, the cluster of the kubeconfig has ${methods.clusterId}`],
      [{ hello: 'world' }, 'There is no Latchkey at'],
    ] as const) {
      const other = await openSpeaker(says)
      // A child process that asks this very process: it must not be waited for in the same breath.
      await expect(startTunnel('viewer', 'dashboard', { args: ['--url', other.url] })).rejects.toThrow(reason)
      await other.stop()
    }
    expect(latchkey('viewer', ['dashboard', '--url', 'http://latchkey.example.com']).code).toBe(2)
  })
})

/** Names of pods in what `-v` says of port-forwards, in their order. */
function podsConnectedTo(stderr: string): string[] {
  return [...stderr.matchAll(/\/pods\/([^/ ]+)\/portforward 101/g)].map(([, name = '']) => name)
}
