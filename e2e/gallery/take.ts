import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from '../fixtures.ts'

// With LATCHKEY_GALLERY=docs the pictures go where docs/gallery.md shows them (`npm run gallery`).
const folder = process.env['LATCHKEY_GALLERY'] === 'docs' ? fileURLToPath(new URL('../../docs/gallery', import.meta.url)) : join('test-results', 'gallery')

/** Takes a page's pictures in both themes, on neither of which axe finds anything. `file`: by pictureName; `part`: where alone axe looks. */
export async function takePictures(page: Page, file: string, part?: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    // A third of the time: the other way sends all that passes to a second page. Frames of other origins, of which we have none, need it.
    const axe = new AxeBuilder({ page })
    if (part !== undefined) axe.include(part)
    const { violations } = await axe
      .setLegacyMode()
      // Of all its rules the theme changes what contrast says, and that alone. The size of targets (WCAG 2.2, 2.5.8) is off by default.
      .options({ resultTypes: ['violations'], ...(theme === 'dark' ? { runOnly: ['color-contrast'] } : { rules: { 'target-size': { enabled: true } } }) })
      .analyze()
    expect(violations.map(({ id, nodes }) => `${theme}: ${id} ${nodes.map(node => node.target.join(' ')).join(', ')}`)).toEqual([])
    await page.screenshot({ path: join(folder, `${file}-${theme}.jpg`), type: 'jpeg', quality: 40, animations: 'disabled' })
  }
}
