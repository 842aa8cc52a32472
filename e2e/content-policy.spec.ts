import { createHash } from 'node:crypto'
import { expect, test } from './fixtures.ts'
import { type Answer, cookiesOf, send } from './http.ts'
import { latchkey, startTunnel, type Tunnel } from './latchkey.ts'
import { startKubectlProxy } from './mounts/kubectl-proxy.ts'
import { servicePath } from './mounts/mount.ts'
import { podOrigin } from './pods.ts'
import { builtPages, ownRoutes } from './route-inventory.ts'

// The same promise on every route that the build has, signed in and not, at the root and under the service proxy.
let tunnel: Tunnel
let proxy: { origin: string; stop: () => Promise<void> }
const bases = new Map<string, { base: string; cookie: string }>()

test.beforeAll(async () => {
  tunnel = await startTunnel('viewer', 'proxy')
  proxy = await startKubectlProxy()
  for (const [name, base] of [
    ['tunnel', tunnel.mount],
    ['service proxy', proxy.origin + servicePath],
  ] as const) {
    const { wrappedToken } = JSON.parse(latchkey('viewer', ['login', '-o', 'json']).stdout) as { wrappedToken: string }
    const exchange = await send(`${base}/login?${new URLSearchParams({ 'wrapped-token': wrappedToken, to: '/' })}`)
    expect(exchange.status).toBe(303)
    bases.set(name, { base, cookie: cookiesOf(exchange) })
  }
})
test.afterAll(async () => {
  await tunnel.stop()
  await proxy.stop()
})

function header(answer: Answer, name: string): string {
  return [answer.headers[name] ?? []].flat().join(', ')
}

/** The directives of a policy by name. */
function directives(policy: string): Map<string, string> {
  return new Map(
    policy.split(';').map(part => {
      const [name = '', ...values] = part.trim().split(/\s+/)
      return [name, values.join(' ')]
    }),
  )
}

const seenNonces = new Set<string>()

/** What no answer may be without. Gives the nonce of a page's policy. */
function expectPromise(answer: Answer, what: string): string | undefined {
  expect(header(answer, 'x-content-type-options'), what).toBe('nosniff')
  expect(header(answer, 'referrer-policy'), what).toBe('no-referrer')
  expect(header(answer, 'cache-control'), what).toMatch(/\bno-store\b/)
  const policy = directives(header(answer, 'content-security-policy'))
  expect(policy.get('default-src'), what).toBe("'none'")
  // What the kube-apiserver answers is nothing to run at all: a sandbox without rights, which no frame would help.
  if (policy.has('sandbox')) {
    expect([...policy.keys()].sort(), what).toEqual(['default-src', 'sandbox'])
    return undefined
  }
  expect(policy.get('frame-ancestors'), what).toBe("'none'")
  expect(policy.get('base-uri'), what).toBe("'self'")
  expect(policy.get('form-action'), what).toBe("'self'")
  expect(policy.get('script-src'), what).toMatch(/^'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic'$/)
  for (const [name, value] of policy) if (name !== 'style-src-attr') expect(value, `${what}: ${name}`).not.toMatch(/unsafe|\*|https?:|data:(?!$)/)
  const nonce = /'nonce-([^']+)'/.exec(policy.get('script-src') ?? '')?.[1] ?? ''
  expect(seenNonces.has(nonce), `${what}: a nonce is used once`).toBe(false)
  seenNonces.add(nonce)
  return nonce
}

for (const mount of ['tunnel', 'service proxy'])
  for (const signedIn of [true, false])
    test(`every page, ${signedIn ? 'signed in' : 'signed out'}, through the ${mount}`, async () => {
      const { base, cookie } = bases.get(mount) ?? { base: '', cookie: '' }
      for (const path of builtPages()) {
        const what = `${path} through the ${mount}`
        const headers = { accept: 'text/html', ...(signedIn ? { cookie } : {}) }
        const answer = await send(base + path, { headers })
        const nonce = expectPromise(answer, what)
        if (answer.status === 303 || answer.status === 307) {
          expect(signedIn && path !== '/sign-in', `${what} redirects`).toBe(false)
          continue
        }
        expect(header(answer, 'content-type'), what).toMatch(/^text\/html/i)
        const tags = [...answer.text.matchAll(/<script\b[^>]*>/g)].map(match => match[0])
        expect(tags.length, what).toBeGreaterThan(2)
        for (const tag of tags) expect(tag, what).toContain(`nonce="${nonce}"`)
        const styles = [...answer.text.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/g)].map(match => match[1] ?? '')
        expect(styles.length, what).toBeGreaterThan(0)
        const allowed = directives(header(answer, 'content-security-policy')).get('style-src')
        for (const style of styles) expect(allowed, what).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
        // Between the tags only: the payload of a page is text inside of scripts.
        const markup = answer.text.replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, '')
        expect(markup, what).not.toMatch(/<[^>]+\son[a-z]+\s*=/i)
        expect(markup, what).not.toMatch(/javascript:/i)
        // The router's own fetch of the same page.
        expectPromise(
          await send(`${base}${path}${path.includes('?') ? '&' : '?'}_rsc=x`, { headers: { ...headers, accept: '*/*', rsc: '1' } }),
          `${what}, for the router`,
        )
      }
    })

