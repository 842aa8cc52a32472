import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const appDir = join(root, 'dist', 'app')
const stamp = join(appDir, '.latchkey-build')
const inputs = [
  'app',
  'components',
  'lib',
  'server',
  'public',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
  'package.json',
  'scripts/build.ts',
]

/** The built product: `dir` runs with `node server.mjs`; `hash` names its inputs. */
export type Build = { dir: string; hash: string }

/** Builds pages and server into dist/app, unless what lies there was built from the same inputs. All output on stderr. */
export async function build(): Promise<Build> {
  const hash = hashInputs()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { dir: appDir, hash }
  process.stderr.write('Building pages (next build)…\n')
  rmSync(appDir, { recursive: true, force: true })
  const next = spawnSync(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (next.status !== 0) throw new Error('next build failed; its output stands above')
  mkdirSync(appDir, { recursive: true })
  cpSync(join(root, '.next/standalone'), appDir, { recursive: true })
  cpSync(join(root, '.next/static'), join(appDir, '.next/static'), { recursive: true })
  if (existsSync(join(root, 'public'))) cpSync(join(root, 'public'), join(appDir, 'public'), { recursive: true })
  // Next's generated server is not ours; two entries would be one too many.
  rmSync(join(appDir, 'server.js'), { force: true })
  await bundleServer()
  writeFileSync(stamp, hash)
  return { dir: appDir, hash }
}

async function bundleServer(): Promise<void> {
  await bundle({
    entryPoints: [join(root, 'server/main.ts')],
    outfile: join(appDir, 'server.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['next'],
    sourcemap: 'linked',
    logLevel: 'warning',
    alias: { 'server-only': join(root, 'scripts/empty-module.ts') },
    // Some dependencies are CommonJS and call require() for Node's own modules.
    banner: { js: "import { createRequire as latchkeyRequire } from 'node:module'; const require = latchkeyRequire(import.meta.url);" },
  })
}

function hashInputs(): string {
  const hash = createHash('sha256')
  for (const input of inputs)
    for (const file of filesUnder(join(root, input)))
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0')
  return hash.digest('hex').slice(0, 16)
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => (/\.test\.tsx?$/.test(name) ? [] : filesUnder(join(path, name))))
}

if (import.meta.main) await build()
