import { expect } from '@playwright/test'
import { runLatchkey } from './latchkey.ts'

/** Waits until Latchkey acts on a resource that has just come into the cluster, named as kubectl names it. */
export async function takenUp(resource: string): Promise<void> {
  await expect.poll(async () => (await runLatchkey('admin', ['get', resource, '-A'])).stderr, { timeout: 30_000 }).not.toContain('error:')
}
