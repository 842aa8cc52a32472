import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'

// How a list is looked at: it lives in the address, and is of every object.
let kube: Kube
let resource: TestResource
let namespace: string
test.beforeAll(async () => {
  test.setTimeout(120_000)
  kube = connectAdmin()
  resource = await createTestResource(kube, 1)
  namespace = resource.namespaces[0] ?? ''
  const widgets: [name: string, size: number, color: string, labels: Record<string, string>][] = [
    ['apple', 3, 'red', { app: 'fruit', tier: 'a' }],
    ['banana', 10, 'yellow', { app: 'fruit' }],
    ['brick', 200, 'red', { app: 'wall' }],
    ['cherry', 9, 'red', {}],
  ]
  for (const [name, size, color, labels] of widgets) await resource.put(namespace, name, { size, color }, labels)
})
test.afterAll(async () => {
  await resource.remove()
  await kube.close()
})

const address = (query = ''): string => `/resources/${resource.group}/v1/widgets?namespace=${namespace}${query}`
const names = (page: Page): Promise<string[]> => page.getByRole('table', { name: 'widgets' }).locator('a[data-row-link]').allTextContents()
const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter' })

const filters = [
  ['an', ['banana']],
  ['size>9', ['banana', 'brick']],
  ['Size<=9 app=fruit', ['apple']],
  ['app!=fruit', ['brick', 'cherry']],
  ['label:app,tier', ['apple']],
  ['.spec.color=red', ['apple', 'brick', 'cherry']],
  ['.spec.color~ell', ['banana']],
  ['has:.metadata.labels', ['apple', 'banana', 'brick']],
  ['Name^b', ['banana', 'brick']],
  ['Age>1d', []],
  ['Age<1d size=200', ['brick']],
] as const

test('what is typed, chosen and ticked before the scripts of the page run is taken up when they do', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await page.waitForLoadState()
  await page.goto('about:blank')
  let mayRun = (): void => undefined
  const held = new Promise<void>(resolve => {
    mayRun = resolve
  })
  await page.route('**/*.js', async route => {
    await held
    await route.continue()
  })
  await page.goto(origin + address(), { waitUntil: 'commit' })
  await filter(page).fill('Size>5')
  await page.getByRole('checkbox', { name: 'Select cherry', exact: true }).check()
  await page.getByRole('combobox', { name: 'Health' }).selectOption('Unknown')
  mayRun()
  await expect.poll(() => new URL(page.url()).searchParams.get('filter')).toBe('Size>5')
  await expect.poll(() => new URL(page.url()).searchParams.get('health')).toBe('unknown')
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('1 selected')
})

test.describe('a filter', () => {
  test('finds what it says, typed and by its address', async ({ signIn }) => {
    test.setTimeout(120_000)
    const { page, origin } = await signIn('admin')
    for (const [text, expected] of filters)
      await test.step(text, async () => {
        await page.goto(origin + address())
        await expect.poll(() => names(page)).toHaveLength(4)
        await filter(page).fill(text)
        await expect.poll(() => names(page)).toEqual(expected)
        await expect.poll(() => new URL(page.url()).searchParams.get('filter')).toBe(text)
        await page.goto('about:blank')
        await page.goto(`${origin}${address()}&filter=${encodeURIComponent(text)}`)
        await expect(filter(page)).toHaveValue(text)
        await expect.poll(() => names(page)).toEqual(expected)
      })
  })

  test('that cannot be asked says why, and the rest of it holds', async ({ signIn }) => {
    const { page, origin } = await signIn('admin')
    await page.goto(origin + address())
    await filter(page).fill('colour>3 app=fruit')
    await expect(page.getByText('There is no column called colour')).toBeVisible()
    await expect(filter(page)).toHaveAttribute('aria-invalid', 'true')
    await expect.poll(() => names(page)).toEqual(['apple', 'banana'])
  })

  test('by a field stays live: what comes to fit appears, what no longer does goes', async ({ signIn }) => {
    const { page, origin } = await signIn('admin')
    await page.goto(`${origin}${address()}&filter=.spec.color%3Dgreen`)
    await expect(page.getByText(/^Nothing among widgets/)).toBeVisible()
    await expect(page.getByRole('status', { name: 'Live state' })).toHaveText(/live/i)
    await resource.put(namespace, 'leaf', { size: 1, color: 'green' })
    await expect.poll(() => names(page)).toEqual(['leaf'])
    await resource.put(namespace, 'leaf', { size: 1, color: 'brown' })
    await expect.poll(() => names(page)).toEqual([])
    await resource.drop(namespace, 'leaf')
  })
})

