import { expect } from '@playwright/test'
import { z } from 'zod'
import type { User } from '../cluster.ts'
import { runLatchkey } from '../latchkey.ts'
import type { Tab } from './tab.ts'

const codeSchema = z.object({ code: z.string() })

/**
 * Opens a page without a session, signs in on the page that it leads to, with a code of the user's `latchkey login --code`,
 * and waits for the page asked for. `env` for a kubeconfig of one's own.
 */
export async function signIn({ page, mount, at }: Tab, user: User, to = '/', env: Record<string, string> = {}): Promise<void> {
  const [code] = await Promise.all([loginCode(user, env), page.goto(at(to))])
  await expect(page).toHaveURL(url => url.href.startsWith(at('/sign-in?')) && (url.searchParams.get('to') ?? '/') === to)
  const field = page.getByRole('textbox', { name: 'Sign-in code' })
  if (mount.sharedOrigin) {
    await expect(page.getByRole('button', { name: 'I understand, continue' })).toBeVisible()
    await expect(field).toHaveCount(0)
    await page.getByRole('button', { name: 'I understand, continue' }).click()
  }
  await field.fill(code)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(at(to))
}

async function loginCode(user: User, env: Record<string, string>): Promise<string> {
  const run = await runLatchkey(user, ['login', '--code', '-o', 'json'], env)
  if (run.code !== 0) throw new Error(`latchkey login --code as ${user} ended with ${run.code}: ${run.stderr}`)
  return codeSchema.parse(JSON.parse(run.stdout)).code
}
