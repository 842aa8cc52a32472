import type { Page } from '@playwright/test'
import { kubectlAge } from '../lib/domain/time-text.ts'
import { kubectl, type User } from './cluster.ts'
import type { Kube, KubeObject } from './graphql/kube.ts'

/** A list as something showed it, at some moment between the two (epoch milliseconds). */
export type Cells = { header: string[]; rows: string[][]; fromMs: number; toMs: number }

/** The page renews what it says of times every five seconds, on a busy machine somewhat later. */
const staleMs = 10_000

/** The table of a list page, without the page's own verdict, which stands last beside chosen columns. */
export async function shownTable(page: Page, resource: string): Promise<Cells> {
  const fromMs = Date.now() - staleMs
  const [head = [], ...rows] = await page
    .getByRole('table', { name: resource })
    .locator('tr')
    .evaluateAll(all => all.map(row => [...row.querySelectorAll('td, th')].map(cell => cell.textContent?.trim() ?? '')))
  const width = head.at(-1) === 'Health' ? head.length - 1 : head.length
  return { header: head.slice(0, width).map(title => title.toUpperCase()), rows: rows.map(row => row.slice(0, width)), fromMs, toMs: Date.now() }
}

/** What `kubectl get` prints: a table for each kind, in the order they are named in. */
export function printedTables(user: User, keys: readonly string[], ...flags: string[]): Cells[] {
  const fromMs = Date.now()
  const text = kubectl(user, ['get', keys.join(','), ...flags])
  const toMs = Date.now()
  return text
    .trimEnd()
    .split(/\n\n+/)
    .map(table => ({ ...toCells(table, keys.length > 1), fromMs, toMs }))
}

/** kubectl's columns begin where their titles do; titles are one or more words with single spaces between. `isNamed`: names have their kind before them. */
function toCells(table: string, isNamed: boolean): Pick<Cells, 'header' | 'rows'> {
  const [head = '', ...lines] = table.split('\n')
  const starts = [...head.matchAll(/\S+(?: \S+)*/g)].map(match => match.index)
  const cut = (line: string): string[] => starts.map((start, column) => line.slice(start, starts[column + 1]).trim())
  const header = cut(head)
  const nameAt = header.indexOf('NAME')
  return { header, rows: lines.map(line => cut(line).map((cell, at) => (isNamed && at === nameAt ? cell.replace(/^.*\//, '') : cell))) }
}

/** When each object of a list was created (epoch milliseconds), by `namespace/name`. */
export async function creations(kube: Kube, path: string): Promise<Map<string, number>> {
  const { json } = await kube.ask(path, { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' })
  return new Map(
    ((json['items'] ?? []) as KubeObject[]).map(({ metadata }) => [
      `${metadata.namespace ?? ''}/${metadata.name}`,
      Date.parse(String(metadata['creationTimestamp'])),
    ]),
  )
}

/** Columns that say how long ago something was. */
const isAge = /^AGE$| SEEN$/

/** The rows without what goes on by itself, in one order: kubectl has etcd's (`shop-staging/` before `shop/`), the page that of people. */
export function settledRows({ header, rows }: Cells): string[] {
  const settled = rows.map(row => row.map((cell, at) => (isAge.test(header[at] ?? '') ? 'AGE' : cell.replace(/\(\w+ ago\)/, '(AGE ago)'))))
  return settled.map(row => row.join(' | ')).sort()
}

/** Ages below a title that are not what kubectl prints of that time of an object at any moment at which the table may have been written. */
export function wrongAges({ header, rows, fromMs, toMs }: Cells, times: ReadonlyMap<string, number>, title = 'AGE'): string[] {
  const [namespaceAt, nameAt, ageAt] = ['NAMESPACE', 'NAME', title].map(title => header.indexOf(title)) as [number, number, number]
  if (ageAt < 0) return []
  return rows.flatMap(row => {
    const key = `${row[namespaceAt] ?? ''}/${row[nameAt]}`
    const timeMs = times.get(key) ?? Number.NaN
    const possible = new Set<string>()
    for (let ms = fromMs; ms < toMs + 1000; ms += 1000) possible.add(kubectlAge((Math.min(ms, toMs) - timeMs) / 1000))
    return possible.has(row[ageAt] ?? '') ? [] : `${key} is ${row[ageAt]} old, not ${[...possible].join(' or ')}`
  })
}
