import { ClusterError } from './cluster-error.ts'

export const usage = `usage: npm run cluster -- up [--fresh] [--json]   start the demo cluster, or reuse the one that runs
       npm run cluster -- down                 stop it and remove everything it made
       npm run cluster -- status [--json]      say whether it runs (exit code 1 if not)`

/** A command line of `npm run cluster`, understood. */
export interface ClusterArguments {
  readonly command: 'up' | 'down' | 'status' | 'help'
  readonly json: boolean
  /** Replace a running cluster instead of reusing it. */
  readonly fresh: boolean
}

/** @throws ClusterError with exit code 2 that names the offending word. */
export function parseArguments(argv: readonly string[]): ClusterArguments {
  const flags = argv.filter(word => word.startsWith('-'))
  const [command, ...extra] = argv.filter(word => !word.startsWith('-'))
  if (flags.includes('--help') || flags.includes('-h') || command === 'help') return { command: 'help', json: false, fresh: false }
  if (command === undefined) throw new ClusterError(`Say what to do with the cluster.\n${usage}`, 2)
  if (command !== 'up' && command !== 'down' && command !== 'status') throw new ClusterError(`Unknown command "${command}".\n${usage}`, 2)
  if (extra[0] !== undefined) throw new ClusterError(`Unexpected argument "${extra[0]}" after "${command}".\n${usage}`, 2)
  const known = command === 'up' ? ['--json', '--fresh'] : ['--json']
  const unknown = flags.find(flag => !known.includes(flag))
  if (unknown !== undefined) throw new ClusterError(`"${command}" has no flag ${unknown}.\n${usage}`, 2)
  return { command, json: flags.includes('--json'), fresh: flags.includes('--fresh') }
}