test('what tells how long ago something was goes on counting, and an age is told in both times', async ({ signIn }) => {
  const lastTimestamp = new Date(Date.now() - 12_000).toISOString().replace(/\.\d+/, '')
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'seen', namespace },
    involvedObject: { namespace },
    reason: 'Seen',
    message: 'a',
    lastTimestamp,
  }
  await kube.apply(`/api/v1/namespaces/${namespace}/events/seen`, event)
  const { page, origin } = await signIn('admin')
  await page.clock.install()
  await page.goto(`${origin}/resources/core/v1/events?namespace=${namespace}`)
  const lastSeen = page.getByRole('cell', { name: /^Select seen \d+[smh]/ })
  await expect(lastSeen).toHaveText(/^\d\ds$/)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText(/live/i)
  await page.clock.fastForward('01:00:00')
  await expect(lastSeen).toHaveText(/^6[01]m$/)
  await expect(lastSeen.locator('span')).toHaveAttribute('title', bothTimes(lastTimestamp))
  await page.goto(`${origin}/resources/apps/v1/deployments?namespace=shop`)
  await expect(
    page
      .getByRole('cell', { name: /^\d+[smhd]/ })
      .first()
      .locator('span'),
  ).toHaveAttribute('title', /^[\d-]+ [\d:]+ \(.+\)\n[\d-]+ [\d:]+ UTC$/)
})

/** A time as a cell tells it on hover: in some time zone, and in UTC. */
const bothTimes = (time: string): RegExp => new RegExp(`[\\d-]+ [\\d:]+ \\(.+\\)\\n${time.slice(0, 10)} ${time.slice(11, 19)} UTC$`)

test('what a schedule, a duration and a date of a custom kind tell of is told in both times', async ({ signIn }) => {
  test.setTimeout(150_000)
  const timed = await createTestResource(kube)
  const [own = ''] = timed.namespaces
  const [past, ahead] = ['2020-01-02T03:04:05Z', '2120-01-02T03:04:05Z']
  const admin = (args: readonly string[], stdin?: string) => kubectl('admin', ['-n', own, ...args], stdin)
  try {
    const column = [{ op: 'add', path: '/spec/versions/0/additionalPrinterColumns/-', value: { name: 'Renewed', type: 'date', jsonPath: '.spec.note' } }]
    admin(['patch', 'crd', `widgets.${timed.group}`, '--type=json', '-p', JSON.stringify(column)])
    await timed.put(own, 'past', { note: past })
    await timed.put(own, 'ahead', { note: ahead })
    const podSpec = { restartPolicy: 'Never', containers: [{ name: 'a', image: cluster.image, command: ['node', '-e', '0'] }] }
    const jobSpec = { template: { spec: podSpec } }
    const cronSpec = { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: jobSpec } }
    admin(['create', '-f', '-'], JSON.stringify({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'rare' }, spec: cronSpec }))
    admin(['patch', 'cronjob', 'rare', '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: { lastScheduleTime: past } })])
    admin(['create', '-f', '-'], JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'short' }, spec: jobSpec }))
    admin(['wait', '--for=condition=Complete', 'job/short', '--timeout=60s'])
    const began = admin(['get', 'job', 'short', '-o', 'jsonpath={.status.startTime}'])

    const { page, origin } = await signIn('admin')
    /** The cell of the object below the title. */
    const cell = async (title: string, name: string) => {
      const titles = await page.getByRole('columnheader').allTextContents()
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
      return row
        .getByRole('cell')
        .nth(titles.findIndex(text => text.trim() === title))
        .locator('span')
    }
    const list = `${origin}/resources/${timed.group}/v1/widgets?namespace=${own}`
    // The kube-apiserver takes a moment to print the new column.
    await expect(async () => {
      await page.goto(list)
      await expect(page.getByRole('columnheader', { name: 'Renewed' })).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
    await expect(await cell('Renewed', 'past')).toHaveText(/^\d+y\d*d?$/)
    await expect(await cell('Renewed', 'past')).toHaveAttribute('title', bothTimes(past))
    await expect(await cell('Renewed', 'ahead'), 'kubectl prints none of what is ahead').toHaveText('<invalid>')
    await expect(await cell('Renewed', 'ahead')).toHaveAttribute('title', bothTimes(ahead))

    await page.goto(`${origin}/resources/batch/v1/cronjobs?namespace=${own}`)
    await expect(page.getByRole('link', { name: 'rare', exact: true })).toBeVisible()
    await expect(await cell('Last Schedule', 'rare')).toHaveAttribute('title', bothTimes(past))
    await page.goto(`${origin}/resources/batch/v1/jobs?namespace=${own}`)
    await expect(page.getByRole('link', { name: 'short', exact: true })).toBeVisible()
    await expect(await cell('Duration', 'short')).toHaveText(/^\d+s$/)
    await expect(await cell('Duration', 'short')).toHaveAttribute('title', new RegExp(`^Began ${bothTimes(began).source}`))
  } finally {
    await timed.remove()
  }
})