for (const mount of ['tunnel', 'service proxy'])
  test(`every route of our own, through the ${mount}`, async () => {
    const { base, cookie } = bases.get(mount) ?? { base: '', cookie: '' }
    for (const path of ownRoutes())
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
        for (const headers of [{}, { cookie }]) {
          const answer = await send(base + path, { method, headers })
          expect(answer.status, `${method} ${path}`).toBeLessThan(500)
          expectPromise(answer, `${method} ${path} through the ${mount} (${answer.status})`)
        }
  })

test('no answer of any route may be framed, read or embedded by another origin', async () => {
  const { base, cookie } = bases.get('tunnel') ?? { base: '', cookie: '' }
  for (const path of [...builtPages(), ...ownRoutes()]) {
    const answer = await send(base + path, { headers: { cookie } })
    expect(header(answer, 'access-control-allow-origin'), path).toBe('')
    expect(header(answer, 'cross-origin-resource-policy'), path).toBe('same-origin')
    expect(header(answer, 'x-frame-options'), path).toBe('DENY')
  }
})

test('an unsafe request of another origin is refused on every route, whatever it says', async () => {
  // At the pod itself, where no hop before the server could have refused it.
  const origin = podOrigin()
  for (const path of [...ownRoutes(), ...builtPages()])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }, { origin: 'https://evil.test' }]) {
        if (path === '/healthz' || path === '/readyz') continue
        const answer = await send(`${origin}${path}`, {
          method,
          headers: { ...headers, 'content-type': 'application/json', 'x-latchkey-request': '1' },
          body: '{}',
        })
        expect([method, path, answer.status, answer.text.includes('CROSS_SITE')]).toEqual([method, path, 403, true])
      }
})

test('a page takes no style sheet but those that it came with, however like them, and runs no handler in markup', async ({ signIn }) => {
  const { page, origin, expectConsole } = await signIn('viewer')
  expectConsole(/Content Security Policy|Content-Security-Policy/)
  await page.goto(`${origin}/access`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const taken = await page.evaluate(async () => {
    /** Whether the browser took it: a sheet that the policy refuses is none. */
    const style = (css: string): boolean => {
      const element = Object.assign(document.createElement('style'), { textContent: css })
      document.head.append(element)
      const isTaken = element.sheet !== null
      element.remove()
      return isTaken
    }
    const link = (href: string): Promise<boolean> =>
      new Promise(resolve => {
        const element = Object.assign(document.createElement('link'), { rel: 'stylesheet', href })
        element.onload = () => resolve(true)
        element.onerror = () => resolve(false)
        document.head.append(element)
      })
    const own = document.querySelector('style')?.textContent ?? ''
    return {
      own: own.length > 1_000 && style(own),
      another: style('body { color: red }'),
      'own and one space more': style(`${own} `),
      'own, imported by another': style(`@import url("data:text/css,${encodeURIComponent(own)}");`),
      'of a data address': await link('data:text/css,body{}'),
      'of another port': await link('http://127.0.0.1:9/a.css'),
      'a handler in markup': (() => {
        const host = document.createElement('div')
        document.body.append(host)
        host.innerHTML = '<button onclick="globalThis.handled = true">x</button>'
        host.querySelector('button')?.click()
        host.remove()
        return 'handled' in globalThis
      })(),
    }
  })
  expect(taken).toEqual({
    own: true,
    another: false,
    'own and one space more': false,
    'own, imported by another': false,
    'of a data address': false,
    'of another port': false,
    'a handler in markup': false,
  })
})
