import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { KubeConnection } from '../kube/connection.ts'
import { createPool } from '../kube/pool.ts'

export type LoopbackKube = { server: Server; connection: KubeConnection; close(): Promise<void> }

/** A real HTTP server on loopback in the place of the kube-apiserver, and a connection to it. What it answers is for its user to say. */
export async function startLoopbackKube(): Promise<LoopbackKube> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const pool = createPool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 256, bodyTimeout: 0 })
  return {
    server,
    connection: {
      basePath: '',
      token: { current: async () => 'own-token', drop: () => undefined },
      own: pool,
      vital: pool,
      calls: pool,
      streams: pool,
      close: () => pool.destroy(),
    },
    async close() {
      await pool.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}
