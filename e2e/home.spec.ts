import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { grant, withdraw } from './grant.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { createOwnKinds, type OwnKinds } from './home-kinds.ts'

// What somebody wants to know first, of kinds that this spec makes for itself.
let kube: Kube
let own: OwnKinds
test.beforeAll(async () => {
  test.setTimeout(120_000)
  kube = connectAdmin()
  own = await createOwnKinds(kube)
  await own.put('Boat', 'a-lagging', { ready: 'True', seen: 1 })
  await own.put('Boat', 'm-healthy', { ready: 'True', seen: 2 })
  await own.put('Boat', 'z-failing', { ready: 'False', seen: 2 })
  await own.put('Raft', 'failing-1', { ready: 'False', seen: 2 })
  await own.put('Raft', 'failing-2', { ready: 'False', seen: 2 })
  await own.put('Raft', 'healthy', { ready: 'True', seen: 2 })
})
test.afterAll(async () => {
  await own?.remove()
  await kube?.close()
})

const panel = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })
const attention = (page: Page) => panel(page, 'Needs attention')

/** Opens Home anew until it is so: what it shows is counted once a minute. */
const onHome = (page: Page, origin: string, isSo: () => Promise<void>) =>
  expect(async () => {
    await page.goto(`${origin}/`)
    await isSo()
  }).toPass({ timeout: 60_000 })

test('what fails stands before what lags behind, by operator and kind, what does well is left out, and all of it as it is now', async ({ signIn }) => {
  test.setTimeout(180_000)
  const { page, origin, expectConsole } = await signIn('admin')
  expectConsole(/Failed to load resource/)
  let isCut = false
  await page.route(/\/api\/graphql/, route => (isCut ? route.abort() : route.continue()))
  await page.clock.install()
  await onHome(page, origin, () => expect(attention(page).getByRole('heading', { name: own.group })).toBeVisible({ timeout: 5_000 }))
  const ofKind = (kind: string) => attention(page).getByRole('list', { name: kind, exact: true })
  await expect(ofKind('Boat').getByRole('listitem')).toHaveText([
    /Not ready.*z-failing.*Boat in shop.*Ready is False: Looked/,
    /Progressing.*a-lagging.*seen generation 1 of \d+/,
  ])
  await expect(ofKind('Raft').getByRole('listitem')).toHaveText([/Not ready.*failing-1/, /Not ready.*failing-2/])
  await expect(attention(page).getByRole('link', { name: /healthy/ })).toHaveCount(0)
  // Two that fail are worse than one, whatever the kinds are called; both stand below their operator.
  const names = await attention(page)
    .getByRole('list')
    .evaluateAll(lists => lists.map(list => [list.parentElement?.querySelector('h3')?.textContent, list.ariaLabel]))
  expect(names.filter(([group]) => group === own.group).map(([, kind]) => kind)).toEqual(['Raft', 'Boat'])
  const bar = attention(page).getByRole('heading', { name: own.group }).locator('..').getByRole('img')
  await expect(bar).toHaveAccessibleName('3 failing, 1 progressing, 2 well')
  // Left open, it goes on: what fails now is there about a minute later.
  await own.put('Raft', 'healthy', { ready: 'False', seen: 2 })
  try {
    await expect(async () => {
      await page.clock.fastForward('01:00')
      await expect(ofKind('Raft').getByRole('link', { name: 'healthy', exact: true })).toBeVisible({ timeout: 3_000 })
    }).toPass({ timeout: 30_000 })
    await expect(bar).toHaveAccessibleName('4 failing, 1 progressing, 1 well')
  } finally {
    await own.put('Raft', 'healthy', { ready: 'True', seen: 2 })
  }
  // What cannot be read again stays, and each part says so, until it can.
  const asOf = page.getByText(/^As of \d\d:\d\d:\d\d: it cannot be read again just now\.$/)
  isCut = true
  await expect(async () => {
    await page.clock.fastForward('01:00')
    await expect(asOf).toHaveCount(3, { timeout: 3_000 })
  }).toPass({ timeout: 30_000 })
  await expect(ofKind('Boat').getByRole('link', { name: 'z-failing' })).toBeVisible()
  isCut = false
  await expect(async () => {
    await page.clock.fastForward('01:00')
    await expect(asOf).toHaveCount(0, { timeout: 3_000 })
  }).toPass({ timeout: 30_000 })
  await ofKind('Boat').getByRole('link', { name: 'z-failing' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'z-failing' })).toBeVisible()
})

