import { randomBytes } from 'node:crypto'
import { test as base, expect, type Page } from '@playwright/test'
import { kubectl, type User } from './cluster.ts'
import { startTunnel, type Tunnel } from './latchkey.ts'

/** `expectConsole`: what a test provokes beyond the usual refusals. */
type SignedIn = { page: Page; tunnel: Tunnel; origin: string; expectConsole: (message: RegExp) => void }

export type Fixtures = {
  /** A page signed in as the user through a tunnel of its own. `env` for a kubeconfig of one's own. */
  signIn: (user: User, env?: Record<string, string>) => Promise<SignedIn>
  /** An Istio VirtualService of a fresh name in the namespace, deleted after the test. */
  virtualService: (namespace: string) => Promise<string>
}

/** Messages of the browser itself about answers that a test provokes (a 403 is an answer, not a fault of the page). */
const expectedConsole = /Failed to load resource: the server responded with a status of (?:401|403|404|409|422)/

export const test = base.extend<Fixtures>({
  signIn: async ({ browser }, use) => {
    const opened: Array<() => Promise<unknown>> = []
    const problems: string[] = []
    await use(async (user, env = {}) => {
      const tunnel = await startTunnel(user, 'dashboard', { env })
      const context = await browser.newContext()
      opened.push(
        () => context.close(),
        () => tunnel.stop(),
      )
      const page = await context.newPage()
      const expected = [expectedConsole]
      page.on('console', message => {
        if (message.type() === 'error' && !expected.some(pattern => pattern.test(message.text()))) problems.push(message.text())
      })
      page.on('pageerror', error => problems.push(String(error)))
      // Most go elsewhere at once: what the first page holds is not waited for.
      await page.goto(tunnel.url, { waitUntil: 'commit' })
      return { page, tunnel, origin: new URL(tunnel.url).origin, expectConsole: message => expected.push(message) }
    })
    for (const close of opened) await close()
    expect(problems, 'the console stays free of errors').toEqual([])
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  virtualService: async ({}, use) => {
    const made: Array<[string, string]> = []
    await use(async namespace => {
      const name = `e2e-${randomBytes(4).toString('hex')}`
      kubectl('admin', ['apply', '-f', '-'], manifest(namespace, name))
      made.push([namespace, name])
      return name
    })
    for (const [namespace, name] of made) kubectl('admin', ['-n', namespace, 'delete', 'virtualservice', name, '--ignore-not-found', '--wait=false'])
  },
})
export { expect }

function manifest(namespace: string, name: string): string {
  return JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: { hosts: [`${name}.${namespace}.svc`], http: [{ route: [{ destination: { host: name, port: { number: 8080 } } }] }] },
  })
}
