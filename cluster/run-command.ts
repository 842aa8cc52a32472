import { type ChildProcess, spawn } from 'node:child_process'
import { ClusterError } from './cluster-error.ts'

export interface RunOptions {
  /** Text for the command's stdin; none means no stdin. */
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly timeoutSeconds?: number
  /** Show the command's stderr as it comes (progress of long commands). */
  readonly showProgress?: boolean
}

export interface RunResult {
  /** null when the command could not be started or was killed. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Debian keeps iptables, ip and mount helpers where a user's PATH may not look. */
export const systemPath = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`

const running = new Set<ChildProcess>()
// Ctrl-C must not leave, say, a build at work.
process.on('exit', () => {
  for (const child of running) child.kill()
})

/** Runs a command to its end and never throws: a command that is missing has exitCode null and says so in stderr. */
export function tryCommand(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...(options.env ?? process.env), PATH: systemPath },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    running.add(child)
    // spawn's own timeout holds the process up when the command is missing.
    const timer = options.timeoutSeconds === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.timeoutSeconds * 1000)
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
    })
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk
      if (options.showProgress) process.stderr.write(chunk)
    })
    // A command that exits without reading its input closes the pipe; its exit code tells more than EPIPE.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
    const end = (result: RunResult) => {
      running.delete(child)
      clearTimeout(timer)
      resolve(result)
    }
    child.on('error', error => end({ exitCode: null, stdout, stderr: error.message }))
    child.on('close', exitCode => end({ exitCode, stdout, stderr }))
  })
}

/**
 * Runs a command to its end and gives its stdout.
 * @throws ClusterError naming the command, with what it wrote to stderr, when it fails.
 */
export async function runCommand(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await tryCommand(command, args, options)
  if (result.exitCode === 0) return result.stdout
  const words = [command, ...args].join(' ')
  const shown = words.length > 200 ? `${words.slice(0, 200)}…` : words
  throw new ClusterError(`${shown} failed (${result.exitCode ?? 'killed or not started'}): ${(result.stderr || result.stdout).trim().slice(-2000)}`)
}
