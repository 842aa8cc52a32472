import { chromium } from '@playwright/test'
import { Agent, request } from 'undici'
import { makeManyVirtualServices } from '../demo/many.ts'
import { cluster, kubectl } from '../e2e/cluster.ts'
import { startTunnel } from '../e2e/latchkey.ts'
import { chromiumLaunchOptions } from '../scripts/chromium.ts'
import { firstContentfulPaint } from './paint.ts'
import { formatTable, summarize } from './statistics.ts'

/** `benchPages` over 1,000 VirtualServices in a namespace of their own. */
export async function benchListPage(runs: number): Promise<string> {
  const namespace = 'bench-0'
  const ref = 'networking.istio.io/v1'
  await makeManyVirtualServices({ kubectl: cluster.kubectl, kubeconfig: cluster.kubeconfigs.admin }, { count: 1000, namespaces: 1 })
  try {
    return await benchPages(runs, `/resources/${ref}/virtualservices?namespace=${namespace}`, `/apis/${ref}/namespaces/${namespace}/virtualservices`)
  } finally {
    kubectl('admin', ['delete', 'namespace', namespace, '--wait=false'])
  }
}

/**
 * Cold browser, a new profile each run. `first page`: from the navigation that a sign-in link leads to to the first contentful
 * paint of Home. `first row`: from the navigation to a list of 1,000 objects to the frame after its first row is there.
 * Beside them, in the same run, the kube-apiserver's own answer to the same list through the same tunnel.
 */
async function benchPages(runs: number, listPath: string, apiListPath: string): Promise<string> {
  const firstPaint: number[] = []
  const firstRow: number[] = []
  const rawList: number[] = []
  const bytes: number[] = []
  for (let run = -1; run < runs; run += 1) {
    const tunnel = await startTunnel('admin', 'dashboard')
    const { origin } = new URL(tunnel.url)
    const browser = await chromium.launch(chromiumLaunchOptions())
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      // The link logs in, which goes to the cluster and back; what is measured begins when that is done.
      const { headers, body } = await request(tunnel.url, { dispatcher: new Agent() })
      await body.dump()
      const [name = '', value = ''] = String(headers['set-cookie']).split(';', 1)[0]?.split('=') ?? []
      await page.context().addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Strict' }])
      await page.goto(new URL(String(headers['location']), origin).href)
      const paint = await firstContentfulPaint(page)
      const cookies = (await page.context().cookies()).map(cookie => `${cookie.name}=${cookie.value}`).join('; ')
      const client = await page.context().newCDPSession(page)
      await client.send('Network.enable')
      await client.send('Network.setCacheDisabled', { cacheDisabled: true })
      let received = 0
      client.on('Network.loadingFinished', event => {
        received += event.encodedDataLength
      })
      await page.goto(origin + listPath, { waitUntil: 'commit' })
      const row = await page.evaluate(
        () =>
          new Promise<number>(resolve => {
            const look = (): void => {
              if (document.querySelector('tbody tr a, [role="row"] a')) requestAnimationFrame(() => resolve(performance.now()))
              else requestAnimationFrame(look)
            }
            look()
          }),
      )
      const startedMs = performance.now()
      const raw = await request(`${origin}/api/k8s${apiListPath}`, { headers: { cookie: cookies, accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } })
      await raw.body.text()
      const rawMs = performance.now() - startedMs
      if (run < 0) continue
      firstPaint.push(paint)
      firstRow.push(row)
      rawList.push(rawMs)
      bytes.push(received)
    } finally {
      await browser.close()
      await tunnel.stop()
    }
  }
  const line = (name: string, series: readonly number[]): string[] => {
    const { p50, min, max } = summarize(series)
    return [name, p50.toFixed(0), min.toFixed(0), max.toFixed(0)]
  }
  return formatTable(
    [`cold browser, ${runs} runs`, 'p50', 'min', 'max'],
    [
      line('signed in → first page painted, ms', firstPaint),
      line('list of 1,000 → first row, ms', firstRow),
      line('the same list as a Table by the API alone, ms', rawList),
      line(
        'list of 1,000, KB on the wire',
        bytes.map(value => value / 1000),
      ),
    ],
  )
}
