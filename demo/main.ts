import { type DemoOptions, demoUsage, parseDemoArgv } from './argv.ts'
import { bringUp, removeCluster } from './bring-up.ts'
import { DemoFailure } from './failure.ts'
import { createSteps, logToStderr, type Steps } from './steps.ts'

const interrupted = new Error('interrupted')

/** Brings everything up and stays until SIGINT or SIGTERM; then, and after a failure, leaves nothing running. Returns the exit code. */
async function demo(options: DemoOptions): Promise<number> {
  const stopper = new AbortController()
  const stop = () => stopper.abort(interrupted)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // Whoever kills the parent outright means the demo too, and no signal tells it.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 500).unref()
  const steps = createSteps(logToStderr, stopper.signal)
  const code = await upUntilStopped(options, steps, stopper).catch(explain)
  if (options.keepCluster) return code
  return steps.end('Removing the cluster', removeCluster).then(() => code, explain)
}

function explain(thrown: unknown): number {
  if (thrown === interrupted) return 130
  logToStderr(thrown instanceof Error ? thrown.message : String(thrown))
  return 1
}

async function upUntilStopped(options: DemoOptions, steps: Steps, stopper: AbortController): Promise<number> {
  const { cluster, dashboard } = await bringUp(options, steps, stopper)
  const stopped = Promise.withResolvers<undefined>()
  stopper.signal.addEventListener('abort', () => stopped.resolve(undefined), { once: true })
  logToStderr(
    `The demo is up after ${steps.elapsedSeconds().toFixed(0)} s. Ctrl-C ends it${options.keepCluster ? '; the cluster stays' : ' and removes the cluster'}.`,
  )
  logToStderr(
    'Real: Kubernetes, the Prometheus operator, its config reloader, Alertmanager. Stand-ins: Prometheus itself and the services of shop and payments.',
  )
  logToStderr('Of Istio, cert-manager and Cilium there are the definitions and objects only; their statuses and events are written by the demo.')
  logToStderr('To be someone else: npx latchkey dashboard --kubeconfig FILE, with one of')
  for (const [user, path] of Object.entries(cluster.kubeconfigs)) logToStderr(`  ${user}: ${path}`)
  const machineLine = JSON.stringify({ url: dashboard.urlBelowMount, mount: dashboard.mount, kubeconfigs: cluster.kubeconfigs })
  process.stdout.write(options.json ? `${machineLine}\n` : `Dashboard: ${dashboard.url}\n`)
  const endedWith = await Promise.race([dashboard.ended, stopped.promise])
  await dashboard.stop()
  if (stopper.signal.aborted) return 0
  throw new DemoFailure('Dashboard', `latchkey dashboard ended by itself with code ${endedWith}.`, 'Read its last lines above and run `npm run demo` again.')
}

const parsed = parseDemoArgv(process.argv.slice(2))
if (parsed.kind === 'help') {
  process.stdout.write(`${demoUsage}\n`)
} else if (parsed.kind === 'refused') {
  logToStderr(`${parsed.message}\n\n${demoUsage}`)
  process.exitCode = 2
} else {
  process.exitCode = await demo(parsed.options)
}
