/** What `npm run demo` was asked for. */
export type DemoOptions = {
  /** print the address instead of opening a browser */
  noBrowser: boolean
  /** one JSON line on stdout once the dashboard answers */
  json: boolean
  /** leave the cluster running at the end */
  keepCluster: boolean
}

export type ParsedArgv = { kind: 'run'; options: DemoOptions } | { kind: 'help' } | { kind: 'refused'; message: string }

export const demoUsage = `Usage: npm run demo [-- FLAGS]

Brings up a real Kubernetes on this machine, installs Latchkey and believable content, and opens the dashboard as admin.
Stays up until Ctrl-C, then removes the cluster.

  --no-browser    print the address instead of opening a browser
  --json          print {"url","mount","kubeconfigs"} on stdout once the dashboard answers; all else goes to stderr
  --keep-cluster  leave the cluster running at the end (\`npm run cluster -- down\` removes it)
  --help          this text`

const flags: Record<string, keyof DemoOptions> = { '--no-browser': 'noBrowser', '--json': 'json', '--keep-cluster': 'keepCluster' }

/** Reads the arguments after the entry's name; unknown ones are refused, never ignored. */
export function parseDemoArgv(argv: readonly string[]): ParsedArgv {
  const options: DemoOptions = { noBrowser: false, json: false, keepCluster: false }
  for (const argument of argv) {
    if (argument === '--help' || argument === '-h') return { kind: 'help' }
    const option = Object.hasOwn(flags, argument) ? flags[argument] : undefined
    if (option === undefined) {
      return { kind: 'refused', message: `The demo does not know ${JSON.stringify(argument)}. Flags come after \`--\`: npm run demo -- --no-browser.` }
    }
    options[option] = true
  }
  return { kind: 'run', options }
}
