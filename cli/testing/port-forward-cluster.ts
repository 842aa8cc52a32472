import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { statusBody } from './local-server.ts'
import { bridge } from './port-forward-bridge.ts'

/** A pod as the kube-apiserver lists it; `port` is that of a server on loopback in its place. */
export type FakePod = { name: string; port: number; isReady?: boolean; isEnding?: boolean }
type Answer = { status: number; body: string }

export type PortForwardCluster = {
  origin: string
  pods: FakePod[]
  /** Answers in the place of the cluster; null leaves it to answer itself. */
  override: (path: string) => Answer | null
  requests: Array<{ path: string; headers: IncomingMessage['headers'] }>
  /** Names of the pods that connections were made to, in their order. */
  connected: string[]
  /** Ends every port-forward at once, without a farewell. */
  breakConnections(): void
}

const namespacePath = '/api/v1/namespaces/latchkey-system'

/**
 * A server on loopback that answers as kube-apiserver and kubelet do where ports are forwarded: lists of pods, and
 * WebSockets of the subprotocol v4.channel.k8s.io, each joined to a TCP connection. `ws` frames them, not our own code.
 * With a key and certificate for `localhost` it speaks TLS.
 */
export async function portForwardCluster(pods: FakePod[], tls?: { cert: string; key: string }): Promise<PortForwardCluster> {
  const sockets = new Set<Duplex>()
  const server = tls ? createTlsServer(tls) : createServer()
  const cluster: PortForwardCluster = {
    origin: '',
    pods,
    override: () => null,
    requests: [],
    connected: [],
    breakConnections() {
      for (const socket of sockets) socket.destroy()
    },
  }
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: offered => [...offered].find(name => name === 'v4.channel.k8s.io') ?? false })
  server.on('request', (request, response) => {
    const { status, body } = answer(cluster, request)
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  })
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    const { status, body } = answer(cluster, request)
    const pod = cluster.pods.find(({ name }) => request.url === portForwardPath(name, cluster))
    if (status !== 101 || !pod) {
      socket.end(`HTTP/1.1 ${status} X\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
      return
    }
    cluster.connected.push(pod.name)
    webSockets.handleUpgrade(request, socket, head, webSocket => bridge(webSocket, pod.port))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    cluster.breakConnections()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  cluster.origin = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`
  return cluster
}

function answer(cluster: PortForwardCluster, { url = '', headers }: IncomingMessage): Answer {
  cluster.requests.push({ path: url, headers })
  const overridden = cluster.override(url)
  if (overridden) return overridden
  if (url.startsWith(`${namespacePath}/pods?`)) return { status: 200, body: JSON.stringify({ kind: 'PodList', items: cluster.pods.map(podObject) }) }
  if (url === `${namespacePath}/services/latchkey`) return { status: 200, body: '{"kind":"Service"}' }
  if (cluster.pods.some(({ name }) => url === portForwardPath(name, cluster))) return { status: 101, body: '' }
  return { status: 404, body: statusBody(404, 'NotFound', `${url} not found`) }
}

function portForwardPath(name: string, { pods }: PortForwardCluster): string {
  return `${namespacePath}/pods/${name}/portforward?ports=${pods.find(pod => pod.name === name)?.port}`
}

function podObject({ name, port, isReady = true, isEnding = false }: FakePod): unknown {
  return {
    metadata: { name, ...(isEnding ? { deletionTimestamp: '2026-11-24T00:00:00Z' } : {}) },
    spec: {
      containers: [
        {
          ports: [
            { name: 'metrics', containerPort: 1 },
            { name: 'http', containerPort: port },
          ],
        },
      ],
    },
    status: { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
  }
}
