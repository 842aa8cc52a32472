import { type Command, Option } from 'commander'
import type { Via } from '../invocation.ts'
import { parsePort } from '../option-values.ts'
import { parseDashboardUrl } from './dashboard-url.ts'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'

/** dashboard, proxy. */
export function addDashboardCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('dashboard')
    .description('open the dashboard in a browser, signed in; stays up until Ctrl-C')
    .option('--no-browser', 'print the address instead of opening it; -o json prints {"url","mount"}, where scripts find the API below mount')
    .option('--port <port>', 'local port; 0 takes any that is free', parsePort, 0)
    .addOption(viaOption())
    .option(
      '--url <address>',
      'open the dashboard at this address, an ingress of Latchkey; signing in still goes through the kube-apiserver',
      parseDashboardUrl,
    )
    .addHelpText('after', viaHelp)
    .action((options: { browser: boolean; port: number; via: Via; url?: string }, command: Command) =>
      dispatch({
        command: 'dashboard',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json'], 'text'),
        port: options.port,
        openBrowser: options.browser,
        via: options.via,
        url: options.url ?? null,
      }),
    )
  program
    .command('proxy')
    .description('serve Latchkey on a local port without signing in; stays up until Ctrl-C')
    .option('--port <port>', 'local port; 0 takes any that is free', parsePort, 0)
    .addOption(viaOption())
    .addHelpText('after', viaHelp)
    .action((options: { port: number; via: Via }, command: Command) =>
      dispatch({
        command: 'proxy',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json'], 'text'),
        port: options.port,
        via: options.via,
      }),
    )
}

function viaOption(): Option {
  return new Option('--via <way>', 'how to reach Latchkey in the cluster').choices(['proxy', 'port-forward'] satisfies Via[]).default('proxy' satisfies Via)
}

const viaHelp = `
Ways to reach Latchkey:
  proxy         the service proxy of the kube-apiserver; \`latchkey install\` gives the right to it
  port-forward  a connection to one of Latchkey's pods, as \`kubectl port-forward\` makes it. In namespace latchkey-system it
                needs \`list\` of pods, and \`get\` and \`create\` of pods/portforward, which install gives to nobody`
