import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectFocusSeen, isUncovered, pressUntilFocused } from './bulk-focus.ts'
import { addNoteColumn, notes, parseCsv } from './bulk-widgets.ts'
import { requestUserKubeconfig } from './certificate-user.ts'
import { kubectl, tryKubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { grant, withdraw } from './grant.ts'
import { connectAdmin, type Kube, type KubeObject } from './graphql/kube.ts'
import { createTestResource, type TestResource } from './graphql/test-resource.ts'

// What is done with many objects at once: chosen by mouse or keys, deleted as far as each may be, saved whether loaded or not.
const count = 700
/** More than a page ever loads by itself. */
const wanted = 650
const nameOf = (index: number): string => `w-${String(index).padStart(4, '0')}`
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bulk-'))
const kubeconfig = join(folder, 'bulk.kubeconfig')
let kube: Kube
let resource: TestResource
let user: string
let [some, many, mine, theirs, passing, keys] = ['', '', '', '', '', '']
test.beforeAll(async () => {
  test.setTimeout(240_000)
  kube = connectAdmin()
  resource = await createTestResource(kube, 6)
  ;[some = '', many = '', mine = '', theirs = '', passing = '', keys = ''] = resource.namespaces
  user = `bulk-${resource.tag}`
  await requestUserKubeconfig(kubeconfig, { commonName: user, organizations: [] })
  const rule = (...verbs: string[]) => ({ apiGroups: [resource.group], resources: ['widgets'], verbs: ['get', 'list', 'watch', ...verbs] })
  await grant(kube, user, 'bulk', rule('delete', 'patch'), mine)
  await grant(kube, user, 'bulk', rule('delete'), some)
  for (const namespace of [theirs, passing]) await grant(kube, user, 'bulk', rule(), namespace)
  for (const namespace of [mine, theirs, passing]) for (const name of ['both', `only-${namespace}`]) await resource.put(namespace, name, { size: 1 })
  await grant(kube, user, 'bulk-list-only', { ...rule(), verbs: ['list', 'watch'] }, keys)
  const workloads = (...verbs: string[]) => ({ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch', ...verbs] })
  await grant(kube, user, 'bulk-workloads', workloads('patch'), mine)
  await grant(kube, user, 'bulk-workloads', workloads(), theirs)
  for (const namespace of [mine, theirs]) kubectl('admin', ['-n', namespace, 'create', 'deployment', 'web', '--image=none', '--replicas=0'])
  const numbers = Array.from({ length: 60 }, (_, index) => index)
  await Promise.all(numbers.map(index => resource.put(keys, nameOf(index), { size: index })))
})
test.afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await resource.remove()
  await kube.close()
})

const list = (...namespaces: string[]): string => `/resources/${resource.group}/v1/widgets?${namespaces.map(each => `namespace=${each}`).join('&')}`
const table = (page: Page) => page.getByRole('table', { name: 'widgets' })
const rows = (page: Page) => table(page).locator('tbody tr[aria-rowindex]')
const kubectlNames = (namespace: string): string[] =>
  kubectl('admin', ['-n', namespace, 'get', `widgets.${resource.group}`, '-o', 'name'])
    .split('\n')
    .filter(Boolean)
    .map(name => name.replace(/.*\//, ''))

/** A list that is followed may come as a whole, and then all of it is loaded. */
async function followNothing(page: Page): Promise<void> {
  await page.routeWebSocket(/\/api\/graphql$/, () => {})
  await page.route('**/api/graphql', async route => {
    if (route.request().headers()['accept'] !== 'text/event-stream') await route.continue()
  })
}

test('of many in two namespaces those are deleted that may be, and the others are named with the reason and stay', async ({ signIn }) => {
  const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
  await page.goto(origin + list(mine, theirs))
  await expect(rows(page)).toHaveCount(4)
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await page.getByRole('button', { name: 'Delete 4…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('list', { name: 'To be deleted' }).getByRole('listitem')).toHaveText([`${mine}/both`, `${mine}/only-${mine}`])
  await expect(dialog.getByText('2 are left alone:')).toBeVisible()
  const refused = dialog.getByRole('listitem').filter({ hasText: 'may not delete' })
  for (const name of ['both', `only-${theirs}`])
    await expect(refused.filter({ hasText: `${theirs}/${name}` })).toContainText(`${user} may not delete widgets.${resource.group}`)
  await expect(refused, 'what is refused for one reason is told together').toHaveCount(1)
  await dialog.getByRole('textbox').fill('2')
  await dialog.getByRole('button', { name: 'Delete 2', exact: true }).click()
  await expect(dialog.getByText('2 of 2 deleted; 2 left alone.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(rows(page)).toHaveText([new RegExp(`${theirs}\\s*both`), new RegExp(`${theirs}\\s*only-${theirs}`)])
  expect(kubectlNames(mine)).toEqual([])
  expect(kubectlNames(theirs)).toEqual(['both', `only-${theirs}`])
})

test('of many in two namespaces those are labelled and restarted that may be, and the others are left alone', async ({ signIn }) => {
  const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
  const dialog = page.getByRole('dialog')
  await page.goto(`${origin}/resources/apps/v1/deployments?namespace=${mine}&namespace=${theirs}`)
  await expect(page.getByRole('link', { name: 'web', exact: true })).toHaveCount(2)
  const told = (namespace: string, field: string) => kubectl('admin', ['-n', namespace, 'get', 'deployment', 'web', '-o', `jsonpath={${field}}`])
  const leftAlone = async (): Promise<void> => {
    await expect(dialog.getByText('One is left alone:')).toBeVisible()
    await expect(dialog.getByRole('listitem').filter({ hasText: `${theirs}/web` })).toContainText(`${user} may not patch deployments.apps`)
  }
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await page.getByRole('button', { name: 'Label 2…' }).click()
  await leftAlone()
  await dialog.getByRole('textbox').fill('team=payments')
  await dialog.getByRole('button', { name: 'Label 1', exact: true }).click()
  await expect(dialog.getByText('1 of 1 done; 1 left alone.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect([mine, theirs].map(namespace => told(namespace, '.metadata.labels.team'))).toEqual(['payments', ''])

  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await page.getByRole('button', { name: 'Restart 2…' }).click()
  await leftAlone()
  await dialog.getByRole('button', { name: 'Restart 1', exact: true }).click()
  await expect(dialog.getByText('1 of 1 done; 1 left alone.')).toBeVisible()
  expect([mine, theirs].map(namespace => told(namespace, '.spec.template.metadata.annotations').includes('restartedAt'))).toEqual([true, false])
})

test('of chosen objects those are saved that may be read, and the others are named; of many namespaces not shown one place tells', async ({ signIn }) => {
  const { page, origin, expectConsole } = await signIn('guest', { KUBECONFIG: kubeconfig })
  expectConsole(/status of 403/)
  await page.goto(`${origin}${list(theirs, keys, 'default', 'kube-system', 'shop')}`)
  const hidden = page.getByRole('alert').filter({ hasText: '3 namespaces are not shown' })
  await expect(hidden).toBeVisible()
  await expect(hidden.getByRole('listitem')).toHaveCount(0)
  await hidden.getByText('Which, and why').click()
  await expect(hidden.getByRole('listitem')).toHaveText([/^default: /, /^kube-system: /, /^shop: /])

  await page.getByRole('checkbox', { name: 'Select both', exact: true }).check()
  await page.getByRole('checkbox', { name: `Select ${nameOf(0)}`, exact: true }).check()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as YAML' }).click()
  const saved = readFileSync(await (await download).path(), 'utf8')
  expect(saved).toMatch(new RegExp(`^# ${keys}/${nameOf(0)} could not be read: .*\napiVersion: `))
  expect(saved).toContain('name: both')
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText(`1 of 2 were saved. Not among them: ${keys}/${nameOf(0)}.`)
})

test('what may not be deleted any more by the time of the deletion is named with the reason', async ({ signIn }) => {
  const role = 'bulk-for-a-while'
  await grant(kube, user, role, { apiGroups: [resource.group], resources: ['widgets'], verbs: ['delete'] }, passing)
  const { page, origin } = await signIn('guest', { KUBECONFIG: kubeconfig })
  await page.goto(origin + list(passing))
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await page.getByRole('button', { name: 'Delete 2…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('list', { name: 'To be deleted' }).getByRole('listitem')).toHaveText([`${passing}/both`, `${passing}/only-${passing}`])
  await withdraw(kube, role, passing)
  await expect.poll(() => tryKubectl('admin', ['-n', passing, 'auth', 'can-i', 'delete', `widgets.${resource.group}`, '--as', user]).code).toBe(1)
  await dialog.getByRole('textbox').fill('2')
  await dialog.getByRole('button', { name: 'Delete 2', exact: true }).click()
  await expect(dialog.getByText('0 of 2 deleted, 2 could not be.')).toBeVisible()
  for (const name of ['both', `only-${passing}`])
    await expect(dialog.getByRole('listitem').filter({ hasText: `${passing}/${name}` })).toContainText(/cannot delete resource|may not delete/)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(rows(page)).toHaveCount(2)
  expect(kubectlNames(passing)).toEqual(['both', `only-${passing}`])
})

test('a CSV has every object that fits the filter, loaded or not, and nothing that a spreadsheet would run', async ({ signIn }) => {
  test.setTimeout(120_000)
  const numbers = Array.from({ length: count }, (_, index) => index)
  const put = (size: number) => {
    const [note] = notes[size] ?? notes[wanted - 1 - size] ?? ['plain']
    return resource.put(many, nameOf(size), { size, note }, { set: size < wanted ? 'wanted' : 'other' })
  }
  while (numbers.length > 0) await Promise.all(numbers.splice(0, 40).map(put))
  await addNoteColumn(kube, resource, many)
  const { page, origin } = await signIn('admin')
  await followNothing(page)
  await page.goto(origin + list(many))
  await expect(page.getByText(`${count} objects`)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter' }).fill('set=wanted')
  // Where the kube-apiserver itself is asked, nobody counts what fits.
  await expect(page.getByText(new RegExp(`^(?:${wanted}|more than \\d+) objects$`)).first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Load \d+ more$/ }), 'not all of them are loaded').toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  const [head, ...saved] = parseCsv(readFileSync(await (await download).path(), 'utf8'))
  expect(head).toEqual(['Name', 'Size', 'Note'])
  const asked = kubectl('admin', ['-n', many, 'get', `widgets.${resource.group}`, '-l', 'set=wanted', '-o', 'json'])
  const { items } = JSON.parse(asked) as { items: (KubeObject & { spec: { size: number; note: string } })[] }
  const written = new Map(notes)
  const expected = items.map(({ metadata, spec }) => [metadata.name, String(spec.size), written.get(spec.note) ?? spec.note])
  expect(expected).toHaveLength(wanted)
  expect(saved.sort()).toEqual(expected.sort())
})

test('all that fits the filter is chosen, loaded or not and in any order, deleted as far as it may be, and the rest is named and stays', async ({ signIn }) => {
  test.setTimeout(120_000)
  const [all, fitting] = [130, 120]
  const numbers = Array.from({ length: all }, (_, index) => index)
  while (numbers.length > 0) await Promise.all(numbers.splice(0, 40).map(size => resource.put(some, nameOf(size), { size })))
  const { page, origin, expectConsole } = await signIn('guest', { KUBECONFIG: kubeconfig })
  expectConsole(/ERR_FAILED/)
  await followNothing(page)
  // What a page loads behind the first hundred by itself does not come.
  await page.route('**/api/graphql', route => (/"List@.*"after":"/s.test(route.request().postData() ?? '') ? route.abort() : route.fallback()))
  await page.goto(`${origin}${list(some, theirs)}&filter=${encodeURIComponent(`Size<${fitting}`)}`)
  await expect(page.getByRole('button', { name: /^Load \d+ more$/ })).toBeVisible()
  const selection = page.getByRole('region', { name: 'Selection' })
  const chosen = selection.getByRole('status')
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await expect(chosen).toHaveText('100 selected')
  // Where the kube-apiserver itself is asked, nobody counts what fits.
  const wanted = selection.getByRole('button', { name: new RegExp(`^Select all(?: ${fitting + 2})?, loaded or not$`) })
  await wanted.click()
  await expect(chosen).toHaveText(`${fitting + 2} selected`)
  const back = selection.getByRole('button', { name: 'Select only what is loaded' })
  await expect(back, 'it stands in the place of what was pressed').toBeFocused()
  await back.click()
  await expect(chosen).toHaveText('100 selected')
  await wanted.click()
  await expect(chosen).toHaveText(`${fitting + 2} selected`)
  // The other way round other rows are loaded, which were chosen before they were.
  const bySize = page.getByRole('columnheader', { name: 'Size' }).getByRole('button')
  await bySize.click()
  await bySize.click()
  await expect(rows(page).first()).toContainText(nameOf(fitting - 1))
  await expect(rows(page).first().getByRole('checkbox')).toBeChecked()
  await expect(chosen).toHaveText(`${fitting + 2} selected`)
  const spared = nameOf(fitting - 3)
  await page.getByRole('checkbox', { name: `Select ${spared}`, exact: true }).uncheck()
  await selection.getByRole('button', { name: `Delete ${fitting + 1}…` }).click()

  const dialog = page.getByRole('dialog', { name: `Delete ${fitting + 1} widgets?` })
  const refused = dialog.getByRole('listitem').filter({ hasText: 'may not delete' })
  await expect(dialog.getByText('2 are left alone:')).toBeVisible()
  for (const name of ['both', `only-${theirs}`]) await expect(refused).toContainText(`${theirs}/${name}`)
  await expect(dialog.getByRole('list', { name: 'To be deleted' }).getByRole('listitem')).toHaveCount(fitting - 1)
  // In a window that it is too tall for it stays within, and its buttons are a turn of the wheel away.
  const act = dialog.getByRole('button', { name: `Delete ${fitting - 1}`, exact: true })
  await page.setViewportSize({ width: 800, height: 400 })
  await expect.poll(() => dialog.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)).toBe(true)
  await expect(dialog).toBeInViewport({ ratio: 1 })
  await expect(act).not.toBeInViewport()
  await dialog.getByRole('heading').hover()
  await page.mouse.wheel(0, 5000)
  await expect(act).toBeInViewport({ ratio: 1 })
  await dialog.getByRole('textbox').fill(String(fitting - 1))
  await act.click()
  await expect(dialog.getByText(`${fitting - 1} of ${fitting - 1} deleted; 2 left alone.`)).toBeVisible({ timeout: 60_000 })
  const beyond = Array.from({ length: all - fitting }, (_, index) => nameOf(fitting + index))
  expect(kubectlNames(some)).toEqual([spared, ...beyond])
  expect(kubectlNames(theirs)).toEqual(['both', `only-${theirs}`])
})

test('a list is used by keys alone, and what has the focus is seen', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  let mayEnd = (): void => undefined
  const held = new Promise<void>(resolve => {
    mayEnd = resolve
  })
  let holding = 0
  await page.route('**/widgets/w-*', async route => {
    if (route.request().method() === 'DELETE') {
      holding += 1
      await held
    }
    await route.continue()
  })
  await page.goto(origin + list(keys))
  await expect(rows(page)).toHaveCount(60)
  const link = (index: number) => page.getByRole('link', { name: nameOf(index), exact: true })
  await page.getByRole('searchbox', { name: 'Filter' }).focus()
  await pressUntilFocused(page, 'Tab', link(0))
  await expectFocusSeen(link(0))
  await page.keyboard.press('j')
  await expectFocusSeen(link(1))
  await expect(link(0)).toHaveCSS('outline-style', 'none')
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+X')
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('3 selected')
  for (const [index, isChosen] of [false, true, true, true, false].entries())
    await expect(page.getByRole('checkbox', { name: `Select ${nameOf(index)}`, exact: true })).toBeChecked({ checked: isChosen })

  await page.keyboard.press('End')
  await expectFocusSeen(link(59))
  // Up to rows that were above what is seen, where the head of the table stands.
  const covered: string[] = []
  for (let index = 58; index >= 20; index -= 1) {
    await page.keyboard.press('k')
    await expect(link(index)).toBeFocused()
    if (!(await isUncovered(link(index)))) covered.push(nameOf(index))
  }
  expect.soft(covered, 'rows that have the focus below the head of the table').toEqual([])
  await page.keyboard.press('Home')
  await expectFocusSeen(link(0))
  await page.keyboard.press('End')
  await expectFocusSeen(link(59))

  await pressUntilFocused(page, 'Tab', page.getByRole('button', { name: 'Delete 3…' }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('list', { name: 'To be deleted' }).getByRole('listitem')).toHaveCount(3)
  await pressUntilFocused(page, 'Tab', dialog.getByRole('textbox'))
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await expect.poll(() => holding).toBe(3)
  await expect(dialog.getByText('0 of 3 deleted.')).toBeVisible()
  for (let pressed = 0; pressed < 3; pressed += 1) await page.keyboard.press('Escape')
  await expect(dialog.getByText('0 of 3 deleted.'), 'what goes on is not closed').toBeVisible()
  mayEnd()
  await expect(dialog.getByText('3 of 3 deleted.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(rows(page)).toHaveCount(57)
  // The dialog's button goes with the selection.
  await expect.soft(page.locator(':focus'), 'something has the focus').toHaveCount(1, { timeout: 2000 })
  expect(kubectlNames(keys).slice(0, 2)).toEqual([nameOf(0), nameOf(4)])
})
