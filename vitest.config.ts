import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Property tests are slow where the machine is busy; a limit is for what hangs.
    testTimeout: 30_000,
    // Vitest leaves one core alone, which would be half of a small machine.
    maxWorkers: '100%',
    // A fresh module graph per file takes longer than most files do; a test that changes what modules hold puts it back.
    isolate: false,
    include: ['{lib,cli,server,cluster,demo,scripts,components,app,bench}/**/*.test.{ts,tsx}'],
    environment: 'node',
    restoreMocks: true,
    server: { deps: { inline: ['server-only'] } },
    alias: { 'server-only': new URL('./scripts/empty-module.ts', import.meta.url).pathname },
  },
})
