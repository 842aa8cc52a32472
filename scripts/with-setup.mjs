// First step of every npm script, on whatever Node a machine has: installs what package-lock.json says when that is not
// what lies in node_modules, then runs the given TypeScript entry on the Node of devDependencies.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [entry, ...args] = process.argv.slice(2)

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
const stamp = join(root, 'node_modules', '.latchkey-lock')
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const installed = existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock
if (!installed) {
  process.stderr.write('Installing dependencies (npm install)…\n')
  // Not `npm ci`: it refuses a lock file without the optional packages of platforms that a registry does not serve.
  // The versions are those of the lock file all the same. stdout belongs to the entry, so npm's goes to stderr.
  const install = spawnSync('npm', ['install', '--no-save', '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (install.status !== 0) {
    process.stderr.write('npm install failed; see above. Check the network and run the same command again.\n')
    process.exit(1)
  }
  writeFileSync(stamp, lock)
}

const child = spawn(node, [join(root, entry), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`, NEXT_TELEMETRY_DISABLED: '1' },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// A SIGTERM to npm ends npm and its shell without a word to us; being orphaned is the only sign of it.
const parent = process.ppid
setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)))
