import { randomBytes } from 'node:crypto'
import { test as base, expect, type Page } from '@playwright/test'
import type { User } from './cluster.ts'
import { connectAdmin, type Kube, type KubeObject } from './graphql/kube.ts'
import { startTunnel, type Tunnel } from './latchkey.ts'
import { SharedTunnels } from './shared-tunnels.ts'

/** `expectConsole`: what a test provokes beyond the usual refusals. */
type SignedIn = { page: Page; tunnel: Tunnel; origin: string; expectConsole: (message: RegExp) => void }

export type Fixtures = {
  /** A blank page of a browser of its own, in which the user is signed in. `env` for a kubeconfig of one's own. */
  signIn: (user: User, env?: Record<string, string>) => Promise<SignedIn>
  /** The same, signed in by the link of a tunnel of its own, where that leads: for who looks at that, ends the session or acts as somebody else. */
  openLink: (user: User, env?: Record<string, string>) => Promise<SignedIn>
  /** A page of a browser of its own. `afterwards`: what ends when that has. */
  openPage: (afterwards?: () => Promise<unknown>) => Promise<Pick<SignedIn, 'page' | 'expectConsole'>>
  ownFile: undefined
  /** An Istio VirtualService of a fresh name in the namespace, deleted after the test. */
  virtualService: (namespace: string) => Promise<string>
}

/** Messages of the browser itself about answers that a test provokes (a 403 is an answer, not a fault of the page). */
const expectedConsole = /Failed to load resource: the server responded with a status of (?:401|403|404|409|422)/

type WorkerFixtures = {
  sharedTunnels: SharedTunnels
  /** What tests make and remove beside what they look at: kubectl takes as long to start as a page to load. */
  kube: Kube
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  openPage: async ({ browser }, use) => {
    const opened: Array<() => Promise<unknown>> = []
    const problems: string[] = []
    await use(async (afterwards = async () => undefined) => {
      const context = await browser.newContext()
      opened.push(() => context.close(), afterwards)
      const page = await context.newPage()
      const expected = [expectedConsole]
      page.on('console', message => {
        if (message.type() === 'error' && !expected.some(pattern => pattern.test(message.text()))) problems.push(message.text())
      })
      page.on('pageerror', error => problems.push(String(error)))
      return { page, expectConsole: message => expected.push(message) }
    })
    for (const close of opened) await close()
    expect(problems, 'the console stays free of errors').toEqual([])
  },
  openLink: async ({ openPage, sharedTunnels }, use) => {
    await use(async (user, env) => {
      // Nobody else of the name is at work meanwhile.
      if (!env) await sharedTunnels.close(user)
      const tunnel = await startTunnel(user, 'dashboard', env ? { env } : {})
      const opened = await openPage(tunnel.stop)
      // Most go elsewhere at once: what the first page holds is not waited for.
      await opened.page.goto(tunnel.url, { waitUntil: 'commit' })
      return { ...opened, tunnel, origin: new URL(tunnel.url).origin }
    })
  },
  signIn: async ({ openPage, openLink, sharedTunnels }, use) => {
    await use(async (user, env) => {
      if (env) return openLink(user, env)
      const { tunnel, cookies } = await sharedTunnels.of(user)
      const opened = await openPage()
      await opened.page.context().addCookies(cookies)
      return { ...opened, tunnel, origin: new URL(tunnel.url).origin }
    })
  },
  sharedTunnels: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const tunnels = new SharedTunnels()
      await use(tunnels)
      await tunnels.stop()
    },
    { scope: 'worker' },
  ],
  ownFile: [
    async ({ sharedTunnels }, use, { file }) => {
      await sharedTunnels.enter(file)
      await use(undefined)
    },
    { auto: true },
  ],
  kube: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
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
