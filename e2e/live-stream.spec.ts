import type { Page } from '@playwright/test'
import { openUserLine } from './cuttable-line.ts'
import { expect, test } from './fixtures.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'
import { changeAllTheTime } from './live-changes.ts'
import { holdableFrames, receivedText, setHidden, watchTraffic, watchTurns } from './live-page.ts'

// What keeps a page as the cluster is: one socket for a tab, none for a tab that nobody sees, and nothing lost by any of it.
const names = Array.from({ length: 20 }, (_, index) => `w-${String(index).padStart(2, '0')}`)
const [first = '', second = ''] = names
let kube: Kube
let resource: TestResource
let namespace: string
test.beforeAll(async () => {
  test.setTimeout(120_000)
  kube = connectAdmin()
  resource = await createTestResource(kube, 1)
  namespace = resource.namespaces[0] ?? ''
})
test.beforeEach(async () => {
  await Promise.all(names.map(name => resource.put(namespace, name, { size: 0 })))
})
test.afterAll(async () => {
  await resource.remove()
  await kube.close()
})

const address = (): string => `/resources/${resource.group}/v1/widgets?namespace=${namespace}`
const liveState = (page: Page) => page.getByRole('status', { name: 'Live state' })
const table = (page: Page) => page.getByRole('table', { name: 'widgets' })
const rowOf = (page: Page, name: string) => table(page).getByRole('row').filter({ hasText: name })
const sizeOf = (page: Page, name: string) => rowOf(page, name).getByRole('cell').nth(1)
const setSize = (name: string, size: number) => resource.put(namespace, name, { size })

async function openList(page: Page, origin: string): Promise<void> {
  await page.goto(origin + address())
  await expect(liveState(page)).toHaveText('Live')
  await expect(sizeOf(page, first)).toHaveText('0')
}

test('a tab has one socket, whatever pages follow one another in it', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await openList(page, origin)
  const traffic = watchTraffic(page)
  await page.reload()
  await expect(liveState(page)).toHaveText('Live')
  await page.evaluate(() => Object.assign(globalThis, { stayed: true }))

  await page.getByRole('link', { name: first, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: first })).toBeVisible()
  await expect(liveState(page)).toHaveText('Live')
  await page.getByRole('tab', { name: 'Events' }).click()
  // A tab is not a step of its own.
  await page.goBack()
  await expect(rowOf(page, second)).toBeVisible()
  await expect(liveState(page)).toHaveText('Live')
  await page.getByRole('link', { name: second, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: second })).toBeVisible()
  await expect(liveState(page)).toHaveText('Live')
  expect(traffic.paths, 'a list, an object, the list and another object').toEqual(['/api/graphql'])

  expect(traffic.mostAtOnce()).toBe(1)
  // Home, the palette and the search follow nothing: there it may close, and open again.
  await page.getByRole('link', { name: 'Home' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Go to' }).fill(`widgets ${first}`)
  await page
    .getByRole('option', { name: new RegExp(`^${first}`) })
    .first()
    .click()
  await expect(liveState(page)).toHaveText('Live')
  await setSize(first, 7)
  expect(await page.evaluate(() => (globalThis as { stayed?: boolean }).stayed), 'one document all the time').toBe(true)
  await expect.poll(traffic.open).toBe(1)
  expect(new Set(traffic.paths)).toEqual(new Set(['/api/graphql']))
})

test('a second tab with the same list is live at once, and both show what changes', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await openList(page, origin)
  const other = await page.context().newPage()
  await openList(other, origin)
  await page.reload()
  await openList(page, origin)
  await setSize(first, 7)
  for (const each of [page, other]) await expect(sizeOf(each, first)).toHaveText('7')
})

