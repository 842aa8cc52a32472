import { randomBytes } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { test as base, expect } from './fixtures.ts'

/** What the specs of the editor look at in a cert-manager Certificate. */
export type Stored = {
  metadata: { uid: string; annotations?: Record<string, string>; managedFields: { manager: string; operation: string; fieldsV1: unknown }[] }
  spec: Record<string, unknown>
}

type Fixtures = {
  /** A Certificate of a fresh name in the namespace `shop`, with fields of its spec besides the required ones, made by a command of kubectl. Deleted after the test. */
  certificate: (spec?: Record<string, unknown>, make?: readonly string[]) => string
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  certificate: async ({}, use) => {
    const made: string[] = []
    await use((spec = {}, make = ['create']) => {
      const name = `edit-${randomBytes(4).toString('hex')}`
      kubectl('admin', [...make, '-f', '-'], certificateText(name, spec))
      made.push(name)
      return name
    })
    for (const name of made) kubectl('admin', ['-n', 'shop', 'delete', 'certificate', name, '--ignore-not-found', '--wait=false'])
  },
})
export { expect }

export function certificateText(name: string, spec: Record<string, unknown>): string {
  return JSON.stringify({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: 'shop' },
    spec: { issuerRef: { name: 'letsencrypt', kind: 'ClusterIssuer' }, secretName: `${name}-tls`, ...spec },
  })
}

export const certificates = '/resources/cert-manager.io/v1/certificates'
export const editPath = (name: string): string => `${certificates}/shop/${name}/edit`
export const editorOf = (page: Page): Locator => page.getByRole('textbox', { name: /^YAML of / })

export function stored(name: string, namespace = 'shop'): Stored {
  return JSON.parse(kubectl('admin', ['-n', namespace, 'get', 'certificate', name, '-o', 'json', '--show-managed-fields'])) as Stored
}

/** From the text to the cluster: what the dry run says, then the save, which leads back to the object. */
export async function reviewAndSave(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Review changes' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page).toHaveURL(url => url.pathname === `${certificates}/shop/${name}`)
}
