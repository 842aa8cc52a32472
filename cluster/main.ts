import { type ClusterArguments, parseArguments, usage } from './arguments.ts'
import { ClusterError } from './cluster-error.ts'
import { type ClusterInfo, userNames } from './cluster-info.ts'
import { clusterDown, clusterStatus, clusterUp } from './lifecycle.ts'
import { progress } from './progress.ts'

/** Runs one command line and gives the exit code. People read stderr; stdout has the JSON line alone. */
async function main(argv: readonly string[]): Promise<number> {
  const { command, json, fresh } = parseArguments(argv)
  if (command === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if (command === 'down') {
    await clusterDown()
    progress('The cluster is gone.')
    return 0
  }
  const info = command === 'up' ? await clusterUp({ fresh }) : await clusterStatus()
  if (info === undefined) {
    progress('No cluster runs. Start one with `npm run cluster -- up`.')
    return 1
  }
  print(info, json)
  return 0
}

function print(info: ClusterInfo, json: ClusterArguments['json']): void {
  if (json) process.stdout.write(`${JSON.stringify(info)}\n`)
  else progress(summary(info))
}

function summary(info: ClusterInfo): string {
  const users = userNames.map(name => `  ${name.padEnd(9)} KUBECONFIG=${info.kubeconfigs[name]}`)
  return [`Kubernetes ${info.version} (${info.provider}) runs at ${info.server}, node ${info.node}. Be any of the demo users with`, ...users].join('\n')
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.on(signal, () => process.exit(code))
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof ClusterError)) throw error
  progress(error.message)
  process.exitCode = error.exitCode
}
