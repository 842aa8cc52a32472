import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The folder that `.kube` is in, as client-go's homedir.HomeDir: HOME; on Windows the first of HOME, HOMEDRIVE+HOMEPATH and
 * USERPROFILE that has a kubeconfig, else the first of HOME, USERPROFILE and HOMEDRIVE+HOMEPATH that may be written to, else
 * that exists, else that is set.
 */
export function homeFolder(env: Env, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return env['HOME'] || homedir()
  const [home, profile] = [env['HOME'], env['USERPROFILE']]
  const drive = env['HOMEDRIVE'] && env['HOMEPATH'] ? `${env['HOMEDRIVE']}${env['HOMEPATH']}` : undefined
  const set = (folders: Array<string | undefined>) => folders.filter((folder): folder is string => folder !== undefined && folder !== '')
  const withKubeconfig = set([home, drive, profile]).find(folder => existsSync(join(folder, '.kube', 'config')))
  const known = set([home, profile, drive])
  return withKubeconfig ?? known.find(isWritableFolder) ?? known.find(folder => existsSync(folder)) ?? known[0] ?? homedir()
}

function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}
