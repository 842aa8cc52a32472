import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { rareObjects } from './rare-objects.ts'

// The page shows what `kubectl get -A` prints, and with all columns what `-o wide` does: the same columns, the same rows, the same cells.
const kinds = [
  ['certificates', 'cert-manager.io/v1'],
  ['certificaterequests', 'cert-manager.io/v1'],
  ['prometheuses', 'monitoring.coreos.com/v1'],
  ['virtualservices', 'networking.istio.io/v1'],
  ['destinationrules', 'networking.istio.io/v1'],
  ['ciliumnetworkpolicies', 'cilium.io/v2'],
  ['pods', 'core/v1'],
] as const

for (const [resource, groupVersion] of kinds) {
  test(`the list of ${resource} is kubectl’s`, async ({ signIn }) => {
    const { page, origin } = await signIn('viewer')
    await page.goto(`${origin}/resources/${groupVersion}/${resource}`)
    await expect(page.getByRole('table', { name: resource }).or(page.getByRole('grid', { name: resource }))).toBeVisible()
    const group = groupVersion.split('/')[0]
    const printed = printedTable(kubectl('viewer', ['get', group === 'core' ? resource : `${resource}.${group}`, '-A']))
    expect(printed.rows.length).toBeGreaterThan(0)
    // Both are read again until neither moved meanwhile: ages go on, and the operator reconciles.
    await expect(async () => {
      const shown = await shownTable(page, resource)
      const again = printedTable(kubectl('viewer', ['get', group === 'core' ? resource : `${resource}.${group}`, '-A']))
      expect(shown.header.map(title => title.toUpperCase())).toEqual(again.header)
      // kubectl has etcd's order (`shop-staging/` before `shop/`), the page that of people.
      expect(shown.rows.map(withoutAges).sort()).toEqual(again.rows.map(withoutAges).sort())
    }).toPass({ timeout: 20_000 })
  })
}

/** The kinds of Istio, cert-manager, the Prometheus operator and Cilium, as `virtualservices.networking.istio.io` with their preferred versions. */
function operatorKinds(): { key: string; path: string }[] {
  const rows = kubectl('admin', ['api-resources', '--no-headers', '-o', 'wide']).trim().split('\n')
  return rows.flatMap(row => {
    const [, resource = '', version = ''] = /^(\S+)\s.*?\s?(\S+\/v\S+)\s+(?:true|false)\s/.exec(row) ?? []
    const group = version.split('/')[0] ?? ''
    return /\.(?:istio\.io|cert-manager\.io|coreos\.com)$|^(?:cert-manager|cilium)\.io$/.test(group)
      ? [{ key: `${resource}.${group}`, path: `${version}/${resource}` }]
      : []
  })
}

test('of every kind of four operators the list with all columns is that of -o wide', async ({ signIn }) => {
  test.setTimeout(300_000)
  const rare = rareObjects(`wide-${randomBytes(3).toString('hex')}`, 'shop')
  kubectl('admin', ['create', '-f', '-'], rare)
  try {
    const { page, origin } = await signIn('viewer')
    const kinds = operatorKinds()
    expect(kinds.length).toBe(53)
    const different: string[] = []
    for (const { key, path } of kinds) {
      const resource = key.split('.')[0] ?? ''
      await page.goto(`${origin}/resources/${path}`)
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('button', { name: 'All columns' }).click()
      await page.keyboard.press('Escape')
      await expect(async () => {
        const [shown, printed] = [await shownTable(page, resource), printedTable(kubectl('viewer', ['get', key, '-A', '-o', 'wide']))]
        expect(printed.rows.length, 'there is one').toBeGreaterThan(0)
        // Beside chosen columns the page has its own verdict.
        const last = shown.header.at(-1) === 'Health' ? -1 : undefined
        expect(shown.header.slice(0, last).map(title => title.toUpperCase())).toEqual(printed.header)
        expect(shown.rows.map(row => withoutAges(row.slice(0, last))).sort()).toEqual(printed.rows.map(withoutAges).sort())
      })
        .toPass({ timeout: 10_000 })
        .catch((error: Error) => different.push(`${key}: ${error.message}`))
    }
    expect(different).toEqual([])
  } finally {
    kubectl('admin', ['delete', '-f', '-', '--ignore-not-found', '--wait=false'], rare)
  }
})

type Cells = { header: string[]; rows: string[][] }

async function shownTable(page: Page, resource: string): Promise<Cells> {
  const table = page.getByRole('table', { name: resource }).or(page.getByRole('grid', { name: resource }))
  const text = (cells: Element[]): string[] => cells.map(cell => cell.textContent?.trim() ?? '')
  const header = await table.getByRole('columnheader').evaluateAll(text)
  const rows = await table
    .locator('tbody tr')
    .evaluateAll(all => all.map(row => [...row.querySelectorAll('td, th')].map(cell => cell.textContent?.trim() ?? '')))
  return { header, rows }
}

/** kubectl's columns begin where their titles do; titles are one or more words with single spaces between. */
function printedTable(text: string): Cells {
  const [head = '', ...lines] = text.trimEnd().split('\n')
  const starts = [...head.matchAll(/\S+(?: \S+)*/g)].map(match => match.index)
  const cut = (line: string): string[] => starts.map((start, column) => line.slice(start, starts[column + 1]).trim())
  return { header: cut(head), rows: lines.map(cut) }
}

function withoutAges(row: readonly string[]): string {
  return row.map(cell => cell.replace(/\b(?:\d+[smhd])+\b/g, 'AGE')).join(' | ')
}
