import { randomBytes } from 'node:crypto'
import { test as base, expect, type Page } from '@playwright/test'
import type { User } from './cluster.ts'
import { connectAdmin, type Kube, type KubeObject } from './graphql/kube.ts'
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

type WorkerFixtures = {
  /** What tests make and remove beside what they look at: kubectl takes as long to start as a page to load. */
  kube: Kube
}

export const test = base.extend<Fixtures, WorkerFixtures>({
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
  kube: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const kube = connectAdmin()
      await use(kube)
      await kube.close()
    },
    { scope: 'worker' },
  ],
  virtualService: async ({ kube }, use) => {
    const made: string[] = []
    await use(async namespace => {
      const name = `e2e-${randomBytes(4).toString('hex')}`
      const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`
      const { status, json } = await kube.ask(`${path}?fieldManager=kubectl-client-side-apply`, { method: 'POST', body: virtualServiceOf(namespace, name) })
      if (status !== 201) throw new Error(`VirtualService ${name} was not created in ${namespace}: ${status} ${JSON.stringify(json)}`)
      made.push(`${path}/${name}`)
      return name
    })
    await Promise.all(made.map(kube.remove))
  },
})
export { expect }

/** As `kubectl apply` makes it. */
function virtualServiceOf(namespace: string, name: string): KubeObject {
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { annotations: {}, name, namespace },
    spec: { hosts: [`${name}.${namespace}.svc`], http: [{ route: [{ destination: { host: name, port: { number: 8080 } } }] }] },
  }
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(object)}\n` }
  return { ...object, metadata: { ...object.metadata, annotations } }
}
