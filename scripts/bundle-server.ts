import { join } from 'node:path'
import { build } from 'esbuild'
import { repositoryRoot } from './steps.ts'

/** One file from a server's TypeScript entry; `next` stays what lies in node_modules beside it. */
export async function bundleServer(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
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
