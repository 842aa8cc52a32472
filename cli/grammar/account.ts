import type { Command } from 'commander'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'

/** login, logout, whoami. */
export function addAccountCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('login')
    .description('sign in anew and keep the session for the commands that follow; -o json prints its tokens')
    .option('--code', 'print a code to paste into the sign-in page of a browser instead; good once, for two minutes')
    .action((options: { code?: boolean }, command: Command) =>
      dispatch({ command: 'login', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text'), code: options.code ?? false }),
    )
  const commands = [
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
