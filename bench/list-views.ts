import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { firstLoadPath } from '#contract/first-load.ts'
import { tableAccept } from '#contract/kubernetes.ts'
import { makeManyVirtualServices, manyVirtualService } from '../demo/many.ts'
import { requestUserKubeconfig } from '../e2e/certificate-user.ts'
import { cluster } from '../e2e/cluster.ts'
import { grant, withdraw } from '../e2e/grant.ts'
import { connectAdmin, type Kube } from '../e2e/graphql/kube.ts'
import { heapMegabytes, inBrowser, note, type Series, timed, watchWire, whenThere } from './page-measures.ts'
import { tasksDuring } from './page-tasks.ts'
import { formatTable, summarize } from './statistics.ts'

const count = 10_000
const namespaces = 200
const boundTo = 10
const path = '/resources/networking.istio.io/v1/virtualservices'
const api = '/apis/networking.istio.io/v1/virtualservices'
const row = 'tbody tr[aria-rowindex] a'

declare function until(holds: () => boolean): Promise<number>
declare function sinceEvent(type: string, holds: () => boolean): Promise<number>
declare function longest(forMs: number): Promise<number>

/**
 * A list of 10,000 VirtualServices of about 3 KiB in 200 namespaces, each run in a browser of its own with an empty profile, as
 * ../shared/research/headlamp-measured.md measured Headlamp. Beside it, in the same run, what the kube-apiserver itself takes.
 */
export async function benchListViews(runs: number): Promise<string> {
  const kube = connectAdmin()
  await makeManyVirtualServices({ kubectl: cluster.kubectl, kubeconfig: cluster.kubeconfigs.admin }, { count, namespaces })
  const bound = await bindUser(kube)
  const series: Series = {}
  for (let run = -1; run < runs; run += 1) {
    const taken: Series = run < 0 ? {} : series
    await inBrowser('admin', {}, (page, origin, client, browser) => measureList({ page, origin, client, browser, kube, series: taken, as: '', seen: whole }))
    await inBrowser('admin', {}, (page, origin, client, browser) => measureObject({ page, origin, client, browser, kube, series: taken }))
    await inBrowser('guest', { KUBECONFIG: bound.kubeconfig }, (page, origin, client, browser) =>
      measureList({ page, origin, client, browser, kube, series: taken, as: `bound to ${boundTo} namespaces: `, seen: own }),
    )
    // What any page takes here: through the same browser, tunnel and proxies, with nothing to read, render or run.
    await inBrowser('admin', {}, async (page, origin) => {
      await page.goto(`${origin}${firstLoadPath}`, { waitUntil: 'commit' })
      note(taken, 'a file of a few bytes, the same way: shown, ms', await whenThere(page, 'body'))
    })
    const table = (query: string) => timed(() => kube.ask(`${api}?${query}`, { accept: tableAccept }))
    note(taken, 'kube-apiserver: limited list of 500 as a Table, ms', await table('limit=500'))
    note(taken, 'kube-apiserver: the whole list as a Table without objects, ms', await table('includeObject=None'))
    note(taken, 'kube-apiserver: the whole list as a Table, ms', await table('includeObject=Metadata'))
    note(taken, 'kube-apiserver: the whole list as objects, ms', await timed(() => kube.ask(api)))
  }
  await bound.remove()
  await kube.close()
  const lines = Object.entries(series).map(([name, values]) => {
    const { p50, min, max } = summarize(values)
    return [name, ...[p50, min, max].map(value => value.toFixed(value < 10 ? 1 : 0))]
  })
  return formatTable([`${count} objects, cold browser, ${runs} runs`, 'p50', 'min', 'max'], lines)
}

