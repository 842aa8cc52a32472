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
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, isHidden)
}

/** A page's turns since it was watched: each time that it drew something of the table, and each key that it heard, in their order. */
export type Turns = { readonly log: readonly Turn[]; readonly frames: number }
/** `size`: a cell of the column was drawn anew; `selection`: a row was chosen, or no longer. What a page changes in one go is one turn. */
export type Turn = 'key' | 'size' | 'selection' | 'size, selection'

/** Watches a table from now on. `cell`: one of the column whose texts change. */
export async function watchTurns(cell: Locator): Promise<() => Promise<Turns>> {
  const watched = await cell.evaluateHandle(first => {
    const turns: { log: Turn[]; frames: number } = { log: [], frames: 0 }
    const column = (first as HTMLTableCellElement).cellIndex
    const cellOf = (node: Node) => (node instanceof Element ? node : node.parentElement)?.closest('td')
    const isSize = ({ type, target }: MutationRecord) => type !== 'attributes' && cellOf(target)?.cellIndex === column
    const isSelection = ({ attributeName }: MutationRecord) => attributeName === 'data-selected'
    const observer = new MutationObserver(records => {
      const what = [records.some(isSize) && 'size', records.some(isSelection) && 'selection'].filter(Boolean)
      if (what.length > 0) turns.log.push(what.join(', ') as Turn)
    })
    observer.observe(first.closest('table') as Element, { subtree: true, childList: true, characterData: true, attributeFilter: ['data-selected'] })
    document.addEventListener('keydown', () => turns.log.push('key'), { capture: true })
    const frame = () => {
      turns.frames += 1
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    return turns
  })
  return () => watched.jsonValue()
}

/** Lets the page's next documents draw only when they are told to: `hold` keeps back whatever waits for an animation frame, until `release`. */
export async function holdableFrames(page: Page): Promise<{ hold(): Promise<void>; release(): Promise<void> }> {
  await page.addInitScript(() => {
    const [ask, cancel] = [requestAnimationFrame.bind(globalThis), cancelAnimationFrame.bind(globalThis)]
    const waiting = new Map<number, FrameRequestCallback>()
    let isHeld = false
    globalThis.requestAnimationFrame = callback => {
      const id: number = ask(time => (isHeld ? void waiting.set(id, callback) : callback(time)))
      return id
    }
    globalThis.cancelAnimationFrame = id => {
      waiting.delete(id)
      cancel(id)
    }
    const setHeld = (held: boolean) => {
      isHeld = held
      for (const [id, callback] of held ? [] : waiting) if (waiting.delete(id)) callback(performance.now())
    }
    Object.assign(globalThis, { setHeld })
  })
  const set = (held: boolean) => page.evaluate(wanted => (globalThis as unknown as { setHeld: (held: boolean) => void }).setHeld(wanted), held)
  return { hold: () => set(true), release: () => set(false) }
}

/** What the sockets of the page's next documents are sent, as the page itself has heard it. */
export async function receivedText(page: Page): Promise<() => Promise<string>> {
  await page.addInitScript(() => {
    const heard = { text: '' }
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        this.addEventListener('message', ({ data }) => {
          heard.text += String(data)
        })
      }
    }
    Object.assign(globalThis, { heard })
  })
  return () => page.evaluate(() => (globalThis as unknown as { heard: { text: string } }).heard.text)
}
