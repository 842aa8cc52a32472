import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { AppError } from '#errors/app-error.ts'
import type { Latchkey } from '#server/app.ts'
import { currentPrefix } from '#server/request-context.ts'
import type { Services } from '#server/services.ts'
import { handleRequest } from '../../server/handle-request.ts'
import { createMetrics } from '../../server/metrics.ts'
import { createPageRenderer, type PageRenderer } from '../../server/next-renderer.ts'
import { PageResponse } from '../../server/page-response.ts'
import { readStaticFiles } from '../../server/static-files.ts'

// The product's process around Next, over the pages of the probe: no cluster, nobody signed in. It answers at the root
// and below LATCHKEY_BASE_PATH, prints its port as one JSON line, and ends with its standard input.
const appDir = dirname(fileURLToPath(import.meta.url))
const latchkey: Latchkey = {
  // The pages of the probe ask for none.
  services: { clusterId: 'mount-probe' } as Services,
  readSession: async () => ({ session: null, error: new AppError('UNAUTHENTICATED') }),
  routes: [],
  upgrades: [],
  ready: async () => ({ ok: true, reason: '' }),
  close: async () => {},
}
Object.assign(globalThis, { __bp: currentPrefix })
const staticFiles = readStaticFiles(appDir)
const metrics = createMetrics()
const logger = pino({ level: 'error' }, pino.destination(2))
const configuredPrefix = process.env['LATCHKEY_BASE_PATH'] ?? ''

let renderPage: PageRenderer
const server = createServer({ ServerResponse: PageResponse }, (request, response) => {
  void handleRequest(request, response, { latchkey, renderPage, staticFiles, metrics, logger, configuredPrefix, isStopping: () => false })
})
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo
  renderPage = await createPageRenderer({ appDir, port })
  process.stdout.write(`${JSON.stringify({ port })}\n`)
})
process.stdin.resume().once('end', () => process.exit(0))