/** Somebody who may see the VirtualServices of a few namespaces, and list no namespaces. */
async function bindUser(kube: Kube): Promise<{ kubeconfig: string; remove: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const kubeconfig = join(folder, 'bound.kubeconfig')
  const own = Array.from({ length: boundTo }, (_, index) => `bench-${index}`)
  await requestUserKubeconfig(kubeconfig, { commonName: 'bench-bound', organizations: [] })
  const rule = { apiGroups: ['networking.istio.io'], resources: ['virtualservices'], verbs: ['get', 'list', 'watch'] }
  for (const namespace of own) await grant(kube, 'bench-bound', 'bench-bound', rule, namespace)
  // How they are found where rules name none: their kubeconfig, or they themselves, say one; RoleBindings that one may read, the others.
  await grant(kube, 'bench-bound', 'bench-bound', { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['list'] })
  return {
    kubeconfig,
    async remove() {
      for (const namespace of own) await withdraw(kube, 'bench-bound', namespace)
      await withdraw(kube, 'bench-bound')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Measured = { page: Page; browser: Browser; origin: string; client: CDPSession; kube: Kube; series: Series }
/** What a user sees of the 10,000: one whose name is typed but for its last digit, the one that is last by name, and which the n-th change is of. */
type Seen = { typed: string; key: string; last: number; changed: (change: number) => number }
const whole: Seen = { typed: 'route-0424', key: '2', last: 9_999, changed: change => (change * 97) % count }
const own: Seen = { typed: 'route-0420', key: '7', last: 9_809, changed: change => (change % 50) * namespaces + (change % boundTo) }
const nameOf = (index: number): string => manyVirtualService(index, namespaces).metadata.name

async function measureList({ page, browser, origin, client, kube, series, as, seen }: Measured & { as: string; seen: Seen }): Promise<void> {
  const add = (name: string, value: number): void => note(series, as + name, value)
  const wire = await watchWire(client)
  await page.goto(origin + path, { waitUntil: 'commit' })
  add('first row, ms', await whenThere(page, row))
  add('requests until then', wire.requests())
  add('KB on the wire until then', wire.bytes() / 1000)
  await untilLive(page)
  add('KB on the wire in all', wire.bytes() / 1000)
  add('of it script, KB', wire.scripts() / 1000)
  add('heap, MB', await heapMegabytes(client))

  const filter = page.getByRole('searchbox', { name: 'Filter' })
  await filter.pressSequentially(seen.typed, { delay: 60 })
  const typed = page.evaluate(
    ([sel, name]) => sinceEvent('keydown', () => document.querySelectorAll(sel).length === 1 && document.querySelector(sel)?.textContent === name),
    [row, seen.typed + seen.key] as const,
  )
  await filter.press(seen.key)
  add('filter: last key → the one row, ms', await typed)
  // The demo's own stand among them otherwise.
  await filter.fill('Name^route-')
  await page.evaluate(sel => until(() => document.querySelectorAll(sel).length > 10), row)
  await page.waitForTimeout(1_000)

  const head = page.locator('thead').getByRole('button', { name: /^Name\b/ })
  await head.click()
  // The second row: the first is the same in the order of the namespaces, and two sorts at once would be measured.
  await page.evaluate(([sel, name]) => until(() => document.querySelectorAll(sel)[1]?.textContent === name), [row, nameOf(1)] as const)
  await page.waitForTimeout(500)
  const isFirst = ([sel, name]: readonly [string, string]) => sinceEvent('pointerdown', () => document.querySelector(sel)?.textContent === name)
  const sorted = page.evaluate(isFirst, [row, nameOf(seen.last)] as const)
  await head.click()
  add('sort: click → the new first row, ms', await sorted)
  await measureChanges({ page, browser, kube, add, index: seen.last, where: 'tbody' })

  const storm = page.evaluate(() => longest(5_000))
  for (let change = 0; change < 100; change += 1) {
    void patch(kube, seen.changed(change), `storm-${change}.example`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  add('20 changes a second: longest gap between frames, ms', await storm)
}

async function measureObject({ page, browser, origin, client, kube, series }: Measured): Promise<void> {
  const add = (name: string, value: number): void => note(series, `object page: ${name}`, value)
  const wire = await watchWire(client)
  const { metadata } = manyVirtualService(7, namespaces)
  await page.goto(`${origin}${path}/${metadata.namespace}/${metadata.name}`, { waitUntil: 'commit' })
  add('cold by URL: heading and fields, ms', await whenThere(page, 'section[aria-labelledby="field-spec"]'))
  add('requests until then', wire.requests())
  add('KB on the wire until then', wire.bytes() / 1000)
  await untilLive(page)
  add('KB on the wire in all', wire.bytes() / 1000)
  add('of it script, KB', wire.scripts() / 1000)
  add('heap, MB', await heapMegabytes(client))
  await measureChanges({ page, browser, kube, add, index: 7, where: 'section[aria-labelledby="field-spec"]' })
}

async function untilLive(page: Page): Promise<void> {
  await page.getByRole('status', { name: 'Live state' }).filter({ hasText: 'Live' }).waitFor()
  await page.waitForTimeout(1_500)
}

type Changes = { page: Page; browser: Browser; kube: Kube; add: (name: string, value: number) => void; index: number; where: string }

/** Changes one object several times, and waits each time until its new host stands where it is shown; as often again with a trace, which costs time itself. */
async function measureChanges({ page, browser, kube, add, index, where }: Changes): Promise<void> {
  const changeOnce = async (): Promise<number> => {
    const host = `live-${Date.now()}.example`
    const shown = page.evaluate(([sel, text]) => until(() => document.querySelector(sel)?.textContent?.includes(text) === true), [where, host] as const)
    await page.waitForTimeout(50)
    const sentMs = performance.now()
    await patch(kube, index, host)
    await shown
    return performance.now() - sentMs
  }
  for (let change = 0; change < 5; change += 1) {
    const gap = page.evaluate(() => longest(1_000))
    add('live: change sent → seen, ms', await changeOnce())
    add('live: longest gap between frames, ms', await gap)
    const blocked = await tasksDuring(browser, page, async () => {
      await changeOnce()
      await page.waitForTimeout(500)
    })
    add('live: longest task of the page, ms', blocked.longest)
    add('live: long tasks (over 50 ms) in all, ms', blocked.long)
  }
}

async function patch(kube: Kube, index: number, host: string): Promise<void> {
  const { metadata } = manyVirtualService(index, namespaces)
  const at = `/apis/networking.istio.io/v1/namespaces/${metadata.namespace}/virtualservices/${metadata.name}`
  await kube.ask(at, { method: 'PATCH', type: 'application/merge-patch+json', body: { spec: { hosts: [host] } } })
}
