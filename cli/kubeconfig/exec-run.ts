import { spawn } from 'node:child_process'
import type { AppError } from '../../lib/errors/app-error.ts'
import { execFailure } from './exec-output.ts'
import type { ExecEntry } from './schema.ts'

/** More than any credential needs. */
const maxOutputBytes = 1_048_576

type PluginRun = { exec: ExecEntry; executable: string; info: string; interactive: boolean; env: Readonly<Record<string, string | undefined>> }

/** Runs the plugin and gives its stdout. Its stderr goes to ours, where it may show a code to type elsewhere. */
export function runPlugin({ exec, executable, info, interactive, env }: PluginRun): Promise<string> {
  const own = Object.fromEntries(exec.env.map(variable => [variable.name, variable.value ?? '']))
  return new Promise((resolve, reject) => {
    const child = spawn(executable, exec.args, {
      env: Object.assign(Object.create(null) as NodeJS.ProcessEnv, env, own, { KUBERNETES_EXEC_INFO: info }),
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    })
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.length > maxOutputBytes) child.kill()
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        // An interpreter that its first line names may be missing.
        error.code === 'ENOENT'
          ? notFound(exec, error)
          : execFailure(exec, `cannot be started (${error.code ?? error.message})`, 'Check that the file may be executed.', error),
      )
    })
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout)
      else
        reject(
          execFailure(exec, signal ? `was ended by ${signal}` : `failed with exit code ${code}`, 'What it wrote above says why; kubectl fails the same way.'),
        )
    })
  })
}

/** EXEC_PLUGIN_FAILED of a plugin that is not there, with the installHint of the kubeconfig. */
export function notFound(exec: ExecEntry, cause?: unknown): AppError {
  return execFailure(exec, 'is not found', notFoundHint(exec), cause)
}

function notFoundHint(exec: ExecEntry): string {
  if (exec.installHint === undefined) return 'Install it and put it in PATH.'
  // A kubeconfig from elsewhere shall not steer the terminal.
  return exec.installHint.replace(/[^\P{C}\t\n\v\f\r]/gu, char => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
}
