import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { pictureName } from './gallery/scene.ts'
import { takePictures } from './gallery/take.ts'
import { connectAdmin } from './graphql/kube.ts'

// Together more than one page may hold (lib/server/cache/page-bytes.ts), and each as large as a ConfigMap may be.
const count = 60
const bytes = 900_000
/** With kube-root-ca.crt, which each namespace has. */
const all = count + 1

test('of objects that are too large together a list shows, and a file takes, as many as fit, and a long value shows its beginning', async ({ signIn }) => {
  test.setTimeout(180_000)
  const namespace = `large-${randomBytes(3).toString('hex')}`
  kubectl('admin', ['create', 'namespace', namespace])
  const kube = connectAdmin()
  const { page, origin } = await signIn('admin')
  try {
    for (let at = 0; at < count; at += 1) {
      const body = { metadata: { name: `big-${String(at).padStart(2, '0')}` }, data: { text: randomBytes(bytes / 2).toString('hex') } }
      await kube.ask(`/api/v1/namespaces/${namespace}/configmaps`, { method: 'POST', type: 'application/json', body })
    }
    await page.goto(`${origin}/resources/core/v1/configmaps?namespace=${namespace}`)
    await expect(page.getByRole('link', { name: 'big-00' })).toBeVisible()
    const more = page.getByRole('button', { name: /^Load \d+ more$/ })
    await expect(more).toBeVisible()
    await takePictures(page, pictureName('List', 'too large for one page'))
    const rows = page.locator('tbody tr[aria-rowindex]')
    const before = await rows.count()
    expect(before).toBeLessThan(count)
    await more.click()
    await expect.poll(() => rows.count()).toBeGreaterThan(before)

    await expect(async () => {
      if (await more.isVisible()) await more.click({ timeout: 5_000 })
      expect(await more.isVisible(), 'all of them are loaded').toBe(false)
    }).toPass({ timeout: 60_000 })
    await page.getByRole('checkbox', { name: 'Select all shown' }).check()
    await expect(page.getByRole('region', { name: 'Selection' }).getByRole('status')).toHaveText(`${all} selected`)
    const download = page.waitForEvent('download', { timeout: 60_000 })
    await page.getByRole('button', { name: 'Save as YAML' }).click()
    const saved = readFileSync(await (await download).path(), 'utf8')
    expect(saved.length).toBeLessThan(40 * 1024 * 1024)
    const documents = saved.split('\n---\n').length
    const told = `${documents} of ${all} were saved. Not among them: `
    await expect(page.getByRole('status', { name: 'Messages' })).toContainText(told)
    await expect(page.getByRole('status', { name: 'Messages' })).toContainText('Together they are more than 32 MiB')
    expect(saved.match(/^# .* could not be read: Together they are more/gm)).toHaveLength(all - documents)

    await page.goto(`${origin}/resources/core/v1/configmaps/${namespace}/big-00`)
    const whole = page.getByRole('button', { name: /^Show all [\d,]+ characters$/ })
    await expect(whole).toBeVisible()
    const shown = async (): Promise<number> => (await page.getByRole('main').textContent())?.length ?? 0
    expect(await shown()).toBeLessThan(10_000)
    await whole.click()
    await expect.poll(shown).toBeGreaterThan(bytes)
  } finally {
    await kube.close()
    kubectl('admin', ['delete', 'namespace', namespace, '--wait=false'])
  }
})
