import { defineConfig } from 'vitest/config'

// The browser's modules hold what a tab knows, and their tests put a browser's globals around them.
const asPages = ['lib/client/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}']

export default defineConfig({
  test: {
    // Property tests are slow where the machine is busy; a limit is for what hangs.
    testTimeout: 30_000,
    // Vitest leaves one core alone, which would be half of a small machine.
    maxWorkers: '100%',
    environment: 'node',
    restoreMocks: true,
    server: { deps: { inline: ['server-only'] } },
    alias: { 'server-only': new URL('./scripts/empty-module.ts', import.meta.url).pathname },
    projects: [
      { extends: true, test: { name: 'pages', include: asPages } },
      {
        extends: true,
        test: {
          name: 'modules',
          include: ['{lib,cli,server,cluster,demo,scripts,bench}/**/*.test.ts'],
          exclude: asPages,
          // A fresh module graph per file takes longer than most files do.
          isolate: false,
        },
      },
    ],
  },
})
