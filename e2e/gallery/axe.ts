import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Once for all looks at a page: AxeBuilder loads it each time, which takes as long as what axe does then. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axeSource)
}

/** Of all its rules the theme changes what contrast says, and that alone. The size of targets (WCAG 2.2, 2.5.8) is off by default. */
export function violations(page: Page, theme: 'light' | 'dark', part?: string): Promise<string[]> {
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
