import type { ConsoleMessage, Page, Request, Response } from '@playwright/test'
import { isInside, type Mount } from './mount.ts'

/** One page in one mount, and everything about it that should not have been. */
export type Tab = {
  page: Page
  mount: Mount
  /** Address of a plain path in this mount. */
  at: (path: string) => string
  /** Whole documents that were asked for since the last call; a client navigation asks for none. */
  takeDocuments: () => string[]
  /** A refusal that the test provokes: its status, and what the address contains. */
  expectRefusal: (status: number, part: string) => void
  /** What the browser itself says about a failure that the test provokes. */
  expectConsole: (pattern: RegExp) => void
  /** The page's session ends: what it asks meanwhile is refused, and so are its connections. */
  expectSessionEnd: () => void
  /** Console errors, page errors, CSP violations, refusals that nobody expected, requests that left the mount. */
  problems: () => string[]
}

// Aborted is what a page does with its watches when it goes. The network changes for Chromium whenever a pod of this
// machine comes or goes, and it breaks off what is under way.
const pardoned = new Set(['net::ERR_ABORTED', 'net::ERR_NETWORK_CHANGED'])

export async function watchTab(page: Page, mount: Mount): Promise<Tab> {
  const documents: string[] = []
  const found: string[] = []
  const refused: { status: number; url: string }[] = []
  const errors: ConsoleMessage[] = []
  const expectedRefusals: { status: number; part: string }[] = []
  const expectedConsole: RegExp[] = []

  page.on('request', (request: Request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame() && request.redirectedFrom() === null) documents.push(request.url())
    if (/^https?:/.test(request.url()) && !isInside(mount, request.url()))
      found.push(`a request outside the mount: ${request.method()} ${withoutQuery(request.url())}`)
  })
  page.on('websocket', socket => {
    if (!isInside(mount, socket.url())) found.push(`a WebSocket outside the mount: ${socket.url()}`)
  })
  page.on('response', (response: Response) => {
    if (response.status() >= 400) refused.push({ status: response.status(), url: response.url() })
  })
  page.on('requestfailed', (request: Request) => {
    const reason = request.failure()?.errorText ?? ''
    if (!pardoned.has(reason)) found.push(`a request failed: ${withoutQuery(request.url())} ${reason}`)
  })
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message)
  })
  page.on('pageerror', error => found.push(`an uncaught error: ${error}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event =>
      // The way out of the page.
      console.error(`the content policy was violated: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
    )
  })

  const isExpected = (status: number, url: string): boolean => expectedRefusals.some(each => each.status === status && url.includes(each.part))
  const isExpectedMessage = (message: ConsoleMessage): boolean => {
    const status = /^Failed to load resource: the server responded with a status of (\d{3})/.exec(message.text())?.[1]
    if ([...pardoned].some(reason => message.text() === `Failed to load resource: ${reason}`)) return true
    // Chromium looks there by itself while a document has named no icon yet, which that of a missing page may do late.
    if (status?.startsWith('4') && message.location().url === new URL('/favicon.ico', mount.base).href) return true
    if (status !== undefined) return isExpected(Number(status), message.location().url)
    return expectedConsole.some(pattern => pattern.test(message.text()))
  }
  return {
    page,
    mount,
    at: path => mount.base + path,
    takeDocuments: () => documents.splice(0),
    expectRefusal: (status, part) => expectedRefusals.push({ status, part }),
    expectConsole: pattern => expectedConsole.push(pattern),
    expectSessionEnd() {
      expectedRefusals.push({ status: 401, part: '/api/' })
      expectedConsole.push(/^WebSocket connection to .* failed/)
    },
    problems: () => [
      ...found,
      ...refused.filter(({ status, url }) => !isExpected(status, url)).map(({ status, url }) => `a refusal: ${status} ${withoutQuery(url)}`),
      ...errors.filter(message => !isExpectedMessage(message)).map(message => `the console: ${message.text()} (${withoutQuery(message.location().url)})`),
    ],
  }
}

/** What a report may show: a query can hold a sign-in. */
function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? ''
}