test('order, health and columns are in the address, and come back with it', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await page.goto(origin + address())
  const size = page.getByRole('columnheader', { name: 'Size' }).getByRole('button')
  await size.click()
  await size.click()
  await expect.poll(() => names(page)).toEqual(['brick', 'banana', 'cherry', 'apple'])
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Size' }).uncheck()
  await expect(page.getByRole('columnheader', { name: 'Size' })).toHaveCount(0)
  const { searchParams } = new URL(page.url())
  expect([searchParams.getAll('sort'), searchParams.get('columns')]).toEqual([['-Size'], 'Name'])
  await page.reload()
  await expect.poll(() => names(page)).toEqual(['brick', 'banana', 'cherry', 'apple'])
  await expect(page.getByRole('columnheader', { name: 'Size' })).toHaveCount(0)

  // Of widgets nothing tells how they do.
  const health = page.getByRole('combobox', { name: 'Health' })
  for (const [level, expected] of [
    ['unknown', ['brick', 'banana', 'cherry', 'apple']],
    ['failing', []],
  ] as const) {
    await health.selectOption(level)
    await expect.poll(() => new URL(page.url()).searchParams.get('health')).toBe(level)
    await expect.poll(() => names(page)).toEqual(expected)
    await page.reload()
    await expect(health).toHaveValue(level)
    await expect.poll(() => names(page)).toEqual(expected)
  }
  await expect(page.getByText(/^Nothing among widgets/)).toBeVisible()
})

test('a view is kept by name and taken up again', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await page.goto(`${origin}${address()}&filter=app%3Dfruit&sort=-Size`)
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByLabel('Name of the view').fill('Fruit by size')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.goto(origin + address())
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'Fruit by size', exact: true }).click()
  await expect.poll(() => names(page)).toEqual(['banana', 'apple'])
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'Forget Fruit by size' }).click()
  await expect(page.getByRole('dialog', { name: 'Views' })).toContainText('None yet')
})

test('rows are reached and chosen by keys', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await page.goto(origin + address())
  await page.getByRole('link', { name: 'apple' }).focus()
  await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: 'banana' })).toBeFocused()
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('link', { name: 'cherry' })).toBeFocused()
  await page.keyboard.press('Shift+X')
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('3 selected')
  await page.keyboard.press('Home')
  await expect(page.getByRole('link', { name: 'apple' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'apple' })).toBeVisible()
})

test('the list is saved as CSV and chosen objects as YAML', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await page.goto(`${origin}${address()}&filter=app%3Dfruit`)
  await expect.poll(() => names(page)).toEqual(['apple', 'banana'])
  const csv = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  const rows = readFileSync(await (await csv).path(), 'utf8').split('\r\n')
  expect(rows).toEqual(['Name,Size', 'apple,3', 'banana,10', ''])
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  const yaml = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as YAML' }).click()
  const text = readFileSync(await (await yaml).path(), 'utf8')
  expect(text.split('---\n')).toHaveLength(2)
  expect(text).toContain('name: apple')
  expect(text).not.toContain('managedFields')
})

