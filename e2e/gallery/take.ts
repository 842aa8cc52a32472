import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect } from '../fixtures.ts'
import { loadAxe, violations } from './axe.ts'

// With LATCHKEY_GALLERY=docs the pictures go where docs/gallery.md shows them (`npm run gallery`).
const folder = process.env['LATCHKEY_GALLERY'] === 'docs' ? fileURLToPath(new URL('../../docs/gallery', import.meta.url)) : join('test-results', 'gallery')

/** Takes a page's pictures in both themes, on neither of which axe finds anything. `file`: by pictureName; `part`: where alone axe looks. */
export async function takePictures(page: Page, file: string, part?: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await loadAxe(page)
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    expect(await violations(page, theme, part)).toEqual([])
    await page.screenshot({ path: join(folder, `${file}-${theme}.jpg`), type: 'jpeg', quality: 40, animations: 'disabled' })
  }
}
