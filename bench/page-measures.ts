import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { Agent, request } from 'undici'
import type { User } from '../e2e/cluster.ts'
import { startTunnel } from '../e2e/latchkey.ts'
import { chromiumLaunchOptions } from '../scripts/chromium.ts'
import { untilIdle } from './idle-machine.ts'

/** What was measured under a name, once a run. */
export type Series = Record<string, number[]>

declare function until(holds: () => boolean): Promise<number>

export async function heapMegabytes(client: CDPSession): Promise<number> {
  await client.send('HeapProfiler.collectGarbage')
  const { usedSize } = (await client.send('Runtime.getHeapUsage')) as { usedSize: number }
  return usedSize / 1_000_000
}

/** `bytes`: of answers as they are sent, and of what comes over sockets, which is sent as it is. */
export async function watchWire(client: CDPSession) {
  let [bytes, scripts, requests] = [0, 0, 0]
  const types = new Map<string, string>()
  await client.send('Network.enable')
  await client.send('Network.setCacheDisabled', { cacheDisabled: true })
  client.on('Network.requestWillBeSent', ({ requestId, type = '' }) => {
    requests += 1
    types.set(requestId, type)
  })
  // What streams counts as it comes, and not when it has ended.
  const early = new Map<string, number>()
  client.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength
    early.set(requestId, (early.get(requestId) ?? 0) + encodedDataLength)
  })
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength - (early.get(requestId) ?? 0)
    if (types.get(requestId) === 'Script') scripts += encodedDataLength
  })
  client.on('Network.webSocketFrameReceived', ({ response }) => {
    bytes += response.payloadData.length
  })
  return { bytes: () => bytes, scripts: () => scripts, requests: () => requests }
}

/** A browser of its own with an empty profile, signed in; it and all else has come to rest when `run` begins. */
export async function inBrowser(
  user: User,
  env: Record<string, string>,
  run: (page: Page, origin: string, client: CDPSession, browser: Browser) => Promise<void>,
): Promise<void> {
  const tunnel = await startTunnel(user, 'dashboard', { env })
  const { origin } = new URL(tunnel.url)
  const browser: Browser = await chromium.launch(chromiumLaunchOptions())
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    // The link logs in, which goes to the cluster and back; what is measured begins when that is done.
    const { headers, body } = await request(tunnel.url, { dispatcher: new Agent() })
    await body.dump()
    const [name = '', value = ''] = String(headers['set-cookie']).split(';', 1)[0]?.split('=') ?? []
    await page.context().addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Strict' }])
    await page.addInitScript(helpers)
    const client = await page.context().newCDPSession(page)
    await untilIdle()
    await run(page, origin, client, browser)
  } finally {
    await browser.close()
    await tunnel.stop()
  }
}

/** Milliseconds from the navigation to the frame after something is there. */
export function whenThere(page: Page, selector: string): Promise<number> {
  return page.evaluate(async wanted => {
    await until(() => document.querySelector(wanted) !== null)
    return performance.now()
  }, selector)
}

/** In the page: `until` resolves with how long it took at the frame after something holds, `sinceEvent` with the time since the user's next event of a type; `longest` with the longest time between frames. */
function helpers(): void {
  Object.assign(globalThis, {
    until(holds: () => boolean): Promise<number> {
      const startedMs = performance.now()
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (holds()) requestAnimationFrame(() => resolve(performance.now() - startedMs))
          else if (performance.now() - startedMs > 30_000) reject(new Error(`not seen in 30 s: ${holds}`))
          else requestAnimationFrame(look)
        }
        look()
      })
    },
    async sinceEvent(type: string, holds: () => boolean): Promise<number> {
      const { timeStamp } = await new Promise<Event>(resolve => addEventListener(type, resolve, { capture: true, once: true }))
      await until(holds)
      return performance.now() - timeStamp
    },
    longest(forMs: number): Promise<number> {
      const startedMs = performance.now()
      return new Promise(resolve => {
        let [last, most] = [startedMs, 0]
        const look = (): void => {
          const now = performance.now()
          most = Math.max(most, now - last)
          last = now
          if (now - startedMs > forMs) resolve(most)
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      })
    },
  })
}

export function note(series: Series, name: string, value: number): void {
  series[name] = [...(series[name] ?? []), value]
}

export async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await run()
  return performance.now() - startedMs
}
