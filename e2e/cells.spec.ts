import { randomBytes } from 'node:crypto'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { type Cells, creations, printedTables, settledRows, shownTable, wrongAges } from './list-cells.ts'
import { rareObjects } from './rare-objects.ts'

// The page shows what `kubectl get -A` prints, and with all columns what `-o wide` does: the same columns, the same rows, the same cells.
let kube: Kube
test.beforeAll(() => {
  kube = connectAdmin()
})
test.afterAll(() => kube.close())

/** What is wrong about a table that a page showed beside one that kubectl printed, both of objects created then. */
function expectSame(shown: Cells, printed: Cells, created: ReadonlyMap<string, number>): void {
  expect(printed.rows.length, 'there is one').toBeGreaterThan(0)
  expect(shown.header).toEqual(printed.header)
  expect(settledRows(shown)).toEqual(settledRows(printed))
  expect(wrongAges(printed, created), 'ages that kubectl prints').toEqual([])
  expect(wrongAges(shown, created), 'ages that the page shows').toEqual([])
}

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
    // From then on ages are the page's to count; until then they stand as the kube-apiserver wrote them.
    await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
    const group = groupVersion.split('/')[0]
    const path = group === 'core' ? '/api/v1' : `/apis/${groupVersion}`
    // Both are read again until neither moved meanwhile: the operator reconciles.
    await expect(async () => {
      const shown = await shownTable(page, resource)
      const [printed] = printedTables('viewer', [group === 'core' ? resource : `${resource}.${group}`], '-A')
      expectSame(shown, printed as Cells, await creations(kube, `${path}/${resource}`))
    }).toPass({ timeout: 20_000 })
  })
}

type OperatorKind = { key: string; path: string; isNamespaced: boolean }

/** The kinds of Istio, cert-manager, the Prometheus operator and Cilium, as `virtualservices.networking.istio.io` with their preferred versions. */
function operatorKinds(): OperatorKind[] {
  const rows = kubectl('admin', ['api-resources', '--no-headers', '-o', 'wide']).trim().split('\n')
  return rows.flatMap(row => {
    const [, resource = '', version = '', isNamespaced] = /^(\S+)\s.*?\s?(\S+\/v\S+)\s+(true|false)\s/.exec(row) ?? []
    const group = version.split('/')[0] ?? ''
    return /\.(?:istio\.io|cert-manager\.io|coreos\.com)$|^(?:cert-manager|cilium)\.io$/.test(group)
      ? [{ key: `${resource}.${group}`, path: `${version}/${resource}`, isNamespaced: isNamespaced === 'true' }]
      : []
  })
}

/** All of them by one kubectl each for what is in namespaces and what is not, which take as long as two kinds alone. */
function printedTogether(kinds: readonly OperatorKind[]): Map<string, Cells> {
  return new Map(
    [true, false].flatMap(isNamespaced => {
      const keys = kinds.filter(kind => kind.isNamespaced === isNamespaced).map(({ key }) => key)
      const tables = printedTables('viewer', keys, ...(isNamespaced ? ['-A'] : []), '-o', 'wide')
      expect(tables.length, 'there is one of each kind').toBe(keys.length)
      return keys.map((key, at): [string, Cells] => [key, tables[at] as Cells])
    }),
  )
}

test('of every kind of four operators the list with all columns is that of -o wide', async ({ signIn }) => {
  test.setTimeout(300_000)
  const rare = rareObjects(`wide-${randomBytes(3).toString('hex')}`, 'shop')
  kubectl('admin', ['create', '-f', '-'], rare)
  try {
    const { page, origin } = await signIn('viewer')
    await page.goto(origin)
    const kinds = operatorKinds()
    expect(kinds.length).toBe(53)
    // A kind that has none for a moment has no table either.
    let together = new Map<string, Cells>()
    await expect(() => {
      together = printedTogether(kinds)
    }).toPass({ timeout: 60_000 })
    const rail = page.getByRole('navigation', { name: 'Kinds' })
    const different: string[] = []
    for (const { key, path, isNamespaced } of kinds) {
      const resource = key.split('.')[0] ?? ''
      await rail.locator(`a[href="/resources/${path}"]`).click()
      await expect(page).toHaveURL(`${origin}/resources/${path}`)
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('button', { name: 'All columns' }).click()
      await page.keyboard.press('Escape')
      await expect(async () => {
        // What an operator changed since then is read again, of this kind.
        const printed = together.get(key) ?? printedTables('viewer', [key], ...(isNamespaced ? ['-A'] : []), '-o', 'wide')[0]
        together.delete(key)
        expectSame(await shownTable(page, resource), printed as Cells, await creations(kube, `/apis/${path}`))
      })
        .toPass({ timeout: 10_000 })
        .catch((error: Error) => different.push(`${key}: ${error.message}`))
    }
    expect(different).toEqual([])
  } finally {
    kubectl('admin', ['delete', '-f', '-', '--ignore-not-found', '--wait=false'], rare)
  }
})
