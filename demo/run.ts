import { spawn } from 'node:child_process'
import { basename } from 'node:path'

export type RunOptions = {
  /** text for the child's stdin; none by default */
  input?: string
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** ends the child with SIGTERM; the promise rejects once it is gone */
  signal?: AbortSignal
  /** pass the child's stderr on as it comes (progress of long commands) */
  showProgress?: boolean
  /** a process group of its own: a Ctrl-C at the terminal does not reach it */
  ownGroup?: boolean
}

/**
 * Runs a command to its end and returns its stdout.
 * @throws Error with the command's name and the end of its stderr when it cannot be started or ends with another code than 0
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { signal } = options
  if (signal?.aborted) return Promise.reject(signal.reason)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn(command, args, {
    detached: options.ownGroup ?? false,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(options.env && { env: options.env }),
    ...(options.cwd && { cwd: options.cwd }),
  })
  const stop = () => child.kill('SIGTERM')
  signal?.addEventListener('abort', stop, { once: true })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000)
    if (options.showProgress) process.stderr.write(text)
  })
  // A child that ends before it has read all its input is reported by its exit code, not by the broken pipe.
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input)
  child.on('error', reject)
  child.on('close', (code, killedBy) => {
    signal?.removeEventListener('abort', stop)
    if (signal?.aborted) reject(signal.reason)
    else if (code === 0) resolve(stdout)
    else reject(new Error(`${commandName(command, args)} ended with ${killedBy ?? `code ${code}`}: ${lastWords(stderr)}`))
  })
  return promise
}

/** Command and first argument, paths inside the checkout shortened. */
function commandName(command: string, args: readonly string[]): string {
  return `${basename(command)} ${relativeIfInside(args[0] ?? '')}`.trim()
}

function relativeIfInside(path: string): string {
  const inside = `${process.cwd()}/`
  return path.startsWith(inside) ? path.slice(inside.length) : path
}

/** What a command said last: the message of an uncaught error without its stack, else the last lines. */
export function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const thrown = lines.findLastIndex(line => /^\w*Error\b.*: /.test(line))
  const said = thrown === -1 ? lines.slice(-8) : lines.slice(thrown, thrown + 8)
  const stack = said.findIndex(line => /^\s+at /.test(line))
  return (stack === -1 ? said : said.slice(0, stack)).join('\n    ') || '(nothing on stderr)'
}
