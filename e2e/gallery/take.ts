import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect } from '../fixtures.ts'

// With LATCHKEY_GALLERY=docs the pictures go where docs/gallery.md shows them (`npm run gallery`).
const folder = process.env['LATCHKEY_GALLERY'] === 'docs' ? fileURLToPath(new URL('../../docs/gallery', import.meta.url)) : join('test-results', 'gallery')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Takes a page's pictures in both themes, on neither of which axe finds anything. `file`: by pictureName; `part`: where alone axe looks. */
export async function takePictures(page: Page, file: string, part?: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  // Once for both themes: AxeBuilder loads it each time, which takes as long as what axe does then.
  await page.evaluate(axeSource)
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    expect(await violations(page, theme, part)).toEqual([])
    await page.screenshot({ path: join(folder, `${file}-${theme}.jpg`), type: 'jpeg', quality: 40, animations: 'disabled' })
  }
}

/** Of all its rules the theme changes what contrast says, and that alone. The size of targets (WCAG 2.2, 2.5.8) is off by default. */
function violations(page: Page, theme: 'light' | 'dark', part: string | undefined): Promise<string[]> {
  const rules = theme === 'dark' ? { runOnly: ['color-contrast'] } : { rules: { 'target-size': { enabled: true } } }
  return page.evaluate(
    async ({ where, options, named }) => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
      const found = await axe.run(where === undefined ? document : { include: [where] }, { ...options, resultTypes: ['violations'] })
      return found.violations.map(({ id, nodes }) => `${named}: ${id} ${nodes.map(node => node.target.join(' ')).join(', ')}`)
    },
    { where: part, options: rules, named: theme },
  )
}