test('who may not read a kind hears nothing of it, until they may', async ({ signIn }) => {
  test.setTimeout(120_000)
  const { page, origin } = await signIn('viewer')
  await onHome(page, origin, () => expect(attention(page).getByRole('link', { name: 'legacy-www', exact: true })).toBeVisible({ timeout: 5_000 }))
  await expect(attention(page)).not.toContainText(own.group)
  await expect(attention(page).getByRole('link', { name: 'z-failing' })).toHaveCount(0)
  await expect(panel(page, 'Changed in the last hour')).not.toContainText('z-failing')
  const name = `e2e-${randomBytes(4).toString('hex')}`
  const viewer = kubectl('viewer', ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'])
  await grant(kube, viewer, name, { apiGroups: [own.group], resources: ['boats'], verbs: ['get', 'list', 'watch'] }, 'shop')
  try {
    await onHome(page, origin, () => expect(attention(page).getByRole('link', { name: 'z-failing' })).toBeVisible({ timeout: 5_000 }))
    await expect(attention(page).getByRole('list', { name: 'Raft' })).toHaveCount(0)
  } finally {
    await withdraw(kube, name, 'shop')
  }
})

test('a condition that speaks of an older generation says so, and one that does not is left alone', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  const ready = page.getByRole('table', { name: 'Conditions' }).getByRole('row').filter({ hasText: 'Looked' })
  await page.goto(origin + own.path('Boat', 'a-lagging'))
  await expect(ready.getByRole('cell').nth(1)).toHaveText('Trueof generation 1')
  await page.goto(origin + own.path('Boat', 'm-healthy'))
  await expect(ready.getByRole('cell').nth(1)).toHaveText('True')
  // Its controller catches up while the page is open.
  await page.goto(origin + own.path('Boat', 'a-lagging'))
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  try {
    await own.put('Boat', 'a-lagging', { ready: 'True', seen: 1_000 })
    await expect(ready.getByRole('cell').nth(1)).toHaveText('True')
  } finally {
    await own.put('Boat', 'a-lagging', { ready: 'True', seen: 1 })
  }
})

test('warnings of the last hour of one reason about one object, or the pods of one workload, are one, with how often in all', async ({
  signIn,
  virtualService,
}) => {
  test.setTimeout(120_000)
  const name = await virtualService('shop')
  const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  const [now, old] = [secondsAgo(0), secondsAgo(2 * 3600)]
  const object = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name }
  // As the scheduler reports: without the times of older clients.
  const bySeries = { firstTimestamp: null, lastTimestamp: null, eventTime: now.replace('Z', '.000000Z'), action: 'Scheduling' }
  const reporter = { reportingComponent: 'e2e', reportingInstance: 'e2e' }
  const pod = (end: string) => ({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: `${name}-7d4b9c6f5-${end}` })
  const made: { metadata: { name: string } }[] = [
    { id: 'a', type: 'Warning', reason: 'Leaking', message: 'the first leak', count: 3 },
    { id: 'b', type: 'Warning', reason: 'Leaking', message: 'the second leak', count: 4 },
    { id: 'c', type: 'Warning', reason: 'Sinking', message: 'it sinks', count: 1 },
    { id: 'd', type: 'Normal', reason: 'Sailing', message: 'it sails', count: 5 },
    { id: 'e', type: 'Warning', reason: 'FailedScheduling', message: 'it finds no place', ...bySeries, ...reporter },
    { id: 'f', type: 'Warning', reason: 'Sunk', message: 'it sank long ago', firstTimestamp: old, lastTimestamp: old },
    ...['x2x9k', 'b5c6d', 'z4t7w'].map(end => ({ id: end, type: 'Warning', reason: 'BackOff', message: 'again', count: 2, involvedObject: pod(end) })),
  ].map(({ id, ...event }) => ({
    ...{ apiVersion: 'v1', kind: 'Event', metadata: { name: `${name}.${id}`, namespace: 'shop' } },
    ...{ firstTimestamp: now, lastTimestamp: now, involvedObject: object, ...event },
  }))
  kubectl('admin', ['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: made }))
  try {
    const { page, origin } = await signIn('viewer')
    const rows = panel(page, 'Warnings').getByRole('listitem').filter({ hasText: name })
    await onHome(page, origin, () => expect(rows).toHaveCount(4, { timeout: 5_000 }))
    await expect(rows.filter({ hasText: 'Leaking' })).toHaveText(/Leaking7 times.*VirtualService in shop.*leak$/)
    await expect(rows.filter({ hasText: 'Sinking' })).not.toContainText('times')
    await expect(rows.filter({ hasText: 'FailedScheduling' })).toContainText('it finds no place')
    const ofPods = rows.filter({ hasText: 'BackOff' })
    await expect(ofPods).toHaveText(new RegExp(`^BackOff6 times.*${name}-\\*.*3 × Pod in shop`))
    await ofPods.getByText(`${name}-*`).click()
    await expect(ofPods.getByRole('link', { name: pod('b5c6d').name })).toBeVisible()
    // Seven made just now; where there are more than are read, no bars are shown of the half.
    const bars = panel(page, 'Warnings').getByRole('img', { name: /^Warnings in the last hour, by five minutes: (?:\d+, ){11}(?:[7-9]|\d{2,})$/ })
    await expect(bars.or(panel(page, 'Warnings').getByText(/^\d+ of \d+$/))).toBeVisible()
    await rows.filter({ hasText: 'Leaking' }).getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    const { page: theirs, origin: other } = await signIn('payments')
    await onHome(theirs, other, () => expect(panel(theirs, 'Warnings')).not.toHaveAttribute('aria-busy', 'true', { timeout: 5_000 }))
    await expect(panel(theirs, 'Warnings'), 'of a namespace that is not theirs').not.toContainText(name)
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'event', ...made.map(({ metadata }) => metadata.name), '--ignore-not-found'])
  }
})

