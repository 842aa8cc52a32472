import { randomBytes } from 'node:crypto'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { pictureName } from './gallery/scene.ts'
import { takePictures } from './gallery/take.ts'
import { install, latchkey } from './latchkey.ts'
import { type Cells, printedTables, settledRows, shownTable } from './list-cells.ts'

// Last by name: it installs Latchkey anew.
test('an installation can let users get at Secrets, whose values show when asked for, and take that back', async ({ openLink }) => {
  test.setTimeout(240_000)
  const name = `hidden-${randomBytes(3).toString('hex')}`
  const [first, value] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')]
  const encoded = Buffer.from(value).toString('base64')
  const everyWriting = [first, value, Buffer.from(first).toString('base64'), encoded]
  kubectl('admin', ['-n', 'shop', 'create', 'secret', 'generic', name, `--from-literal=password=${first}`, '--from-literal=user=known'])
  const { page, origin, expectConsole } = await openLink('admin')
  // Its servers are replaced under it.
  const restarting = /WebSocket connection to|status of 50[23]/
  expectConsole(restarting)
  const list = `${origin}/resources/core/v1/secrets?namespace=shop`
  try {
    await page.goto(list)
    await expect(page.getByRole('main')).toContainText('where it was installed with `--secrets`')
    expect(install(['--secrets']).code).toBe(0)
    expect(latchkey('admin', ['status']).stdout).toContain('with Secrets too')
    await expect(async () => {
      await page.goto(list)
      await expect(page.getByRole('link', { name, exact: true })).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
    const main = page.getByRole('main')
    for (const text of everyWriting) await expect(main).not.toContainText(text)
    await expect(async () => {
      const [printed] = printedTables('admin', ['secrets'], '-n', 'shop', '-o', 'wide') as [Cells]
      const shown = await shownTable(page, 'secrets')
      expect(shown.header).toEqual(printed.header)
      expect(settledRows(shown)).toEqual(settledRows(printed))
    }).toPass({ timeout: 20_000 })
    await page.getByRole('link', { name, exact: true }).click()
    await expect(main).toContainText('password')
    // Of a value that changes one hears that it did, and neither the one nor the other.
    kubectl('admin', ['-n', 'shop', 'patch', 'secret', name, '--type=merge', '-p', JSON.stringify({ stringData: { password: value } })])
    const notice = main.getByRole('status').filter({ hasText: 'It has changed while you have it open.' })
    await notice.getByRole('button', { name: 'What changed' }).click()
    const difference = notice.getByRole('table', { name: 'What changed' }).getByRole('row')
    await expect(difference.filter({ hasText: 'removed:' })).toHaveText(/password: •+$/)
    await expect(difference.filter({ hasText: 'added:' })).toHaveText(/password: •+ \(another than before\)$/)
    await expect(difference.filter({ hasText: 'user' })).toHaveText(/user: •+$/)
    for (const tab of ['YAML', 'Overview']) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(main).toContainText('••••••••')
      for (const text of everyWriting) await expect(main).not.toContainText(text)
    }
    await takePictures(page, pictureName('Secret', 'hidden'))
    await page.getByRole('button', { name: 'Show values' }).click()
    await expect(main).toContainText(value)
    await takePictures(page, pictureName('Secret', 'shown'))
    await page.getByRole('tab', { name: 'YAML' }).click()
    await expect(main).toContainText(encoded)
    // Rights are RBAC's as before: `view` leaves Secrets out.
    const { page: theirs, origin: other, expectConsole: expectTheirs } = await openLink('viewer')
    expectTheirs(restarting)
    await theirs.goto(`${other}/resources/core/v1/secrets/shop/${name}`)
    await expect(theirs.getByRole('heading', { name: /You may not get secrets/ })).toBeVisible()
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'secret', name, '--ignore-not-found'])
    expect(install().code).toBe(0)
  }
  await expect(async () => {
    await page.goto(list)
    await expect(page.getByRole('main')).toContainText('where it was installed with `--secrets`', { timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
})
