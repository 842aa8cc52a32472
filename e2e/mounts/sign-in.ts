import { expect } from '@playwright/test'
import { z } from 'zod'
import type { User } from '../cluster.ts'
import { latchkey } from '../latchkey.ts'
import type { Tab } from './tab.ts'

const codeSchema = z.object({ code: z.string() })

/**
 * Opens a page without a session, signs in on the page that it leads to, with a code of the user's `latchkey login --code`,
 * and waits for the page asked for. `env` for a kubeconfig of one's own.
 */
export async function signIn(tab: Tab, user: User, to = '/', env: Record<string, string> = {}): Promise<void> {
  const { page } = tab
  await page.goto(tab.at(to))
  await expect(page).toHaveURL(url => url.href.startsWith(tab.at('/sign-in?')) && (url.searchParams.get('to') ?? '/') === to)
  await enterCode(tab, user, env)
  await page.waitForURL(tab.at(to))
}

/** On the sign-in page: what a shared origin means, where it is one; then the code. */
export async function enterCode({ page, mount }: Tab, user: User, env: Record<string, string> = {}): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Sign-in code' })
  if (mount.sharedOrigin) {
    await expect(page.getByRole('button', { name: 'I understand, continue' })).toBeVisible()
    await expect(field).toHaveCount(0)
    await page.getByRole('button', { name: 'I understand, continue' }).click()
  }
  const run = latchkey(user, ['login', '--code', '-o', 'json'], { env })
  if (run.code !== 0) throw new Error(`latchkey login --code as ${user} ended with ${run.code}: ${run.stderr}`)
  await field.fill(codeSchema.parse(JSON.parse(run.stdout)).code)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
