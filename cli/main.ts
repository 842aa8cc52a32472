import { basename } from 'node:path'
import { CommanderError } from 'commander'
import { errorTable } from '../lib/errors/codes.ts'
import type { Invocation } from './invocation.ts'
import { createProcessTerminal } from './io/process-terminal.ts'
import { reportError } from './io/report-error.ts'
import type { Terminal } from './io/terminal.ts'
import { createProgram } from './program.ts'

const terminal = createProcessTerminal()
process.exitCode = await main(process.argv, terminal)

/** Understands the command line, runs the command, and turns every failure into text and an exit code. */
async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const output = { out: (text: string) => void terminal.stdout.write(text), err: (text: string) => void terminal.stderr.write(text) }
  let verbose = false
  const program = createProgram(calledName(argv[1] ?? ''), output, async invocation => {
    verbose = invocation.global.verbose
    await run(invocation, terminal)
  })
  if (argv.length <= 2) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync([...argv])
    return 0
  } catch (thrown) {
    // commander has said what is wrong by itself; its help is no error.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : errorTable.USAGE.exitCode
    return reportError(terminal, thrown, verbose)
  }
}

function calledName(path: string): string {
  return basename(path).startsWith('kubectl-') ? 'kubectl latchkey' : 'latchkey'
}

/** Commands are loaded when they are called: most need little of what all of them need. */
async function run(invocation: Invocation, terminal: Terminal): Promise<void> {
  switch (invocation.command) {
    case 'login':
      return (await import('./commands/login.ts')).login(invocation, terminal)
    case 'logout':
      return (await import('./commands/logout.ts')).logout(invocation, terminal)
    case 'whoami':
      return (await import('./commands/whoami.ts')).whoami(invocation, terminal)
    case 'dashboard':
      return (await import('./commands/dashboard.ts')).dashboard(invocation, terminal)
    case 'proxy':
      return (await import('./commands/proxy.ts')).proxy(invocation, terminal)
    case 'get':
      return (await import('./commands/get.ts')).get(invocation, terminal)
    case 'tree':
      return (await import('./commands/tree.ts')).tree(invocation, terminal)
    case 'events':
      return (await import('./commands/events.ts')).events(invocation, terminal)
    case 'search':
      return (await import('./commands/search.ts')).search(invocation, terminal)
    case 'query':
      return (await import('./commands/query.ts')).query(invocation, terminal)
    case 'schema':
      return (await import('./commands/schema.ts')).schema(invocation, terminal)
    case 'install':
      return (await import('./commands/install.ts')).install(invocation, terminal)
    case 'uninstall':
      return (await import('./commands/uninstall.ts')).uninstall(invocation, terminal)
    case 'status':
      return (await import('./commands/status.ts')).status(invocation, terminal)
    case 'version':
      return (await import('./commands/version.ts')).version(invocation, terminal)
  }
}
