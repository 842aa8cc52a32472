import { accessSync, constants, statSync } from 'node:fs'
import { basename, delimiter, isAbsolute, join, normalize, resolve } from 'node:path'
import { kubeconfigError } from './kubeconfig-error.ts'

/** client-go's PluginPolicy. Entries of an allowlist are commands as a kubeconfig names them, or paths of executables. */
export type PluginPolicy = { type: 'AllowAll' } | { type: 'DenyAll'; file: string } | { type: 'Allowlist'; file: string; allowlist: readonly string[] }

type Env = Readonly<Record<string, string | undefined>>

/** The rules of client-go's ValidatePluginPolicy: a policy that was mistyped must not let everything run. @throws KUBECONFIG_INVALID */
export function checkPolicy(type: string, allowlist: readonly string[] | null, file: string): PluginPolicy {
  const fail = (problem: string, hint: string) => kubeconfigError(`The preferences ${file} ${problem}.`, hint)
  if (type === '' || type === 'AllowAll' || type === 'DenyAll') {
    if (allowlist !== null) {
      throw fail(`have a credentialPluginAllowlist, but not the policy Allowlist`, 'Set credentialPluginPolicy: Allowlist, or remove the list.')
    }
    return type === 'DenyAll' ? { type, file } : { type: 'AllowAll' }
  }
  if (type !== 'Allowlist') throw fail(`have the unknown credentialPluginPolicy "${type}"`, 'Set it to AllowAll, DenyAll or Allowlist.')
  if (allowlist === null || allowlist.length === 0) {
    throw fail('have the credentialPluginPolicy Allowlist without a credentialPluginAllowlist', 'List commands, or set the policy to DenyAll.')
  }
  const odd = allowlist.find(command => command === '' || normalize(command) !== command)
  if (odd !== undefined) throw fail(`allow "${odd}", which is no normal path`, 'Write the command, or its path without `.` and `..`.')
  return { type, file, allowlist }
}

/**
 * The executable to run for a plugin's command, by our own PATH: that of the kubeconfig's `env` is the plugin's alone. Null
 * where there is none. @throws KUBECONFIG_INVALID when the policy does not let it run
 */
export function permittedExecutable(policy: PluginPolicy, command: string, env: Env): string | null {
  if (policy.type === 'AllowAll') return lookUp(command, env)
  const refuse = () =>
    kubeconfigError(
      `The credential plugin ${command} is not allowed by the credentialPluginPolicy ${policy.type} of ${policy.file}.`,
      policy.type === 'DenyAll' ? 'Set the policy to Allowlist and list it, if you trust it.' : 'Add it to credentialPluginAllowlist, if you trust it.',
    )
  if (policy.type === 'DenyAll') throw refuse()
  const executable = lookUp(command, env)
  if (policy.allowlist.includes(normalize(command))) return executable
  if (executable === null) throw refuse()
  const allowed = policy.allowlist.filter(entry => basename(entry) === basename(executable)).map(entry => lookUp(entry, env))
  if (policy.allowlist.includes(executable) || allowed.includes(executable)) return executable
  throw refuse()
}

/** Where PATH has a command; a path is itself. Null for what cannot be executed. */
function lookUp(command: string, env: Env): string | null {
  const endings = process.platform === 'win32' ? ['', ...(env['PATHEXT'] || '.COM;.EXE;.BAT;.CMD').split(';')] : ['']
  const folders = /[/\\]/.test(command) ? [''] : (env['PATH'] ?? '').split(delimiter).filter(folder => isAbsolute(folder))
  for (const folder of folders) {
    for (const ending of endings) {
      const path = folder === '' ? resolve(`${command}${ending}`) : join(folder, `${command}${ending}`)
      if (isExecutable(path)) return path
    }
  }
  return null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
