import { createServer as createHttpServer } from 'node:http'
import { parseMountPath } from '#domain/mount-path.ts'
import { createLatchkey } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { createLogger } from '#server/logger.ts'
import { currentPrefix } from '#server/request-context.ts'
import { handleRequest } from './handle-request.ts'
import { createMetrics } from './metrics.ts'
import { createPageRenderer } from './next-renderer.ts'
import { PageResponse } from './page-response.ts'
import { readProcessConfig } from './process-config.ts'
import { readStaticFiles } from './static-files.ts'
import { createUpgrades } from './upgrade.ts'

// The process around Next: one HTTP server for pages and API, one for metrics, and an orderly end.
const processConfig = readProcessConfig(process.env)
const config = readConfig(process.env)
const logger = createLogger()
const metrics = createMetrics()
const latchkey = await createLatchkey({ ...config, logger, observer: metrics.graphql })
metrics.gauge(latchkey.figures)

// Read by the base-path modules that server/base-path/loader.cjs puts into Next.
Object.assign(globalThis, { __bp: currentPrefix })
const renderPage = await createPageRenderer({ appDir: processConfig.appDir, port: processConfig.port })
const staticFiles = readStaticFiles(processConfig.appDir)
const configuredPrefix = parseMountPath(processConfig.basePath) ?? ''

let stopping = false
const server = createHttpServer(
  {
    ServerResponse: PageResponse,
    // Longer than the 90 s that the kube-apiserver keeps idle connections: the shorter side loses requests.
    keepAliveTimeout: 95_000,
    headersTimeout: 100_000,
    // The session of someone in a thousand groups is larger than Node's 16 KiB (session/cookie-chunks.ts).
    maxHeaderSize: 128 * 1024,
  },
  (request, response) => {
    void handleRequest(request, response, {
      latchkey,
      renderPage,
      staticFiles,
      metrics,
      logger,
      configuredPrefix,
      isStopping: () => stopping,
    })
  },
)
const upgrades = createUpgrades({ latchkey, metrics, logger, configuredPrefix })
server.on('upgrade', upgrades.upgrade)
server.listen(processConfig.port, processConfig.host, () => logger.info({ event: 'listening', port: processConfig.port }, 'ready'))
if (processConfig.attestedPort !== null) latchkey.attested.listen({ port: processConfig.attestedPort, host: processConfig.host })
const metricsServer = metrics.listen(processConfig.metricsPort, processConfig.host)

async function stop(signal: string): Promise<void> {
  if (stopping) return
  stopping = true
  logger.info({ event: 'stopping', signal }, 'stopping')
  metricsServer.close()
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  upgrades.close()
  // Watches never end by themselves; clients resume them on another replica.
  const timer = setTimeout(() => server.closeAllConnections(), 5_000)
  await Promise.all([closed, latchkey.attested.close()])
  clearTimeout(timer)
  await latchkey.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop('SIGTERM'))
process.on('SIGINT', () => void stop('SIGINT'))
