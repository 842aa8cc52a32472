#!/usr/bin/env node
// The launcher is plain JavaScript: the Node that starts it may be too old to run TypeScript.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { constants, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const self = realpathSync(fileURLToPath(import.meta.url))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 19)) {
  // Halves the time to start. In the user's own folder: whoever may write there could change the code that runs.
  nodeModule.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'latchkey', 'compiled'))
  await import(pathToFileURL(join(dirname(self), '..', 'main.ts')).href)
} else {
  const node = findNode(dirname(self))
  if (node === undefined) {
    process.stderr.write(
      `error: Latchkey needs Node.js 22.19 or newer, and this is ${process.versions.node}.\nInstall a newer one, or run \`npm run build\` in the checkout, which brings its own.\n`,
    )
    process.exit(1)
  }
  // The channel tells the child when this process is killed: a tunnel must not outlive the command that the user ended.
  // The name it was called by tells `kubectl latchkey` from `latchkey`.
  const child = spawn(node, [process.argv[1] ?? self, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    process.stderr.write(`error: cannot start ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15)))
}

/** The Node of npm's `node` package, in the nearest node_modules upward. */
function findNode(folder) {
  const candidate = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(candidate)) return candidate
  const parent = dirname(folder)
  return parent === folder ? undefined : findNode(parent)
}
