import type { Command } from 'commander'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'

/** login, logout, whoami. */
export function addAccountCommands(program: Command, dispatch: Dispatch): void {
  const commands = [
    ['login', 'sign in anew and keep the session for the commands that follow; -o json prints its tokens'],
    ['logout', 'end the session that is kept for this cluster and user'],
    ['whoami', 'show who you are for Latchkey, how you proved it and until when; signs in when needed'],
  ] as const
  for (const [name, description] of commands) {
    program
      .command(name)
      .description(description)
      .action((_options: unknown, command: Command) =>
        dispatch({ command: name, global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text') }),
      )
  }
}
