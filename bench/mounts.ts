import { type Browser, type Cookie, chromium } from '@playwright/test'
import { Agent, request } from 'undici'
import { latchkey } from '../e2e/latchkey.ts'
import { type Mount, mountNames } from '../e2e/mounts/mount.ts'
import { serviceAddress } from '../e2e/mounts/nginx-mounts.ts'
import { type Mounts, openMounts } from '../e2e/mounts/open-mounts.ts'
import { createServingCertificate } from '../e2e/mounts/serving-certificate.ts'
import { signIn } from '../e2e/mounts/sign-in.ts'
import { watchTab } from '../e2e/mounts/tab.ts'
import { chromiumLaunchOptions } from '../scripts/chromium.ts'
import { firstContentfulPaint } from './paint.ts'
import { benchPrefixCalls, benchPrefixedPage } from './prefix-cost.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'

const list = '/resources/networking.istio.io/v1/virtualservices?namespace=shop'

/**
 * The same pages under every mount, by turns in one run. First byte: from the request to the first byte of the body, over
 * one kept-alive connection (HTTP/2 where the mount has it). First paint: a new browser profile each time, signed in
 * already. Bytes: everything that the home page brings over the wire, then again with what the browser kept.
 */
export async function benchMounts(rounds: number, visits: number): Promise<string> {
  const certificate = createServingCertificate()
  const mounts = await openMounts(certificate)
  const options = chromiumLaunchOptions()
  const browser = await chromium.launch({ ...options, args: [...options.args, certificate.chromiumArg] })
  try {
    const open = openOnes(mounts)
    const session = sessionHeader()
    return [
      await benchFirstBytes(open, rounds, session, certificate.authorityPem),
      await benchVisits(browser, open, visits),
      benchPrefixCalls(200_000),
      await benchPrefixedPage(rounds, `http://${serviceAddress()}`, session),
    ].join('\n\n')
  } finally {
    await browser.close()
    await mounts.stop()
  }
}

const openOnes = (mounts: Mounts): Mount[] =>
  mountNames.flatMap(name => {
    const open = mounts.get(name)
    return 'mount' in open ? [open.mount] : []
  })

function sessionHeader(): Record<string, string> {
  const { token } = JSON.parse(latchkey('admin', ['login', '-o', 'json']).stdout) as { token: string }
  return { 'x-latchkey-session': token, accept: 'text/html' }
}

async function benchFirstBytes(mounts: readonly Mount[], rounds: number, headers: Record<string, string>, authorityPem: string): Promise<string> {
  const pages = ['/', list]
  const ways = mounts.map(mount => ({
    mount,
    dispatcher: new Agent({ connections: 1, allowH2: true, connect: { ca: authorityPem } }),
    samples: pages.map((): number[] => []),
  }))
  for (let round = -3; round < rounds; round += 1)
    for (const { mount, dispatcher, samples } of ways)
      for (const [index, path] of pages.entries()) {
        const ms = await firstByteMs(mount.base + path, headers, dispatcher)
        if (round >= 0) samples[index]?.push(ms)
      }
  await Promise.all(ways.map(({ dispatcher }) => dispatcher.close()))
  const root = ways.find(({ mount }) => mount.name === 'root')
  return formatTable(
    [`first byte, ${rounds} rounds`, 'home p50 ms', 'p95', '× root', 'list p50 ms', 'p95', '× root'],
    ways.map(({ mount, samples }) => [
      mount.name,
      ...samples.flatMap((series, index) => {
        const { p50, p95 } = summarize(series)
        const baseline = root?.samples[index]
        return [p50.toFixed(1), p95.toFixed(1), baseline ? pairedRatio(series, baseline).toFixed(2) : '']
      }),
    ]),
  )
}

async function firstByteMs(url: string, headers: Record<string, string>, dispatcher: Agent): Promise<number> {
  const startedMs = performance.now()
  const { statusCode, body } = await request(url, { headers, dispatcher })
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`)
  let firstMs: number | null = null
  for await (const _chunk of body) firstMs ??= performance.now() - startedMs
  if (firstMs === null) throw new Error(`${url} answered nothing`)
  return firstMs
}

async function benchVisits(browser: Browser, mounts: readonly Mount[], visits: number): Promise<string> {
  const series = mounts.map(mount => ({ mount, paint: [] as number[], first: [] as number[], second: [] as number[], requests: [] as number[] }))
  const cookies = await Promise.all(mounts.map(mount => signedInCookies(browser, mount)))
  for (let visit = 0; visit < visits; visit += 1)
    for (const [index, { mount, paint, first, second, requests }] of series.entries()) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      try {
        await context.addCookies(cookies[index] ?? [])
        for (const seen of [first, second]) {
          const page = await context.newPage()
          const client = await context.newCDPSession(page)
          let bytes = 0
          let count = 0
          client.on('Network.loadingFinished', ({ encodedDataLength }) => {
            bytes += encodedDataLength
            count += encodedDataLength > 0 ? 1 : 0
          })
          await client.send('Network.enable')
          await page.goto(`${mount.base}/`, { waitUntil: 'load' })
          if (seen === first) paint.push(await firstContentfulPaint(page))
          await page.getByRole('navigation', { name: 'Kinds' }).waitFor()
          seen.push(bytes / 1000)
          if (seen === second) requests.push(count)
          await page.close()
        }
      } finally {
        await context.close()
      }
    }
  return formatTable(
    [`browser, ${visits} visits`, 'first paint p50 ms', 'min', 'max', 'first visit KB', 'second visit KB', 'its requests'],
    series.map(({ mount, paint, first, second, requests }) => {
      const { p50, min, max } = summarize(paint)
      return [mount.name, ...[p50, min, max, summarize(first).p50, summarize(second).p50, summarize(requests).p50].map(value => value.toFixed(0))]
    }),
  )
}

async function signedInCookies(browser: Browser, mount: Mount): Promise<Cookie[]> {
  const context = await browser.newContext()
  try {
    await signIn(await watchTab(await context.newPage(), mount), 'admin')
    return await context.cookies()
  } finally {
    await context.close()
  }
}
