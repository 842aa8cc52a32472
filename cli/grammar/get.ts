import type { Command } from 'commander'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'

export function addGetCommand(program: Command, dispatch: Dispatch): void {
  program
    .command('get')
    .description('show objects as `kubectl get` does, through Latchkey, as you')
    .argument('<kind>', 'kind, plural or short name; with its group as virtualservices.networking.istio.io')
    .argument('[name]', 'one object instead of all')
    .option('-w, --watch', 'then print every change until Ctrl-C')
    .action((kind: string, name: string | undefined, flags: { watch?: boolean }, command: Command) =>
      dispatch({
        command: 'get',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json', 'yaml', 'name', 'wide'], 'table'),
        kind,
        name: name ?? null,
        watch: flags.watch ?? false,
      }),
    )
}