test('a change just made is among those of the last hour, by whom and where', async ({ signIn, virtualService }) => {
  test.setTimeout(120_000)
  const name = await virtualService('shop')
  const manager = `mender-${name.slice(4)}`
  const { page, origin } = await signIn('viewer')
  const rows = panel(page, 'Changed in the last hour').getByRole('listitem').filter({ hasText: name })
  await onHome(page, origin, () => expect(rows).toHaveCount(1, { timeout: 5_000 }))
  await expect(rows).not.toContainText(manager)
  kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--type=merge', `--field-manager=${manager}`, '-p', '{"spec":{"gateways":["mesh"]}}'])
  await onHome(page, origin, () => expect(rows.filter({ hasText: `${manager} updated` })).toContainText('spec.gateways', { timeout: 5_000 }))
  await expect(rows.filter({ hasText: manager }).getByRole('link', { name })).toHaveAttribute('href', new RegExp(`/virtualservices/shop/${name}$`))
  const { page: theirs, origin: other } = await signIn('payments')
  await onHome(theirs, other, () => expect(panel(theirs, 'Changed in the last hour')).not.toHaveAttribute('aria-busy', 'true', { timeout: 5_000 }))
  await expect(panel(theirs, 'Changed in the last hour')).not.toContainText(name)
  // Kubernetes' own kinds as well.
  const map = `e2e-${randomBytes(4).toString('hex')}`
  kubectl('admin', ['-n', 'payments', 'create', 'configmap', map, '--from-literal=rate=3'])
  try {
    const row = panel(theirs, 'Changed in the last hour').getByRole('listitem').filter({ hasText: map })
    await onHome(theirs, other, () => expect(row).toHaveText(/ConfigMap in payments.*kubectl-create updated data\.rate/, { timeout: 5_000 }))
    const bars = panel(theirs, 'Changed in the last hour').getByRole('img')
    await expect(bars).toHaveAccessibleName(/^Changes in the last hour, by five minutes: (?:\d+, ){11}[1-9]\d*$/)
    // Whatever the window, they have room, and leave the title whole.
    for (const width of [390, 1024, 1280]) {
      await theirs.setViewportSize({ width, height: 800 })
      await expect(bars).toBeVisible()
      await expect.poll(async () => (await bars.boundingBox())?.width ?? 0).toBeGreaterThan(100)
      const title = panel(theirs, 'Changed in the last hour').getByRole('heading')
      expect(await title.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
    }
  } finally {
    kubectl('admin', ['-n', 'payments', 'delete', 'configmap', map, '--ignore-not-found'])
  }
})

test('places one was at come first in the palette, the latest first, and stay', async ({ signIn, virtualService }) => {
  const [earlier, later] = [await virtualService('shop'), await virtualService('shop')]
  const { page, origin } = await signIn('viewer')
  for (const name of [earlier, later]) {
    await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${name}`)
    await expect(page.getByRole('button', { name: `Pin ${name}` })).toBeVisible()
    await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  }
  const options = page.getByRole('listbox', { name: 'Places' }).getByRole('option')
  const recent = async (): Promise<string[]> => {
    await page.getByRole('button', { name: /^Search or go to/ }).click()
    await expect(options.first()).toBeVisible()
    const texts = await options.allTextContents()
    await page.keyboard.press('Escape')
    return texts.slice(0, 2)
  }
  const both = [`${later}VirtualService · shop`, `${earlier}VirtualService · shop`]
  expect(await recent()).toEqual(both)
  await page.goto(`${origin}/`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect.poll(recent).toEqual(both)
})

test('a text that begins with an empty line comes from the server as the browser shows it', async ({ signIn }) => {
  const name = `e2e-${randomBytes(4).toString('hex')}`
  kubectl('admin', ['-n', 'shop', 'create', 'configmap', name, '--from-literal=text=\nfirst line\nsecond line'])
  try {
    const { page, origin } = await signIn('viewer')
    const errors: string[] = []
    page.on('pageerror', error => errors.push(String(error)))
    await page.goto(`${origin}/resources/core/v1/configmaps/shop/${name}`)
    await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
    expect(await page.locator('pre').filter({ hasText: 'first line' }).textContent()).toBe('\nfirst line\nsecond line')
    // A parser drops the first line break of a `pre`, after which the page would be made anew.
    expect(errors).toEqual([])
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'configmap', name, '--ignore-not-found'])
  }
})
