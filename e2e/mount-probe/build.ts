import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleServer } from '../../scripts/bundle-server.ts'
import { checkBuild } from '../../scripts/check-build.ts'
import { compressAssets } from '../../scripts/compress-assets.ts'
import { hashInputs } from '../../scripts/input-hash.ts'
import { repositoryRoot as root } from '../../scripts/steps.ts'
import { relateStyleAddresses } from '../../scripts/style-addresses.ts'

const source = join(root, 'e2e/mount-probe')
const output = join(root, 'dist/mount-probe')
const stamp = join(output, '.inputs')
/** What the pages are made of, and what the server around them is. */
const pageInputs = ['app', 'components', 'public', 'next.config.mjs', 'tsconfig.json', 'build.ts'].map(name => `e2e/mount-probe/${name}`)
const sharedInputs = [
  'next.config.mjs',
  'server/base-path',
  'tsconfig.json',
  'package-lock.json',
  'scripts/check-build.ts',
  'scripts/compress-assets.ts',
  'scripts/style-addresses.ts',
]

/**
 * Builds the probe with the product's own configuration and steps into a folder beside the product's (never inside it),
 * unless its pages are there already, made of the same inputs. Resolves to that folder; `server.mjs` in it runs the probe.
 */
export async function buildProbe(): Promise<string> {
  const hash = hashInputs(root, [...pageInputs, ...sharedInputs])
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    await buildPages()
    writeFileSync(stamp, hash)
  }
  // A second's work, and the server is what changes most.
  await bundleServer(join(source, 'server.ts'), join(output, 'server.mjs'))
  return output
}

async function buildPages(): Promise<void> {
  process.stderr.write('Building the mount probe (next build)…\n')
  const next = spawnSync(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: source,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (next.status !== 0) throw new Error('next build of the mount probe failed; its output stands above')
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const notNeeded = ['cache', 'build', 'diagnostics', 'types'].map(name => join(source, '.next', name))
  cpSync(join(source, '.next'), join(output, '.next'), { recursive: true, filter: path => !notNeeded.includes(path) })
  relateStyleAddresses(join(output, '.next'))
  checkBuild(join(output, '.next'))
  cpSync(join(source, 'public'), join(output, 'public'), { recursive: true })
  await Promise.all([join(output, '.next/static'), join(output, 'public')].map(compressAssets))
}
