import type { Command } from 'commander'
import { collect, parseVariables } from '../option-values.ts'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'

type QueryFlags = { file?: string; var?: string[]; variables?: string; operation?: string }

/** query, schema: the GraphQL API itself. */
export function addApiCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('query')
    .description('run a GraphQL operation as you and print its data; a subscription prints one line per change until Ctrl-C')
    .argument('[document]', 'the GraphQL document')
    .option('-f, --file <file>', 'read the document from this file; - for stdin')
    .option('--var <name=value>', 'a variable of the operation: JSON where it is JSON, else text; may be repeated', collect)
    .option('--variables <file>', 'read variables from this JSON file; --var goes before it')
    .option('--operation <name>', 'operation to run where the document has several')
    .addHelpText('after', queryHelp)
    .action((document: string | undefined, flags: QueryFlags, command: Command) =>
      dispatch({
        command: 'query',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json', 'yaml'], 'json'),
        document: document ?? null,
        file: flags.file ?? null,
        variables: parseVariables(flags.var ?? []),
        variablesFile: flags.variables ?? null,
        operation: flags.operation ?? null,
      }),
    )
  program
    .command('schema')
    .description('print the GraphQL schema of everything that the cluster serves, for code generation')
    .action((_options: unknown, command: Command) =>
      dispatch({ command: 'schema', global: readGlobalOptions(command), output: readOutput(command, ['sdl'], 'sdl') }),
    )
}

const queryHelp = `
Errors go to stderr, and the exit code is that of the first one; what else there is of the data is printed all the same.
A subscription that breaks off goes on where it was.`
