import { Agent, request } from 'undici'
import { latchkey, startTunnel } from '../e2e/latchkey.ts'
import { startKubectlProxy } from '../e2e/mounts/kubectl-proxy.ts'
import { adminAccess, adminAgent, impersonatedAccess } from './kube-access.ts'
import { startServer } from './server-process.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'

type Way = { name: string; url: string; headers: Record<string, string> | string[]; dispatcher: Agent }

const path = '/apis/networking.istio.io/v1/namespaces/shop/virtualservices/reviews'

/**
 * One GET of one object, by turns on every way, each over one kept-alive connection. `impersonated`: what the kube-apiserver
 * takes for the headers that Latchkey sends, without Latchkey. `server`: this checkout's process alone, a hop like `kubectl
 * proxy`; `tunnel` is the installed one with the CLI and the kube-apiserver's service proxy before it.
 */
export async function benchProxiedGet(rounds: number): Promise<string> {
  const { token } = JSON.parse(latchkey('admin', ['login', '-o', 'json']).stdout) as { token: string }
  const baseline = process.env['LATCHKEY_BENCH_BASELINE']
  const [tunnel, kubectlProxy, server, before] = await Promise.all([
    startTunnel('admin', 'proxy'),
    startKubectlProxy(),
    startServer(),
    baseline ? startServer({ bundle: baseline }) : null,
  ])
  const session = { 'x-latchkey-session': token }
  const plain = (): Agent => new Agent({ connections: 1 })
  const ways: Way[] = [
    { name: 'kube-apiserver', url: adminAccess.server + path, headers: {}, dispatcher: adminAgent(1) },
    { name: 'kube-apiserver, impersonated', url: adminAccess.server + path, ...impersonatedAccess(1) },
    { name: 'kubectl proxy', url: kubectlProxy.origin + path, headers: {}, dispatcher: plain() },
    { name: 'Latchkey, server', url: `${server.origin}/api/k8s${path}`, headers: session, dispatcher: plain() },
    ...(before ? [{ name: 'Latchkey, baseline', url: `${before.origin}/api/k8s${path}`, headers: session, dispatcher: plain() }] : []),
    { name: 'Latchkey, tunnel', url: `${tunnel.mount}/api/k8s${path}`, headers: session, dispatcher: plain() },
  ]
  const samples = new Map(ways.map(({ name }) => [name, [] as number[]]))
  try {
    for (let round = -50; round < rounds; round += 1) {
      for (const way of ways) {
        const ms = await timedGet(way)
        if (round >= 0) samples.get(way.name)?.push(ms)
      }
    }
  } finally {
    await Promise.all([kubectlProxy.stop(), tunnel.stop(), server.stop(), before?.stop()])
    await Promise.all(ways.map(way => way.dispatcher.close()))
  }
  const ratio = (series: readonly number[], to: string): string => pairedRatio(series, samples.get(to) ?? []).toFixed(2)
  return formatTable(
    [`GET one object, ${rounds} rounds`, 'p50 ms', 'p95 ms', '× kubectl proxy', '× kube-apiserver', '× impersonated'],
    [...samples].map(([name, series]) => {
      const { p50, p95 } = summarize(series)
      const ratios = ['kubectl proxy', 'kube-apiserver', 'kube-apiserver, impersonated'].map(to => ratio(series, to))
      return [name, p50.toFixed(2), p95.toFixed(2), ...ratios]
    }),
  )
}

async function timedGet(way: Way): Promise<number> {
  const startedMs = performance.now()
  const { statusCode, body } = await request(way.url, { headers: way.headers, dispatcher: way.dispatcher })
  await body.text()
  if (statusCode !== 200) throw new Error(`${way.name} answered ${statusCode}`)
  return performance.now() - startedMs
}