test('many are labelled at once as kubectl label does it, and many workloads restarted', async ({ signIn, virtualService }) => {
  const mine = [await virtualService('shop'), await virtualService('shop')]
  const { page, origin } = await signIn('editor')
  const dialog = page.getByRole('dialog')
  const labelsOf = (name: string) => kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'jsonpath={.metadata.labels}'])
  async function label(text: string): Promise<void> {
    for (const name of mine) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
    await page.getByRole('button', { name: 'Label 2…' }).click()
    const field = dialog.getByRole('textbox')
    await field.fill('no label')
    await expect(dialog.getByRole('button', { name: 'Label 2', exact: true })).toBeDisabled()
    await expect(field).toHaveAccessibleDescription(/“no” is no label/)
    await field.fill(text)
    await dialog.getByRole('button', { name: 'Label 2', exact: true }).click()
    await expect(dialog.getByText('2 of 2 done.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).click()
  }
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices?namespace=shop&filter=e2e-`)
  await label('team=payments tier=gold')
  for (const name of mine) expect(JSON.parse(labelsOf(name))).toMatchObject({ team: 'payments', tier: 'gold' })
  await label('tier-')
  for (const name of mine) expect(Object.keys(JSON.parse(labelsOf(name)) as object)).not.toContain('tier')

  const workload = `e2e-restart-${mine[0]?.slice(-6)}`
  kubectl('admin', ['-n', 'shop', 'create', 'deployment', workload, '--image=none', '--replicas=0'])
  try {
    const boss = await signIn('admin')
    await boss.page.goto(`${boss.origin}/resources/apps/v1/deployments?namespace=shop&filter=${workload}`)
    const asked = boss.page.getByRole('dialog')
    await boss.page.getByRole('checkbox', { name: `Select ${workload}` }).check()
    await boss.page.getByRole('button', { name: 'Restart 1…' }).click()
    await asked.getByRole('button', { name: 'Restart 1', exact: true }).click()
    await expect(asked.getByText('1 of 1 done.')).toBeVisible()
    expect(kubectl('admin', ['-n', 'shop', 'get', 'deployment', workload, '-o', 'jsonpath={.spec.template.metadata.annotations}'])).toContain('restartedAt')
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'deployment', workload])
  }
})

test('many are deleted at once as far as each may be, and the others are told with the reason', async ({ signIn, virtualService }) => {
  const mine = [await virtualService('shop'), await virtualService('shop')]
  const theirs = await virtualService('payments')
  // An editor of shop sees what is in payments by no right of theirs; a viewer of all may delete none.
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices?namespace=shop&filter=e2e-`)
  for (const name of mine) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('button', { name: 'Delete 2…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('list', { name: 'To be deleted' })).toContainText(mine[0] ?? '')
  await dialog.getByRole('textbox').fill('2')
  await dialog.getByRole('button', { name: 'Delete 2', exact: true }).click()
  await expect(dialog.getByText('2 of 2 deleted.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
  for (const name of mine) await expect(page.getByRole('link', { name })).toHaveCount(0)

  const viewer = await signIn('viewer')
  await viewer.page.goto(`${viewer.origin}/resources/networking.istio.io/v1/virtualservices?namespace=payments&filter=${theirs}`)
  await viewer.page.getByRole('checkbox', { name: `Select ${theirs}` }).check()
  await viewer.page.getByRole('button', { name: 'Delete 1…' }).click()
  await expect(viewer.page.getByRole('dialog')).toContainText('One is left alone')
  await expect(viewer.page.getByRole('dialog')).toContainText(/may not delete virtualservices/)
  await expect(viewer.page.getByRole('dialog').getByRole('button', { name: /^Delete/ })).toHaveCount(0)
  expect(kubectl('admin', ['-n', 'payments', 'get', 'virtualservice', theirs, '-o', 'name'])).toContain(theirs)
})

test('whoever comes back from an object finds the list as far down as it was, and a list opened anew at its top', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  const path = '/resources/rbac.authorization.k8s.io/v1/clusterroles'
  await page.goto(origin + path)
  const table = page.getByRole('region', { name: 'clusterroles, scrollable' })
  const far = (): Promise<number> => table.evaluate(element => element.scrollTop)
  const row = table.locator('a[data-row-link]').nth(45)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await row.scrollIntoViewIfNeeded()
  const name = (await row.textContent()) ?? ''
  const before = await far()
  expect(before, 'it is not at its top').toBeGreaterThan(100)
  await row.click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.goBack()
  await expect(table).toBeVisible()
  await expect.poll(far).toBe(before)
  await page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'Namespace', exact: true }).click()
  await expect(page).toHaveURL(/\/namespaces$/)
  await page.getByRole('navigation', { name: 'Kinds' }).getByRole('link', { name: 'ClusterRole', exact: true }).click()
  await expect(table).toBeVisible()
  expect(await far()).toBe(0)
})
