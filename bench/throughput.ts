import { latchkey } from '../e2e/latchkey.ts'
import { startKubectlProxy } from '../e2e/mounts/kubectl-proxy.ts'
import { putLoad, type Target } from './load.ts'
import { startServer } from './server-process.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'

/**
 * Requests per second of CPU of the hop itself: `kubectl proxy` and this checkout's server by turns, `inFlight` requests at
 * any time for `seconds` in each of `turns` turns. The kube-apiserver and this process share the machine, so requests per second say little.
 */
export async function benchThroughput(path: string, what: string, { inFlight = 16, seconds = 2, turns = 9, warmUp = 3_000 } = {}): Promise<string> {
  const { token } = JSON.parse(latchkey('admin', ['login', '-o', 'json']).stdout) as { token: string }
  const baseline = process.env['LATCHKEY_BENCH_BASELINE']
  const [kubectlProxy, server, before] = await Promise.all([startKubectlProxy(), startServer(), baseline ? startServer({ bundle: baseline }) : null])
  const headers = { 'x-latchkey-session': token }
  const targets: Target[] = [
    { name: 'kubectl proxy', url: kubectlProxy.origin + path, headers: {}, pid: kubectlProxy.pid },
    { name: 'Latchkey, server', url: `${server.origin}/api/k8s${path}`, headers, pid: server.pid },
    ...(before ? [{ name: 'Latchkey, baseline', url: `${before.origin}/api/k8s${path}`, headers, pid: before.pid }] : []),
  ]
  const rows = new Map(targets.map(({ name }) => [name, { perCpuSecond: [] as number[], perSecond: [] as number[], cores: [] as number[] }]))
  try {
    // Until V8 has compiled what is hot, each answer costs several times as much; a server that lasts is past that.
    for (const target of targets) for (let answers = 0; answers < warmUp; ) answers += (await putLoad(target, inFlight, 2)).answers
    for (let turn = 0; turn < turns; turn += 1)
      for (const target of targets) {
        const { perCpuSecond, perSecond, cores } = await putLoad(target, inFlight, seconds)
        const row = rows.get(target.name)
        row?.perCpuSecond.push(perCpuSecond)
        row?.perSecond.push(perSecond)
        row?.cores.push(cores)
      }
  } finally {
    await Promise.all([kubectlProxy.stop(), server.stop(), before?.stop()])
  }
  const proxy = rows.get('kubectl proxy')?.perCpuSecond ?? []
  return formatTable(
    [`${what}, ${inFlight} in flight, ${turns} × ${seconds} s`, 'per CPU second', '× kubectl proxy', 'per second', 'cores'],
    [...rows].map(([name, { perCpuSecond, perSecond, cores }]) => {
      const { p50 } = summarize(perCpuSecond)
      return [name, p50.toFixed(0), pairedRatio(perCpuSecond, proxy).toFixed(2), summarize(perSecond).p50.toFixed(0), summarize(cores).p50.toFixed(2)]
    }),
  )
}
