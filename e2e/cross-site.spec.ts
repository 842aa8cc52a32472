import type { Page } from '@playwright/test'
import { type AttackerPage, openAttackerPage } from './attacker-page.ts'
import { kubectl } from './cluster.ts'
import { latchkey } from './latchkey.ts'
import { expect, test } from './mounts/fixtures.ts'
import { signIn } from './mounts/sign-in.ts'
import type { Tab } from './mounts/tab.ts'

// Pages of others in the very browser that is signed in, with everything a browser lets them try. Behind the ingress at
// the root nobody but the server itself stands in their way; behind the tunnel its checks come first.
let attacker: AttackerPage
test.beforeAll(async () => {
  attacker = await openAttackerPage()
})
test.afterAll(() => attacker.stop())

const list = '/resources/networking.istio.io/v1/virtualservices'

/** What a script there gets when it tries; 'answered' would mean that the browser let it read an answer. */
async function attack(page: Page, target: string, namespace: string, object: string): Promise<Record<string, string>> {
  return page.evaluate(
    async ({ target, namespace, object }) => {
      const path = `${target}/api/k8s/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`
      const outcome = (work: Promise<Response>): Promise<string> =>
        work.then(
          answer => (answer.type === 'opaque' ? 'sent blindly' : 'answered'),
          () => 'failed',
        )
      const body = JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'planted' }, spec: { hosts: ['a'] } })
      const credentials = 'include' as const
      const socket = (address: string, protocols: string[]): Promise<string> =>
        new Promise(resolve => {
          const opened = new WebSocket(address, protocols)
          opened.onopen = () => resolve('opened')
          opened.onerror = () => resolve('failed')
        })
      const framed = (address: string): Promise<string> =>
        new Promise(resolve => {
          const frame = document.createElement('iframe')
          frame.onload = () => {
            try {
              // A page that may not be framed is replaced by an opaque error page; ours would throw on its other origin too.
              resolve(frame.contentDocument ? 'readable' : frame.contentWindow?.length === undefined ? 'gone' : 'opaque')
            } catch {
              resolve('opaque')
            }
          }
          frame.src = address
          document.body.append(frame)
        })
      const ws = target.replace(/^http/, 'ws')
      return {
        read: await outcome(fetch(path, { credentials })),
        'an image': await new Promise<string>(resolve => {
          const image = new Image()
          image.onload = () => resolve('loaded')
          image.onerror = () => resolve('failed')
          image.src = `${target}/icon.svg`
        }),
        'a page read blindly': await outcome(fetch(`${target}/`, { credentials, mode: 'no-cors' })),
        'read blindly': await outcome(fetch(path, { credentials, mode: 'no-cors' })),
        'create by text': await outcome(fetch(path, { method: 'POST', body, credentials, mode: 'no-cors' })),
        'create by JSON': await outcome(fetch(path, { method: 'POST', body, credentials, headers: { 'content-type': 'application/json' } })),
        'create with our header': await outcome(fetch(path, { method: 'POST', body, credentials, headers: { 'x-latchkey-request': '1' } })),
        delete: await outcome(fetch(`${path}/${object}`, { method: 'DELETE', credentials })),
        'sign out': await outcome(fetch(`${target}/api/v1/logout`, { method: 'POST', credentials, mode: 'no-cors' })),
        'sign in by a code': await outcome(fetch(`${target}/api/v1/sign-in`, { method: 'POST', body: '{"code":"x"}', credentials, mode: 'no-cors' })),
        stream: await socket(`${ws}/api/v1/stream`, ['latchkey.stream.v1']),
        'stream with an invented proof': await socket(`${ws}/api/v1/stream`, ['latchkey.stream.v1', `latchkey.proof.00000000.${'A'.repeat(43)}.0`]),
        exec: await socket(`${ws}/api/v1/upgrade/${btoa(`/api/v1/namespaces/${namespace}/pods/echo/exec?command=id&stdout=1`)}`, ['v5.channel.k8s.io']),
        frame: await framed(`${target}/`),
      }
    },
    { target, namespace, object },
  )
}

/** A form that posts to the dashboard in a window of its own. */
async function postForm(page: Page, action: string): Promise<void> {
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.evaluate(address => {
      const form = document.createElement('form')
      Object.assign(form, { method: 'post', action: address, target: '_blank', enctype: 'text/plain' })
      const field = document.createElement('input')
      Object.assign(field, { name: '{"metadata":{"name":"planted-by-form"},"a":"', value: '"}' })
      form.append(field)
      document.body.append(form)
      form.submit()
    }, action),
  ])
  await opened.waitForLoadState()
  await opened.close()
}

const whoAmI = (tab: Tab): Promise<string> =>
  tab.page.evaluate(async url => ((await (await fetch(url)).json()) as { user: { name: string } }).user.name, tab.at('/api/v1/session'))

