import { dirname, isAbsolute, resolve, sep } from 'node:path'
import type { ClusterEntry, UserEntry } from './schema.ts'

/** Paths in a kubeconfig are relative to the file that they stand in, not to the working directory (client-go ResolveLocalPaths). */
export function resolveClusterPaths(cluster: ClusterEntry, file: string): ClusterEntry {
  return { ...cluster, 'certificate-authority': against(file, cluster['certificate-authority']) }
}

export function resolveUserPaths(user: UserEntry, file: string): UserEntry {
  return {
    ...user,
    'client-certificate': against(file, user['client-certificate']),
    'client-key': against(file, user['client-key']),
    tokenFile: against(file, user.tokenFile),
    exec: user.exec && { ...user.exec, command: againstIfPath(file, user.exec.command) },
  }
}

function against(file: string, path: string | undefined): string | undefined {
  return path === undefined || isAbsolute(path) ? path : resolve(dirname(file), path)
}

/** A bare command name is looked up in PATH; one with a separator is a path. */
function againstIfPath(file: string, command: string | undefined): string | undefined {
  return command?.includes(sep) ? against(file, command) : command
}
