import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Commands and threads that tests start would each strip and compile our TypeScript anew: half of the time they take.
process.env['NODE_COMPILE_CACHE'] ??= new URL('./node_modules/.vitest-cache/compiled', import.meta.url).pathname

// The browser's modules hold what a tab knows, and their tests put a browser's globals around them.
const asPages = ['lib/client/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}']

export default defineConfig({
  test: {
    // Property tests are slow where the machine is busy; a limit is for what hangs.
    testTimeout: 30_000,
    // More than a small machine has cores: tests of streams, watches and time-outs wait about as much as they work.
    maxWorkers: Math.max(4, availableParallelism()),
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
