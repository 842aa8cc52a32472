import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import { parse } from 'yaml'
import { cluster } from '../e2e/cluster.ts'
import { latchkey, startTunnel } from '../e2e/latchkey.ts'
import { startKubectlProxy } from '../e2e/mounts/kubectl-proxy.ts'
import { podOrigin } from '../e2e/pods.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'

type Way = { name: string; url: string; headers: Record<string, string>; dispatcher: Agent }

/**
 * One GET of one object, by turns on every way, each over one kept-alive connection. `pod` is the server alone (a hop
 * like `kubectl proxy`); `tunnel` adds the CLI and the kube-apiserver's service proxy before it.
 */
export async function benchProxiedGet(rounds: number): Promise<string> {
  const path = '/apis/networking.istio.io/v1/namespaces/shop/virtualservices/reviews'
  const admin = parse(readFileSync(cluster.kubeconfigs.admin, 'utf8')) as AdminKubeconfig
  const decode = (text: string): string => Buffer.from(text, 'base64').toString()
  const { token } = JSON.parse(latchkey('admin', ['login', '-o', 'json']).stdout) as { token: string }
  const tunnel = await startTunnel('admin', 'proxy')
  const kubectlProxy = await startKubectlProxy()
  const session = { 'x-latchkey-session': token }
  const plain = (): Agent => new Agent({ connections: 1 })
  const ways: Way[] = [
    {
      name: 'kube-apiserver',
      url: admin.clusters[0].cluster.server + path,
      headers: {},
      dispatcher: new Agent({
        connections: 1,
        connect: {
          ca: decode(admin.clusters[0].cluster['certificate-authority-data']),
          cert: decode(admin.users[0].user['client-certificate-data']),
          key: decode(admin.users[0].user['client-key-data']),
        },
      }),
    },
    { name: 'kubectl proxy', url: kubectlProxy.origin + path, headers: {}, dispatcher: plain() },
    { name: 'Latchkey, pod', url: `${podOrigin()}/api/k8s${path}`, headers: session, dispatcher: plain() },
    { name: 'Latchkey, tunnel', url: `${tunnel.mount}/api/k8s${path}`, headers: session, dispatcher: plain() },
  ]
  const samples = ways.map(() => [] as number[])
  try {
    for (let round = -20; round < rounds; round += 1) {
      for (const [index, way] of ways.entries()) {
        const ms = await timedGet(way)
        if (round >= 0) samples[index]?.push(ms)
      }
    }
  } finally {
    await kubectlProxy.stop()
    await tunnel.stop()
    await Promise.all(ways.map(way => way.dispatcher.close()))
  }
  const proxy = samples[1] ?? []
  return formatTable(
    ['GET one object', 'p50 ms', 'p95 ms', '× kubectl proxy', '× kube-apiserver'],
    ways.map((way, index) => {
      const series = samples[index] ?? []
      const { p50, p95 } = summarize(series)
      return [way.name, p50.toFixed(2), p95.toFixed(2), pairedRatio(series, proxy).toFixed(2), pairedRatio(series, samples[0] ?? []).toFixed(2)]
    }),
  )
}

type AdminKubeconfig = {
  clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }]
  users: [{ user: { 'client-certificate-data': string; 'client-key-data': string } }]
}

async function timedGet(way: Way): Promise<number> {
  const startedMs = performance.now()
  const { statusCode, body } = await request(way.url, { headers: way.headers, dispatcher: way.dispatcher })
  await body.text()
  if (statusCode !== 200) throw new Error(`${way.name} answered ${statusCode}`)
  return performance.now() - startedMs
}