for (const mount of ['root', 'tunnel'] as const)
  for (const from of ['sameSite', 'crossSite'] as const)
    test(`a page of another ${from === 'sameSite' ? 'port' : 'site'} does nothing in the dashboard at the ${mount}`, async ({
      openTab,
      playground,
      virtualService,
    }) => {
      const { namespace } = playground
      const object = await virtualService(namespace)
      const tab = await openTab(mount)
      await signIn(tab, 'admin', '/')
      const page = await tab.page.context().newPage()
      await page.goto(attacker[from])
      const outcomes = await attack(page, tab.mount.base, namespace, object)
      for (const what of ['read', 'create by JSON', 'create with our header', 'delete', 'stream', 'stream with an invented proof', 'exec'])
        expect([what, outcomes[what]]).toEqual([what, 'failed'])
      expect(outcomes['frame']).not.toBe('readable')
      await postForm(page, `${tab.mount.base}/api/k8s/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`)
      // What was sent blindly changed nothing either.
      expect(kubectl('admin', ['-n', namespace, 'get', 'virtualservices', '-o', 'jsonpath={.items[*].metadata.name}'])).toBe(object)
      expect(await whoAmI(tab)).toBe('kubernetes-admin')

      // A link to a sign-in of somebody else's: nobody is signed in as them.
      const { wrappedToken } = JSON.parse(latchkey('viewer', ['login', '-o', 'json']).stdout) as { wrappedToken: string }
      const address = `${tab.mount.base}/login?${new URLSearchParams({ 'wrapped-token': wrappedToken, to: '/' })}`
      await page.evaluate(url => location.assign(url), address)
      await page.waitForURL(url => url.origin === new URL(tab.mount.base).origin || url.href.startsWith(address))
      expect(await whoAmI(tab)).toBe('kubernetes-admin')
    })

test('a link of another site signs nobody in as someone else by way of our own sign-in page', async ({ openTab }) => {
  const tab = await openTab('tunnel')
  await signIn(tab, 'viewer', '/')
  const before = await whoAmI(tab)
  const { wrappedToken } = JSON.parse(latchkey('guest', ['login', '-o', 'json']).stdout) as { wrappedToken: string }
  const page = await tab.page.context().newPage()
  await page.goto(attacker.crossSite)
  const door = `/login?${new URLSearchParams({ 'wrapped-token': wrappedToken })}`
  await page.evaluate(url => location.assign(url), tab.at(`/sign-in?${new URLSearchParams({ to: door })}`))
  await expect(page.getByRole('heading', { name: 'Custom resources' })).toBeVisible()
  expect(await whoAmI(tab)).toBe(before)
  // Nor does a page of ours that some mistake made lead to it.
  await tab.page.evaluate(url => location.assign(url), tab.at(door))
  await expect(tab.page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(await whoAmI(tab)).toBe(before)
})

test('a page behind kubectl proxy cannot pass for the tunnel, whose cookie the browser sends it', async ({ openTab, mounts }) => {
  const tab = await openTab('tunnel')
  await signIn(tab, 'admin', '/')
  const shared = mounts.get('kubectl-proxy')
  if ('unavailable' in shared) throw new Error(shared.unavailable)
  const page = await tab.page.context().newPage()
  await page.goto(`${new URL(shared.mount.base).origin}/version`)
  const asked = await page.evaluate(
    async ({ base, host }) => {
      const forged = {
        'x-forwarded-prefix': '/',
        'x-forwarded-host': host,
        'x-forwarded-proto': 'http',
        'sec-latchkey-tunnel': '1',
        'x-latchkey-html': 'opaque',
      }
      const session = await fetch(`${base}/api/v1/session`, { headers: forged })
      const home = await fetch(`${base}/`, { headers: forged })
      return { session: session.status, home: await home.text() }
    },
    { base: shared.mount.base, host: new URL(tab.mount.base).host },
  )
  expect(asked.session).toBe(401)
  expect(asked.home).not.toContain('latchkey-proof')
  expect(await whoAmI(tab)).toBe('kubernetes-admin')
})

test('a link from another site leads someone who is signed in to the page it names', async ({ openTab }) => {
  const tab = await openTab('tunnel')
  await signIn(tab, 'viewer', '/')
  const page = await tab.page.context().newPage()
  await page.goto(attacker.crossSite)
  const arrivals: string[] = []
  page.on('request', request => {
    if (request.isNavigationRequest()) arrivals.push(request.headers()['cookie'] ?? 'no cookie')
  })
  await page.evaluate(url => location.assign(url), tab.at(`${list}?namespace=shop`))
  await expect(page.getByRole('table', { name: 'virtualservices' })).toBeVisible()
  await expect(page).toHaveURL(tab.at(`${list}?namespace=shop`))
  expect(arrivals[0], 'the browser sent no cookie with the link itself').toBe('no cookie')
})

test('a tab does nothing as the user whom another tab signed in since', async ({ openTab, playground, virtualService }) => {
  const { namespace } = playground
  const object = await virtualService(namespace)
  const first = await openTab('tunnel')
  await signIn(first, 'viewer', `${list}/${namespace}/${object}`)
  await expect(first.page.getByRole('heading', { level: 1, name: object })).toBeVisible()
  const proofBefore = await first.page.locator('meta[name="latchkey-proof"]').getAttribute('content')
  first.expectSessionEnd()
  await first.page.context().clearCookies()
  const second = await openTab('tunnel')
  await signIn(second, 'admin', '/')
  const status = await first.page.evaluate(
    async ({ url, proof }) => {
      const answer = await fetch(url, { method: 'DELETE', headers: { 'x-latchkey-request': proof } })
      return { status: answer.status, code: ((await answer.json()) as { error: { code: string } }).error.code }
    },
    { url: first.at(`/api/k8s/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${object}`), proof: proofBefore ?? '' },
  )
  expect(status).toEqual({ status: 401, code: 'SESSION_CHANGED' })
  expect(kubectl('admin', ['-n', namespace, 'get', 'virtualservice', object, '-o', 'name'])).toContain(object)
})
