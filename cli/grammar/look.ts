import type { Command } from 'commander'
import { AppError } from '../../lib/errors/app-error.ts'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'
import { splitKind } from './split-kind.ts'

/** tree, events, search. */
export function addLookCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('tree')
    .description('show what an object owns, and what that owns, with the health of each')
    .argument('<kind>', 'kind, plural or short name, or KIND/NAME')
    .argument('[name]', 'the object')
    .action((kind: string, name: string | undefined, _options: unknown, command: Command) => {
      const of = splitKind('tree', kind, name ?? null)
      if (of.name === null) throw new AppError('USAGE', 'tree takes KIND NAME.')
      return dispatch({ command: 'tree', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text'), kind: of.kind, name: of.name })
    })
  program
    .command('events')
    .description('show what happened, as `kubectl events` does; of one object where it is named')
    .argument('[kind]', 'kind, plural or short name, or KIND/NAME')
    .argument('[name]', 'the object')
    .action((kind: string | undefined, name: string | undefined, _options: unknown, command: Command) => {
      const of = kind === undefined ? { kind: null, name: null } : splitKind('events', kind, name ?? null)
      if (of.kind !== null && of.name === null) throw new AppError('USAGE', 'events takes KIND NAME, or nothing for all of the namespace.')
      return dispatch({ command: 'events', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text'), ...of })
    })
  program
    .command('search')
    .description('find objects of all kinds by words in their names and namespaces')
    .argument('<text>', 'words, each of which has to occur')
    .action((text: string, _options: unknown, command: Command) =>
      dispatch({ command: 'search', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text'), text }),
    )
}
