import { once } from 'node:events'
import { createServer, type IncomingMessage, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSmallGraphQL } from '#server/graphql/testing/small-graphql.ts'
import { createGraphQLUpgrade } from '#server/graphql/transport/graphql-upgrade.ts'
import { createUserClient } from '#server/kube/user-client.ts'
import { createLogger } from '#server/logger.ts'
import type { Services, Session } from '#server/services.ts'
import { createPageProofs } from '#server/session/page-proof.ts'
import { readSession } from '#server/session/read-session.ts'
import { createStreamUpgrade } from '#server/stream/stream-upgrade.ts'
import { httpPair, setCookiesOf } from '#server/testing/http-pair.ts'
import { startLoopbackKube } from '#server/testing/loopback-kube.ts'
import { createReplica, signFor } from '#server/testing/session-kit.ts'
import { createPodUpgrade } from '#server/upgrade/pod-upgrade.ts'
import { createUpgrades } from '../upgrade.ts'

export const handshake = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }

/** The outcome of a handshake: the answer, and the connection where it was upgraded or else the body. */
export type Handshaken = { status: number; headers: IncomingMessage['headers']; socket: Duplex | null; body: string }

/** Upgrades as the process serves them, with real sessions, in front of a loopback kube-apiserver. */
export async function startUpgradeServer(configuredPrefix = '', { allowSharedOrigin = true } = {}) {
  const kube = await startLoopbackKube()
  const replica = await createReplica()
  const proofs = createPageProofs(replica.keys)
  const lines: string[] = []
  const logger = createLogger({ write: line => void lines.push(line) })
  const observed: number[] = []
  const deps = { users: createUserClient(kube.connection, async () => 'classic', '1.2.3'), logger, followSession: replica.followSession }
  const small = await createSmallGraphQL({ logger })
  const upgrades = createUpgrades({
    latchkey: {
      services: { verifyPageProof: ({ id }: Session, proof: string) => proofs.verify(id, proof) } as Services,
      readSession: (request, mount) =>
        readSession(request, mount, { ...replica, allowSharedOrigin, unpackCapabilities: async () => ({ capabilities: {}, kindsTag: '' }) }),
      upgrades: [createStreamUpgrade(deps), createPodUpgrade(deps), createGraphQLUpgrade({ ...small, followSession: replica.followSession })],
    },
    metrics: { observe: (_, __, status) => void observed.push(status) },
    logger,
    configuredPrefix,
  })
  const server = createServer()
  server.on('upgrade', upgrades.upgrade)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    kube,
    replica,
    upgrades,
    server,
    port,
    observed,
    logged: () => lines.map(line => JSON.parse(line) as Record<string, unknown>),
    /** The headers of a browser signed in under a mount, and the subprotocol that proves its page. */
    async signIn(prefix = '', host = `127.0.0.1:${port}`) {
      const { token, id, expiresAtMs } = await signFor(replica)
      const { request, response } = httpPair({ headers: { host } })
      await replica.cookie.write(request, response, prefix, token, expiresAtMs)
      const cookie = setCookiesOf(response)
        .map(line => line.split(';', 1)[0])
        .join('; ')
      return { token, cookie, proof: `latchkey.proof.${proofs.of(id, prefix)}` }
    },
    /** One request, with the headers of a WebSocket unless told otherwise. */
    shake: (path: string, headers: Record<string, string> = {}, method = 'GET') => shake(port, path, { ...handshake, ...headers }, method),
    async close() {
      upgrades.close()
      server.closeAllConnections()
      server.close()
      await kube.close()
    },
  }
}

function shake(port: number, path: string, headers: Record<string, string>, method: string): Promise<Handshaken> {
  return new Promise((resolve, reject) => {
    const request = sendRequest({ host: '127.0.0.1', port, path, method, headers, agent: false })
    request.on('error', reject)
    request.on('upgrade', (response, socket) => resolve({ status: response.statusCode ?? 0, headers: response.headers, socket, body: '' }))
    request.on('response', response => {
      let body = ''
      response.setEncoding('utf8').on('data', text => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, socket: null, body }))
      response.on('error', reject)
    })
    request.end()
  })
}
