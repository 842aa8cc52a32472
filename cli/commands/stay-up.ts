import type { Terminal } from '../io/terminal.ts'

/** Resolves when the user ends the command with Ctrl-C or someone sends SIGTERM: a clean end, exit code 0. */
export function untilStopped(terminal: Terminal): Promise<void> {
  return new Promise(resolve => {
    const undo = terminal.onStop(() => {
      undo()
      resolve()
    })
  })
}
