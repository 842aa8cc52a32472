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
  program
    .command('logout')
    .description('end the session that is kept for this cluster and user')
    .option('--everywhere', 'end every session of yours in this cluster, in browsers and on other computers too')
    .action((options: { everywhere?: boolean }, command: Command) =>
      dispatch({
        command: 'logout',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json'], 'text'),
        everywhere: options.everywhere ?? false,
      }),
    )
  program
    .command('whoami')
    .description('show who you are for Latchkey, how you proved it and until when; signs in when needed')
    .action((_options: unknown, command: Command) =>
      dispatch({ command: 'whoami', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text') }),
    )
}
