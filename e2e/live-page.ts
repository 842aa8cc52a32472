import type { Locator, Page, Request } from '@playwright/test'

/** What a page sends and is sent from now on: its WebSockets, by path, and their frames; its requests, and those that are not over. */
export type Traffic = { readonly paths: string[]; open(): number; mostAtOnce(): number; frames(): number; requests(): number; pending(): string[] }

export function watchTraffic(page: Page): Traffic {
  const paths: string[] = []
  const pending = new Set<Request>()
  const count = { open: 0, most: 0, frames: 0, requests: 0 }
  const frame = (): void => {
    count.frames += 1
  }
  const over = (request: Request): void => void pending.delete(request)
  page.on('requestfinished', over).on('requestfailed', over)
  page.on('request', request => {
    count.requests += 1
    pending.add(request)
  })
  page.on('websocket', socket => {
    paths.push(new URL(socket.url()).pathname)
    count.open += 1
    count.most = Math.max(count.most, count.open)
    socket.on('framereceived', frame).on('framesent', frame)
    socket.on('close', () => {
      count.open -= 1
    })
  })
  return {
    paths,
    open: () => count.open,
    mostAtOnce: () => count.most,
    frames: () => count.frames,
    requests: () => count.requests,
    pending: () => [...pending].map(request => request.url()),
  }
}

/** A browser under test shows all of its pages, so the page is told what it would be told. */
export function setHidden(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate(hidden => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}

/** Counts from now on how often something of the element is drawn anew: what a page changes in one go its observers hear of in one go. */
export async function countDraws(element: Locator): Promise<() => Promise<number>> {
  const drawn = await element.evaluateHandle(observed => {
    const count = { draws: 0 }
    const observer = new MutationObserver(() => {
      count.draws += 1
    })
    observer.observe(observed, { subtree: true, childList: true, characterData: true, attributes: true })
    return count
  })
  return () => drawn.evaluate(({ draws }) => draws)
}
