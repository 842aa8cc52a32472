import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { binaryCacheDir } from '../cluster/state-paths.ts'

/** Where `ensureNginx` puts Debian's nginx: the package is unpacked there and not installed, since installing it starts a web server on port 80. */
const unpackedDir = join(binaryCacheDir(), 'nginx')

/** The nginx of the tests: one on the PATH or where Debian has it, else the unpacked one; undefined where there is none. */
export function nginxProgram(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':').filter(Boolean), '/usr/sbin', join(unpackedDir, 'usr/sbin')]
  return folders.map(folder => join(folder, 'nginx')).find(path => existsSync(path))
}

/** An nginx for the tests. Throws where none can be had, with what to do. */
export async function ensureNginx(): Promise<void> {
  if (nginxProgram() !== undefined) return
  if (!existsSync('/usr/bin/apt-get')) throw new Error('no nginx for the tests: install one (it is looked for on the PATH and in /usr/sbin)')
  mkdirSync(dirname(unpackedDir), { recursive: true })
  const work = mkdtempSync(`${unpackedDir}-`)
  try {
    if (!download(work)) throw new Error('no nginx for the tests: `apt-get download nginx` failed, see above; install Debian’s nginx by hand')
    const archive = readdirSync(work).find(name => name.endsWith('.deb'))
    if (archive === undefined || !runIn(work, 'dpkg-deb', ['-x', archive, 'root']))
      throw new Error('Debian’s nginx was downloaded and could not be unpacked, see above')
    renameSync(join(work, 'root'), unpackedDir)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  if (nginxProgram() === undefined) throw new Error('Debian’s package nginx holds no program here; install nginx by hand')
}

function runIn(cwd: string, command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] }).status === 0
}

/** With the package lists there are, else with new ones, which takes root. */
function download(dir: string): boolean {
  const fetched = (): boolean => runIn(dir, 'apt-get', ['download', '-q', 'nginx'])
  return fetched() || (process.getuid?.() === 0 && runIn(dir, 'apt-get', ['update', '-q']) && fetched())
}
