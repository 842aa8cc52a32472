import type { Page } from '@playwright/test'
import { certificates, editorOf, expect, test } from './editor-certificate.ts'

// What becomes of a text when its page is left.
const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' })

/** Back as the browser's own button does it, which does not wait for what becomes of it. */
async function pressBack(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { currentIndex, entries } = await session.send('Page.getNavigationHistory')
  await session.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex - 1]?.id ?? -1 })
  await session.detach()
}

test('Back and a reload ask before the text of a Secret is lost, which is kept nowhere', async ({ signIn }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${certificates}?namespace=shop`)
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('tab', { name: 'YAML' }).click()
  await editorOf(page).fill('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n')
  for (const time of ['once', 'and again']) {
    await pressBack(page)
    await expect(question(page), time).toContainText('The text of a Secret is kept nowhere: it is lost when you leave.')
    await question(page).getByRole('button', { name: 'Stay' }).click()
    await expect(question(page)).toBeHidden()
    await expect(page).toHaveURL(/\/new\?/)
    await expect(editorOf(page)).toContainText('kind: Secret')
  }
  // The page goes on only once its dialog is answered.
  const reloaded = page.evaluate(() => location.reload())
  const dialog = await page.waitForEvent('dialog')
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await reloaded
  await expect(editorOf(page)).toContainText('kind: Secret')

  await pressBack(page)
  await question(page).getByRole('button', { name: 'Leave' }).click()
  await expect(page).toHaveURL(url => url.pathname === certificates)
  await expect(editorOf(page)).toHaveCount(0)
  await page.goForward()
  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(editorOf(page)).toContainText('kind: Certificate')
  await expect(page.getByRole('button', { name: 'Take it up' })).toHaveCount(0)
})
