import { basename, dirname, join } from 'node:path'
import { build } from 'esbuild'
import { repositoryRoot } from './steps.ts'

/** Of schema-worker.ts and read-yaml.ts, which look for them beside the bundle that they are part of. */
const threads = ['lib/server/graphql/schema/schema-thread.ts', 'lib/server/graphql/mutations/yaml-thread.ts']

/**
 * One file (`outfile`, an .mjs) from a server's TypeScript entry, and beside it the threads that it starts; `next` stays what lies in
 * node_modules there.
 */
export async function bundleServer(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: {
      [basename(outfile, '.mjs')]: entry,
      ...Object.fromEntries(threads.map(thread => [basename(thread, '.ts'), join(repositoryRoot, thread)])),
    },
    outdir: dirname(outfile),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['next'],
    sourcemap: 'linked',
    logLevel: 'warning',
    alias: { 'server-only': join(repositoryRoot, 'scripts/empty-module.ts') },
    // Some dependencies are CommonJS and call require() for Node's own modules.
    banner: { js: "import { createRequire as latchkeyRequire } from 'node:module'; const require = latchkeyRequire(import.meta.url);" },
  })
}
