import type { Page } from '@playwright/test'
import { certificates, editorOf, editPath, expect, stored, test } from './editor-certificate.ts'

// What becomes of a text and of how it is looked at when its page is left, reloaded, and come back to.
const form = (page: Page) => page.getByRole('region', { name: 'Form' })
const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' })
const isLookedAt = (page: Page, view: 'Form' | 'YAML') => expect(page.getByRole('tab', { name: view })).toHaveAttribute('aria-selected', 'true')

/** Back as the browser's own button does it, which does not wait for what becomes of it. */
async function pressBack(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { currentIndex, entries } = await session.send('Page.getNavigationHistory')
  await session.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex - 1]?.id ?? -1 })
  await session.detach()
}

test('which view is looked at is in the address: a reload keeps it, another may be sent it, and Back leaves the page', async ({ signIn, certificate }) => {
  test.setTimeout(120_000)
  const name = certificate({ duration: '2160h' })
  const { page, origin } = await signIn('editor')
  page.on('dialog', dialog => void dialog.accept())
  const edit = `${origin}${editPath(name)}`
  await page.goto(`${origin}${certificates}/shop/${name}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(page).toHaveURL(edit)
  await isLookedAt(page, 'YAML')
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(page).toHaveURL(`${edit}?tab=form`)
  await form(page).getByRole('textbox', { name: 'duration' }).fill('720h')
  await page.reload()
  await isLookedAt(page, 'Form')
  await page.getByRole('button', { name: 'Restore draft' }).click()
  await expect(form(page).getByRole('textbox', { name: 'duration' })).toHaveValue('720h')

  await pressBack(page)
  await expect(question(page)).toContainText('Your text is kept as a draft in this tab')
  await question(page).getByRole('button', { name: 'Leave' }).click()
  await expect(page, 'where one came from').toHaveURL(`${origin}${certificates}/shop/${name}`)
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible()
  await page.goForward()
  await expect(page).toHaveURL(`${edit}?tab=form`)
  await isLookedAt(page, 'Form')
  await page.getByRole('button', { name: 'Restore draft' }).click()
  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(page).toHaveURL(edit)
  await expect(editorOf(page)).toContainText('duration: 720h')
  expect(stored(name).spec['duration']).toBe('2160h')

  await page.goto(`${origin}${certificates}/new?namespace=shop&tab=yaml`)
  await isLookedAt(page, 'YAML')
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(page).toHaveURL(`${origin}${certificates}/new?namespace=shop`)
})

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
