import type { Command } from 'commander'
import { parsePort } from '../option-values.ts'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'

/** dashboard, proxy. */
export function addDashboardCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('dashboard')
    .description('open the dashboard in a browser, signed in; stays up until Ctrl-C')
    .option('--no-browser', 'print the address instead of opening it; -o json prints {"url"}')
    .option('--port <port>', 'local port; 0 takes any that is free', parsePort, 0)
    .action((options: { browser: boolean; port: number }, command: Command) =>
      dispatch({
        command: 'dashboard',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json'], 'text'),
        port: options.port,
        openBrowser: options.browser,
      }),
    )
  program
    .command('proxy')
    .description('serve Latchkey on a local port without signing in; stays up until Ctrl-C')
    .option('--port <port>', 'local port; 0 takes any that is free', parsePort, 0)
    .action((options: { port: number }, command: Command) =>
      dispatch({ command: 'proxy', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text'), port: options.port }),
    )
}
