import type { Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'

// The page shows what `kubectl get -A` prints: the same columns, the same rows, the same cells.
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
