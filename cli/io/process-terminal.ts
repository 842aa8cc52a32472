import type { Terminal } from './terminal.ts'

/** The terminal of this process. SIGINT ends it with 130 and SIGTERM with 143, unless a command that stays up takes them. */
export function createProcessTerminal(): Terminal {
  let stop: (() => void) | null = null
  const end = (exitCode: number) => () => (stop ? stop() : process.exit(exitCode))
  process.on('SIGINT', end(130))
  process.on('SIGTERM', end(143))
  // The launcher that runs us on another Node is gone, without a chance to say so.
  process.on('disconnect', end(143))
  process.channel?.unref()
  // A reader that closes early (`| head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    stdinIsTty: process.stdin.isTTY === true,
    env: process.env,
    onStop(handler) {
      stop = handler
      return () => {
        stop = null
      }
    },
  }
}
