import { Command } from 'commander'
import { addAccountCommands } from './grammar/account.ts'
import { addApiCommands } from './grammar/api.ts'
import { addClusterCommands } from './grammar/cluster.ts'
import { addDashboardCommands } from './grammar/dashboard.ts'
import type { Dispatch } from './grammar/dispatch.ts'
import { addGetCommand } from './grammar/get.ts'
import { addGlobalOptions } from './grammar/global-options.ts'
import { addLookCommands } from './grammar/look.ts'

export type ProgramOutput = { out: (text: string) => void; err: (text: string) => void }

/**
 * The command line's grammar. It understands and checks arguments, then hands one Invocation to `dispatch`; it does
 * nothing else. `name` is what the user called: `latchkey` or `kubectl latchkey`.
 */
export function createProgram(name: string, output: ProgramOutput, dispatch: Dispatch): Command {
  const program = new Command(name)
    .description('Opens the Latchkey dashboard of a cluster, signed in with the kubeconfig you already have.')
    .usage('COMMAND [flags]')
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError(`See \`${name} help\`.`)
    .helpCommand('help [command]', 'show what a command does and its flags')
    .helpOption('-h, --help', 'show this help')
  addGlobalOptions(program)
  addDashboardCommands(program, dispatch)
  addAccountCommands(program, dispatch)
  addGetCommand(program, dispatch)
  addLookCommands(program, dispatch)
  addApiCommands(program, dispatch)
  addClusterCommands(program, dispatch)
  program.addHelpText('after', exitCodes)
  return program
}

const exitCodes = `
Exit codes:
  0 done · 1 a fault of Latchkey · 2 the command line · 3 the kubeconfig · 4 the credential or session · 5 denied
  6 not found or not installed · 7 a conflict · 8 the cluster does not answer · 9 the port is in use · 10 the rollout failed`
