import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export type PageRenderer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

type NextApp = { prepare(): Promise<void>; getRequestHandler(): PageRenderer }
type CreateNext = (options: { dev: boolean; dir: string; quiet: boolean; hostname: string; port: number; httpServer: Server }) => NextApp

/** Next's request handler over the standalone build in `appDir`, without a server of its own. */
export async function createPageRenderer({ appDir, port }: { appDir: string; port: number }): Promise<PageRenderer> {
  const required: unknown = JSON.parse(readFileSync(join(appDir, '.next', 'required-server-files.json'), 'utf8'))
  const { config } = required as { config: unknown }
  // As the generated server.js does: the traced tree has no next.config.mjs.
  process.env['__NEXT_PRIVATE_STANDALONE_CONFIG'] = JSON.stringify(config)
  process.env['__NEXT_PRIVATE_ORIGIN'] = `http://127.0.0.1:${port}`
  Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' })
  process.chdir(appDir)
  const createNext = createRequire(join(appDir, 'package.json'))('next') as CreateNext
  // Next would hang unknown upgrades of a real server; upgrades are ours.
  const httpServer = new EventEmitter() as Server
  const app = createNext({ dev: false, dir: appDir, quiet: true, hostname: 'localhost', port, httpServer })
  await app.prepare()
  return app.getRequestHandler()
}