test('under a hundred changes a second a list hears every key between two draws, draws once a frame at most, and ends with what is', async ({ signIn }) => {
  test.setTimeout(120_000)
  const { page, origin } = await signIn('admin')
  await openList(page, origin)
  const turns = await watchTurns(sizeOf(page, first))
  const draws = async () => (await turns()).log.filter(turn => turn.startsWith('size')).length
  /** Something is drawn anew: the changes go on. */
  const drawnAgain = async () => expect.poll(draws).toBeGreaterThan(await draws())
  const changes = changeAllTheTime(kube, resource, names, 100)
  const links = table(page).locator('a[data-row-link]')
  const filter = page.getByRole('searchbox', { name: 'Filter' })
  const keys = 10
  try {
    await links.first().focus()
    for (let pressed = 1; pressed <= keys; pressed += 1) {
      await drawnAgain()
      const changedBefore = changes.count()
      await page.keyboard.press('x')
      await expect(rowOf(page, first).getByRole('checkbox')).toBeChecked({ checked: pressed % 2 === 1 })
      await drawnAgain()
      await expect.poll(() => changes.count()).toBeGreaterThan(changedBefore)
    }
    const { log } = await turns()
    const afterKeys = log.filter((_, index) => log[index - 1] === 'key')
    expect(afterKeys.length).toBe(keys)
    for (const turn of afterKeys) expect(turn, 'what a key does is drawn before anything that changes').toContain('selection')

    await filter.pressSequentially('w-1')
    await expect(links).toHaveText(names.slice(10))
    // By a field, which the server looks through anew and then follows.
    await filter.fill('.spec.size>0')
    await expect(links).toHaveText(names)
    await expect.poll(() => changes.count(), { timeout: 60_000 }).toBeGreaterThan(500)
  } finally {
    await changes.stop()
  }
  const last = await changes.stop()
  expect(last.size).toBe(names.length)
  for (const [name, size] of last) await expect(sizeOf(page, name)).toHaveText(String(size))
  await expect(liveState(page)).toHaveText('Live')
  const [drawn, { frames }] = [await draws(), await turns()]
  console.info(`${changes.count()} changes were drawn in ${drawn} turns, of ${frames} frames`)
  expect(drawn).toBeLessThanOrEqual(frames)
  expect(drawn).toBeLessThan(changes.count())
})

test('a hundred changes between two frames are drawn in one turn, and a key meanwhile at once', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  const frames = await holdableFrames(page)
  const received = await receivedText(page)
  await openList(page, origin)
  const turns = await watchTurns(sizeOf(page, first))
  await table(page).locator('a[data-row-link]').first().focus()
  await frames.hold()
  const sizes = new Map(names.map((name, index) => [name, 910_000 + index]))
  for (const more of [100, 200, 300, 400, 0]) await Promise.all([...sizes].map(([name, size]) => setSize(name, size + more)))
  await expect.poll(async () => received().then(text => [...sizes.values()].filter(size => !text.includes(String(size))))).toEqual([])
  await page.keyboard.press('x')
  await expect(rowOf(page, first).getByRole('checkbox')).toBeChecked()
  expect((await turns()).log, 'the page was told all of it').toEqual(['key', 'selection'])
  await expect(sizeOf(page, first)).toHaveText('0')
  await frames.release()
  for (const [name, size] of sizes) await expect(sizeOf(page, name)).toHaveText(String(size))
  expect((await turns()).log).toEqual(['key', 'selection', 'size'])
})

