import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { builtInObjects, eventsOfEverySort } from './built-in-objects.ts'
import { kubectl, type User } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { createTestResource } from './graphql/test-resource.ts'
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

test('the lists of seven kinds are kubectl’s', async ({ signIn }) => {
  test.setTimeout(120_000)
  const { page, origin } = await signIn('viewer')
  for (const [resource, groupVersion] of kinds)
    await test.step(resource, async () => {
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
})

type ListedKind = { key: string; path: string; isNamespaced: boolean }

/** The kinds of Istio, cert-manager, the Prometheus operator and Cilium, as `virtualservices.networking.istio.io` with their preferred versions. */
function operatorKinds(): ListedKind[] {
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
function printedTogether(user: User, kinds: readonly ListedKind[]): Map<string, Cells> {
  return new Map(
    [true, false].flatMap(isNamespaced => {
      const keys = kinds.filter(kind => kind.isNamespaced === isNamespaced).map(({ key }) => key)
      const tables = printedTables(user, keys, ...(isNamespaced ? ['-A'] : []), '-o', 'wide')
      expect(tables.length, 'there is one of each kind').toBe(keys.length)
      return keys.map((key, at): [string, Cells] => [key, tables[at] as Cells])
    }),
  )
}

/** What is different between the lists of these kinds, with all of their columns, and what kubectl prints of them. */
async function differences(user: User, page: Page, kinds: readonly ListedKind[], open: (path: string) => Promise<void>): Promise<string[]> {
  // A kind that has none for a moment has no table either.
  let together = new Map<string, Cells>()
  await expect(() => {
    together = printedTogether(user, kinds)
  }).toPass({ timeout: 60_000 })
  const different: string[] = []
  for (const { key, path, isNamespaced } of kinds) {
    await open(path)
    await showAllColumns(page)
    await expect(async () => {
      // What an operator changed since then is read again, of this kind.
      const printed = together.get(key) ?? printedTables(user, [key], ...(isNamespaced ? ['-A'] : []), '-o', 'wide')[0]
      together.delete(key)
      expectSame(await shownTable(page, key.split('.')[0] ?? ''), printed as Cells, await creations(kube, apiPath(path)))
    })
      .toPass({ timeout: 10_000 })
      .catch((error: Error) => different.push(`${key}: ${error.message}`))
  }
  return different
}

async function showAllColumns(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'All columns' }).click()
  await page.keyboard.press('Escape')
}

const apiPath = (path: string): string => (path.startsWith('core/') ? `/api/${path.slice('core/'.length)}` : `/apis/${path}`)

test('of every kind of four operators the list with all columns is that of -o wide', async ({ signIn }) => {
  test.setTimeout(300_000)
  const rare = rareObjects(`wide-${randomBytes(3).toString('hex')}`, 'shop')
  kubectl('admin', ['create', '-f', '-'], rare)
  try {
    const { page, origin } = await signIn('viewer')
    await page.goto(origin)
    const kinds = operatorKinds()
    expect(kinds.length).toBe(53)
    const rail = page.getByRole('navigation', { name: 'Kinds' })
    const open = async (path: string): Promise<void> => {
      await rail.locator(`a[href="/resources/${path}"]`).click()
      await expect(page).toHaveURL(`${origin}/resources/${path}`)
    }
    expect(await differences('viewer', page, kinds, open)).toEqual([])
  } finally {
    kubectl('admin', ['delete', '-f', '-', '--ignore-not-found', '--wait=false'], rare)
  }
})

const builtIn = (isNamespaced: boolean, group: string, version: string, ...plurals: string[]): ListedKind[] =>
  plurals.map(plural => ({ key: group === 'core' ? plural : `${plural}.${group}`, path: `${group}/${version}/${plural}`, isNamespaced }))

const builtIns = [
  ...builtIn(true, 'core', 'v1', 'pods', 'services', 'configmaps'),
  ...builtIn(true, 'apps', 'v1', 'deployments', 'statefulsets'),
  ...builtIn(true, 'batch', 'v1', 'jobs'),
  ...builtIn(true, 'rbac.authorization.k8s.io', 'v1', 'roles', 'rolebindings'),
  ...builtIn(false, 'core', 'v1', 'persistentvolumes', 'nodes', 'namespaces'),
]

/** Columns as definitions may have them: at an escaped path, of low priority, a date, and each missing in some object. */
const rareColumns = [
  { name: 'Team', type: 'string', jsonPath: '.metadata.labels.example\\.com/team' },
  { name: 'Since', type: 'date', jsonPath: '.spec.note' },
  { name: 'Colors', type: 'string', jsonPath: '.spec.color', priority: 1 },
]

test('of built-in kinds, and of columns of every sort, the list with all columns is that of -o wide', async ({ signIn }) => {
  test.setTimeout(300_000)
  const resource = await createTestResource(kube, 2)
  // What happens to the objects is no event that the test knows.
  const [own = '', quiet = ''] = resource.namespaces
  const widgets = `widgets.${resource.group}`
  const objects = builtInObjects(`cells-${resource.tag}`, own)
  const events = eventsOfEverySort(quiet, Date.now())
  try {
    const added = rareColumns.map(value => ({ op: 'add', path: '/spec/versions/0/additionalPrinterColumns/-', value }))
    kubectl('admin', ['patch', 'crd', widgets, '--type=json', '-p', JSON.stringify(added)])
    await resource.put(own, 'bare', {})
    await resource.put(own, 'full', { size: 3, color: 'red', note: '2020-01-02T03:04:05Z' }, { 'example.com/team': 'payments' })
    kubectl('admin', ['create', '-f', '-'], objects)
    kubectl('admin', ['create', '-f', '-'], events.list)
    await expect.poll(() => kubectl('admin', ['-n', own, 'get', widgets, '-o', 'wide'])).toContain('COLORS')

    const { page, origin } = await signIn('admin')
    const open = async (path: string): Promise<void> => {
      await page.goto(`${origin}/resources/${path}`)
      await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
    }
    const kinds = [...builtIns, { key: widgets, path: `${resource.group}/v1/widgets`, isNamespaced: true }]
    expect(await differences('admin', page, kinds, open)).toEqual([])
    const { header, rows } = await shownTable(page, 'widgets')
    expect(header).toEqual(['NAMESPACE', 'NAME', 'SIZE', 'TEAM', 'SINCE', 'COLORS'])
    expect(rows).toEqual([
      [own, 'bare', '', '', '', ''],
      [own, 'full', '3', 'payments', expect.stringMatching(/^\d+y/), 'red'],
    ])

    await open(`core/v1/events?namespace=${quiet}`)
    await showAllColumns(page)
    await expect(async () => {
      const shown = await shownTable(page, 'events')
      const [printed] = printedTables('admin', ['events'], '-n', quiet, '-o', 'wide') as [Cells]
      expectSame(shown, printed, events.seen)
      expect([shown, printed].flatMap(cells => wrongAges(cells, events.seen, 'LAST SEEN'))).toEqual([])
    }).toPass({ timeout: 20_000 })
  } finally {
    kubectl('admin', ['delete', '-f', '-', '--ignore-not-found', '--wait=false'], objects)
    await resource.remove()
  }
})
