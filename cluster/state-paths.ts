import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where everything about the machine's one cluster lies; every clone of the repository shares it. */
export function clusterStateDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(absoluteOr(env['XDG_STATE_HOME'], join(homedir(), '.local', 'state')), 'latchkey', 'cluster')
}

/** Where built binaries are kept, so that a fresh clone need not build them again. */
export function binaryCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(absoluteOr(env['XDG_CACHE_HOME'], join(homedir(), '.cache')), 'latchkey', 'bin')
}

/** The XDG specification says that a relative path in these variables is to be ignored. */
function absoluteOr(value: string | undefined, fallback: string): string {
  return value?.startsWith('/') ? value : fallback
}
