import type { Locator, Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'

const certificate = '/resources/cert-manager.io/v1/certificates/shop/legacy-www'

test('an object says at a glance how it does and why, and what its fields are, and links what they name', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(origin + certificate)
  const main = page.getByRole('main')
  const spec = main.getByRole('region', { name: 'spec', exact: true })
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await expect(main.getByText('Not ready').first()).toBeVisible()
  await expect(main.getByText(/^Ready is False: Expired/).first()).toBeVisible()
  // What a field names is a page away.
  await expect(spec.getByRole('link', { name: 'letsencrypt-production' })).toHaveAttribute('href', /\/clusterissuers\/-\/letsencrypt-production$/)
  // One field at a time, or all of them.
  const told = spec.getByText(/secretName.*will be created and managed|Name of the Secret resource/)
  await expect(told).toHaveCount(0)
  await spec.getByRole('button', { name: 'secretName', exact: true }).click()
  await expect(told).toHaveCount(1)
  await spec.getByRole('checkbox', { name: 'Describe fields' }).check()
  await expect(spec.getByText(/^string, required/).first()).toBeVisible()
  await expect(spec.getByText(/Requested DNS subject alternative names/)).toBeVisible()
  // A time stands as the object has it, and says on hover when that is for the reader and in UTC.
  const ends = main.getByRole('region', { name: 'status', exact: true }).getByRole('time').first()
  await expect(ends).toHaveText(/^\d{4}-\d\d-\d\dT/)
  await expect(ends).toHaveAttribute('title', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(.+\)\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
})

test('a field says the values that it takes, its default and its unit', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  const spec = page.getByRole('region', { name: 'spec', exact: true })
  const field = (name: string) => {
    const button = page.getByRole('button', { name, exact: true })
    return { button: spec.locator(button), row: spec.getByRole('listitem').filter({ has: button }).last() }
  }
  await page.goto(`${origin}/resources/apps/v1/deployments/payments/ledger-v1`)
  await expect(field('progressDeadlineSeconds').row).toHaveText(/600 s$/)
  await expect(field('replicas').row, 'a number of no unit').toHaveText(/1\s*$/)
  await field('progressDeadlineSeconds').button.click()
  await expect(field('progressDeadlineSeconds').row).toContainText('integer (int32)')
  await field('type').button.click()
  await expect(field('type').row).toContainText('string · one of Recreate, RollingUpdate')
  await page.goto(`${origin}/resources/monitoring.coreos.com/v1/prometheuses/monitoring/platform`)
  await field('evaluationInterval').button.click()
  await expect(field('evaluationInterval').row).toContainText('by default "30s"')
})

test('a change draws the fields that it changed, and leaves open what is open', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${name}`)
  const spec = page.getByRole('region', { name: 'spec', exact: true })
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await spec.getByRole('button', { name: 'Fold route' }).click()
  await expect(spec.getByRole('button', { name: 'Unfold route' })).toBeVisible()
  const patch = { spec: { hosts: ['changed.example'], gateways: ['mesh'] } }
  kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--type=merge', '-p', JSON.stringify(patch)])
  await expect(spec.getByText('changed.example')).toBeVisible()
  await expect(spec.getByText('mesh', { exact: true })).toBeVisible()
  await expect(spec.getByRole('button', { name: 'Unfold route' })).toBeVisible()
  kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--type=json', '-p', '[{"op":"remove","path":"/spec/gateways"}]'])
  await expect(spec.getByText('mesh', { exact: true })).toHaveCount(0)
})

test('beside the reason that the verdict rests on stand all others, for as long as they are', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const report = (...unmet: string[]): void => {
    const conditions = unmet.map(type => ({ type, status: 'False', reason: 'NotYet', message: `${type} by hand` }))
    const status = JSON.stringify({ status: { conditions } })
    kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--subresource=status', '--type=merge', '-p', status])
  }
  report('Reconciled', 'Ready', 'Accepted')
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${name}`)
  const verdict = page.getByRole('main').locator('header').first()
  const others = verdict.getByRole('list', { name: 'Other reasons' }).getByRole('listitem')
  await expect(verdict.getByText('Not ready', { exact: true })).toBeVisible()
  await expect(verdict.getByText('Ready is False: NotYet: Ready by hand', { exact: true })).toHaveCount(1)
  await expect(others).toHaveText(['Accepted is False: NotYet: Accepted by hand', 'Reconciled is False: NotYet: Reconciled by hand'])
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  report('Accepted')
  await expect(verdict.getByText('Accepted is False: NotYet: Accepted by hand', { exact: true })).toBeVisible()
  await expect(verdict.getByRole('list', { name: 'Other reasons' })).toHaveCount(0)
})

/** Presses the mark beside a line of YAML that folds it. */
async function foldBeside(page: Page, line: Locator): Promise<void> {
  const column = await page.getByTitle('Fold line').first().boundingBox()
  const row = await line.boundingBox()
  if (!column || !row) throw new Error('the line or its marks are not in sight')
  await page.mouse.click(column.x + column.width / 2, row.y + row.height / 2)
}

test('YAML is folded by line, by key and altogether, and stays so when the object changes', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${name}?tab=yaml`)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  // What kubectl noted as last applied has the same words, in one line.
  const line = (text: string) => page.locator('.cm-line').filter({ hasText: new RegExp(`^ *(?:- )*${text}`) })
  await expect(line('destination:')).toBeVisible()
  await foldBeside(page, line('http:'))
  await expect(line('destination:')).toHaveCount(0)
  await expect(line('hosts:')).toBeVisible()
  kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--type=merge', '-p', JSON.stringify({ spec: { hosts: ['changed.example'] } })])
  await expect(line('changed.example')).toBeVisible()
  await expect(line('destination:'), 'folded still').toHaveCount(0)
  await page.getByLabel('folded code').click()
  await expect(line('destination:')).toBeVisible()

  await line('hosts:').click()
  await page.keyboard.press('ControlOrMeta+Shift+BracketLeft')
  await expect(line('changed.example')).toHaveCount(0)
  await expect(line('destination:')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Shift+BracketRight')
  await expect(line('changed.example')).toBeVisible()

  await page.getByRole('button', { name: 'Fold all', exact: true }).click()
  await expect(line('hosts:')).toHaveCount(0)
  await expect(line('spec:')).toBeVisible()
  await page.getByRole('button', { name: 'Unfold all' }).click()
  await expect(line('destination:')).toBeVisible()
})

test('YAML has managedFields only when they are asked for', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${name}?tab=yaml`)
  const yaml = page.getByRole('textbox', { name: 'YAML of the object' })
  await expect(yaml).toContainText(`name: ${name}`)
  await expect(yaml).not.toContainText('managedFields')
  const asked = page.getByRole('checkbox', { name: 'Show managedFields' })
  await asked.check()
  await expect(yaml).toContainText('manager: kubectl-client-side-apply')
  await asked.uncheck()
  await expect(yaml).not.toContainText('managedFields')
})

test('a deletion that nobody answered is not said to have failed', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin, expectConsole } = await signIn('editor')
  expectConsole(/net::ERR_FAILED/)
  await page.route('**/virtualservices/*', route => (route.request().method() === 'DELETE' ? route.abort() : route.continue()))
  await page.goto(`${origin}/resources/networking.istio.io/v1/virtualservices/shop/${name}`)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(dialog).toContainText('The cluster did not answer. Whether it was done is not known.')
})
