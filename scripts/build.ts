import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleServer } from './bundle-server.ts'
import { checkBuild } from './check-build.ts'
import { compressAssets } from './compress-assets.ts'
import { writeFirstLoad } from './first-load.ts'
import { hashInputs } from './input-hash.ts'
import { repositoryRoot as root } from './steps.ts'
import { relateStyleAddresses } from './style-addresses.ts'

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
  'scripts/bundle-server.ts',
  'scripts/check-build.ts',
  'scripts/compress-assets.ts',
  'scripts/first-load.ts',
  'scripts/style-addresses.ts',
]

/** The built product: `dir` runs with `node server.mjs`; `hash` names its inputs. */
export type Build = { dir: string; hash: string }

/** Builds pages and server into dist/app, unless what lies there was built from the same inputs. All output on stderr. */
export async function build(): Promise<Build> {
  const hash = hashInputs(root, inputs)
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
  relateStyleAddresses(join(appDir, '.next'))
  checkBuild(join(appDir, '.next'))
  cpSync(join(root, 'public'), join(appDir, 'public'), { recursive: true })
  writeFirstLoad(join(root, '.next'), join(appDir, 'public'))
  // Next's generated server is not ours; two entries would be one too many.
  rmSync(join(appDir, 'server.js'), { force: true })
  await Promise.all([join(appDir, '.next/static'), join(appDir, 'public')].map(compressAssets))
  await bundleServer(join(root, 'server/main.ts'), join(appDir, 'server.mjs'))
  writeFileSync(stamp, hash)
  return { dir: appDir, hash }
}

if (import.meta.main) await build()
