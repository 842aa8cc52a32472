import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export type Metrics = {
  /** Counts one answered request; `route` is a class of paths, never a path. */
  observe(route: string, method: string, status: number, seconds: number): void
  listen(port: number, host: string): Server
}

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
  return {
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
