import type { Page } from '@playwright/test'

/** Replaces text in the YAML editor as a person would: go to the line, select it, type it anew. */
export async function replaceInEditor(page: Page, find: string, replacement: string): Promise<void> {
  const line = page.locator('.cm-line').filter({ hasText: find }).first()
  await line.click()
  const text = (await line.textContent()) ?? ''
  await page.keyboard.press('End')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text.replace(find, replacement))
}
