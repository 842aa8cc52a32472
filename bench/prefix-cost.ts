import { Agent, request } from 'undici'
import { servicePath } from '../e2e/mounts/mount.ts'
import { headInsert } from '../server/head-insert.ts'
import { detectPrefix, stripPrefix } from '../server/prefix.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'

const path = '/resources/networking.istio.io/v1/virtualservices?namespace=shop'
const kinds = [
  { name: 'root', headers: {}, url: path, configured: '' },
  { name: 'tunnel (X-Forwarded-Prefix: /)', headers: { 'x-forwarded-prefix': '/', 'x-forwarded-uri': servicePath + path }, url: path, configured: '' },
  { name: 'service proxy (X-Forwarded-Uri)', headers: { 'x-forwarded-uri': servicePath + path }, url: path, configured: '' },
  { name: 'ingress (X-Forwarded-Prefix)', headers: { 'x-forwarded-prefix': '/team/dash' }, url: path, configured: '' },
  { name: 'configured, not stripped', headers: {}, url: `/unstripped${path}`, configured: '/unstripped' },
]

/** What a request costs for its mount inside the process: finding the prefix, taking it off, writing the head's insertion. */
export function benchPrefixCalls(calls: number): string {
  const rows = kinds.map(({ name, headers, url, configured }) => {
    const microseconds: number[] = []
    for (let batch = -2; batch < 10; batch += 1) {
      let bytes = 0
      const startedMs = performance.now()
      for (let call = 0; call < calls / 10; call += 1) {
        const prefix = detectPrefix(headers, url, configured)
        bytes += stripPrefix(url, prefix).length + headInsert(prefix, 'nonce').length
      }
      if (batch >= 0 && bytes > 0) microseconds.push(((performance.now() - startedMs) * 1000) / (calls / 10))
    }
    const { p50, max } = summarize(microseconds)
    return [name, p50.toFixed(2), max.toFixed(2)]
  })
  return formatTable(['prefix handling in the process', 'p50 µs', 'max'], rows)
}

/** The home page from the Service's own address, whole, with and without a mount told: no hop between, so what differs is the mount. */
export async function benchPrefixedPage(rounds: number, origin: string, session: Record<string, string>): Promise<string> {
  const dispatcher = new Agent({ connections: 1 })
  const ways = [
    { name: 'no mount', headers: {}, ms: [] as number[], bytes: 0 },
    { name: 'X-Forwarded-Prefix: /team/dash', headers: { 'x-forwarded-prefix': '/team/dash' }, ms: [] as number[], bytes: 0 },
    { name: 'X-Forwarded-Prefix: the service proxy’s', headers: { 'x-forwarded-prefix': servicePath }, ms: [] as number[], bytes: 0 },
  ]
  for (let round = -3; round < rounds; round += 1)
    for (const way of ways) {
      const startedMs = performance.now()
      const { statusCode, body } = await request(`${origin}/`, { headers: { ...session, ...way.headers }, dispatcher })
      way.bytes = (await body.text()).length
      if (statusCode !== 200) throw new Error(`the server answered ${statusCode}`)
      if (round >= 0) way.ms.push(performance.now() - startedMs)
    }
  await dispatcher.close()
  const baseline = ways[0]?.ms ?? []
  return formatTable(
    ['home page, whole, direct', 'p50 ms', 'p95 ms', '× no mount', 'KB of HTML'],
    ways.map(({ name, ms, bytes }) => {
      const { p50, p95 } = summarize(ms)
      return [name, p50.toFixed(1), p95.toFixed(1), pairedRatio(ms, baseline).toFixed(2), (bytes / 1000).toFixed(1)]
    }),
  )
}
