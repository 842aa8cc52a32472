import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import type { User } from './cluster.ts'
import { startTunnel, type Tunnel } from './latchkey.ts'

type Visitor = { tunnel: Tunnel; context: BrowserContext }
type Opened = { page: Page; tunnel: Tunnel; origin: string }

/** Browsers with sessions that the tests of a file share: signing in, and loading every script anew, takes longer than most of them. */
export class SharedSessions {
  readonly #options: BrowserContextOptions
  readonly #visitors = new Map<string, Promise<Visitor>>()

  constructor(options: BrowserContextOptions = {}) {
    this.#options = options
  }

  /** A tab of the user's (null: of somebody who is not signed in), that the caller closes. `session`: another browser of theirs, for who changes it. */
  async open(browser: Browser, user: User | null, session = ''): Promise<Opened> {
    const key = `${user} ${session}`
    const visitor = this.#visitors.get(key) ?? this.#visit(browser, user)
    this.#visitors.set(key, visitor)
    const { tunnel, context } = await visitor
    return { page: await context.newPage(), tunnel, origin: user === null ? tunnel.mount : new URL(tunnel.url).origin }
  }

  async stop(): Promise<void> {
    await Promise.allSettled(
      [...this.#visitors.values()].map(async visitor => {
        const { tunnel, context } = await visitor
        await context.close()
        await tunnel.stop()
      }),
    )
  }

  async #visit(browser: Browser, user: User | null): Promise<Visitor> {
    const tunnel = await startTunnel(user ?? 'admin', 'dashboard')
    const context = await browser.newContext(this.#options)
    if (user !== null) {
      const page = await context.newPage()
      // Signed in, it has its cookie; what the first page holds is not waited for.
      await page.goto(tunnel.url, { waitUntil: 'commit' })
      await page.close()
    }
    return { tunnel, context }
  }
}
