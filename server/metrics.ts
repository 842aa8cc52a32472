import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { LatchkeyFigures } from '#server/app.ts'
import type { GraphQLObserver } from '#server/graphql/run/observer.ts'

export type Metrics = {
  /** Counts one answered request; `route` is a class of paths, never a path. */
  observe(route: string, method: string, status: number, seconds: number): void
  /** Counts GraphQL operations, by type and outcome. */
  readonly graphql: GraphQLObserver
  /** Figures that are asked for when metrics are read. */
  gauge(figures: () => LatchkeyFigures): void
  listen(port: number, host: string): Server
}

const gauges: readonly [string, string, (figures: LatchkeyFigures) => number][] = [
  ['latchkey_graphql_subscriptions', 'Subscriptions that are open', ({ graphql }) => graphql.subscriptions],
  ['latchkey_graphql_streams', 'Streams that those share', ({ graphql }) => graphql.streams],
  ['latchkey_graphql_documents', 'Parsed documents that are kept', ({ graphql }) => graphql.documents],
  ['latchkey_cache_lists', 'Lists that are watched for answers', ({ cache }) => cache.lists],
  ['latchkey_cache_objects', 'Objects in them', ({ cache }) => cache.objects],
  ['latchkey_cache_bytes', 'Bytes of those', ({ cache }) => cache.bytes],
  ['latchkey_cache_refused_lists', 'Lists that were too large to keep', ({ cache }) => cache.refused],
  ['latchkey_cache_followers', 'Followers of lists', ({ cache }) => cache.followers],
  ['latchkey_cache_pages', 'Pages answered from the cache since the start', ({ cache }) => cache.cachedPages],
  ['latchkey_live_pages', 'Pages answered by the kube-apiserver since the start', ({ cache }) => cache.livePages],
]

/** Process and request metrics in Prometheus' text format, on a port of their own (no session, no Service port). */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'latchkey_' })
  const durations = new Histogram({
    name: 'latchkey_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  })
  const operations = new Histogram({
    name: 'latchkey_graphql_operation_duration_seconds',
    help: 'Time to the answer of a GraphQL operation, of a subscription to its begin; outcome OK, PARTIAL or the code of its error',
    labelNames: ['type', 'outcome'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 1, 5, 30],
    registers: [registry],
  })
  return {
    graphql: { operation: (type, outcome, seconds) => operations.observe({ type, outcome }, seconds) },
    gauge(figures) {
      for (const [name, help, read] of gauges)
        new Gauge({
          name,
          help,
          registers: [registry],
          collect() {
            this.set(read(figures()))
          },
        })
    },
    observe: (route, method, status, seconds) => durations.observe({ route, method, status: String(status) }, seconds),
    listen: (port, host) =>
      createServer((request, response) => {
        if (request.url !== '/metrics') return void response.writeHead(404).end()
        registry.metrics().then(
          text => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
          () => response.writeHead(500).end(),
        )
      }).listen(port, host),
  }
}
