import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './scripts/chromium.ts'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  // The specs share one cluster on two cores; those that disturb it (a killed pod, uninstall) come last by name.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json']],
  use: {
    launchOptions: chromiumLaunchOptions(),
    // Pictures of every step take as long as the steps, and its document half as long: LATCHKEY_TRACE_SNAPSHOTS=1 keeps those.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: process.env['LATCHKEY_TRACE_SNAPSHOTS'] === '1' },
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
  },
})