test('a tab that nobody sees, of a list or of an object, has no connection and asks nothing, and catches up when it is seen', async ({ signIn }) => {
  test.setTimeout(120_000)
  const { page, origin } = await signIn('admin')
  await openList(page, origin)
  const traffic = watchTraffic(page)
  await page.reload()
  await expect(liveState(page)).toHaveText('Live')
  expect(traffic.open()).toBe(1)
  const seen = await page.context().newPage()
  await openList(seen, origin)
  const ofObject = await page.context().newPage()
  const objectTraffic = watchTraffic(ofObject)
  const shownSize = ofObject.getByRole('region', { name: 'spec', exact: true }).getByRole('listitem')
  await ofObject.goto(`${origin}/resources/${resource.group}/v1/widgets/${namespace}/${first}`)
  await expect(liveState(ofObject)).toHaveText('Live')
  await expect(shownSize).toHaveText(/^size\s*0\s*$/)
  expect(objectTraffic.open()).toBe(1)
  await setHidden(ofObject, true)
  const requestsOfObject = objectTraffic.requests()
  await setHidden(page, true)
  await expect.poll(() => [traffic.open(), objectTraffic.open()], { timeout: 40_000 }).toEqual([0, 0])
  const counts = () => [traffic, objectTraffic].map(each => [each.frames(), each.requests()])
  const before = counts()
  for (let size = 1; size <= 20; size += 1) await setSize(first, size)
  await resource.drop(namespace, second)
  // Who is seen has all of it by now.
  await expect(sizeOf(seen, first)).toHaveText('20')
  await expect(rowOf(seen, second)).toHaveCount(0)
  expect(counts()).toEqual(before)
  expect(objectTraffic.requests(), 'no part of the object is read again').toBe(requestsOfObject)
  for (const each of [page, ofObject]) await expect(liveState(each)).toHaveText('Paused while hidden')
  await expect(sizeOf(page, first)).toHaveText('0')
  await expect(shownSize).toHaveText(/^size\s*0\s*$/)

  await setHidden(ofObject, false)
  await expect(liveState(ofObject)).toHaveText('Live')
  await expect(shownSize).toHaveText(/^size\s*20\s*$/)
  await setHidden(page, false)
  await expect(liveState(page)).toHaveText('Live')
  await expect(sizeOf(page, first)).toHaveText('20')
  await expect(rowOf(page, second)).toHaveCount(0)
  expect(traffic.open()).toBe(1)
})

test('a list whose connection is lost says since when it is stale, and “Try again” brings what was missed', async ({ signIn }) => {
  test.setTimeout(120_000)
  const line = await openUserLine('admin')
  try {
    const { page, origin, expectConsole } = await signIn('admin', { KUBECONFIG: line.kubeconfig })
    expectConsole(/WebSocket connection to|Failed to load resource/)
    await page.clock.install()
    const traffic = watchTraffic(page)
    await openList(page, origin)
    line.cut()
    await expect(liveState(page)).toHaveText(/^Reconnecting since \d\d:\d\d:\d\d$/)
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 31_000))
    await page.clock.runFor(6_000)
    await expect(liveState(page)).toHaveText(/^Stale since \d\d:\d\d:\d\d$/)
    await setSize(first, 11)
    await resource.drop(namespace, second)
    // What was asked of the line that is cut has failed.
    await expect.poll(() => [traffic.open(), traffic.pending()], { timeout: 40_000 }).toEqual([0, []])
    line.mend()
    // Its clock stands still, so that nothing but the button ends a pause.
    await expect(sizeOf(page, first)).toHaveText('0')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(liveState(page)).toHaveText('Live')
    await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
    await page.clock.resume()
    await expect(sizeOf(page, first)).toHaveText('11')
    await expect(rowOf(page, second)).toHaveCount(0)
  } finally {
    await line.close()
  }
})

test('a list whose connection comes back while the page asks what is wrong has its socket again', async ({ signIn }) => {
  const line = await openUserLine('admin')
  try {
    const { page, origin, expectConsole } = await signIn('admin', { KUBECONFIG: line.kubeconfig })
    expectConsole(/WebSocket connection to|Failed to load resource/)
    const traffic = watchTraffic(page)
    await openList(page, origin)
    line.cut()
    // The tunnel holds this question for a while, and has the answer once the line stands again.
    await expect.poll(() => traffic.pending()).toEqual([`${origin}/api/v1/session`])
    await setSize(first, 13)
    line.mend()
    await expect(liveState(page)).toHaveText('Live')
    await expect(sizeOf(page, first)).toHaveText('13')
    // An answer alone does not say that sockets do not pass here.
    expect(traffic.open(), 'it is followed over a socket').toBe(1)
  } finally {
    await line.close()
  }
})
