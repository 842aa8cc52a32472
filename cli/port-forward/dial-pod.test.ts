import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createTransport } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { dialPod } from './dial-pod.ts'

const pod = { name: 'latchkey-0', port: 8080 }

/** A kube-apiserver that answers every handshake with 101 and these headers; `accept` is the right proof of having read it. */
async function transportTo(headersOf: (accept: string) => Record<string, string>, seen: string[] = []) {
  const server = createServer()
  server.on('upgrade', ({ url, headers }, socket) => {
    seen.push(url ?? '', headers['sec-websocket-version'] ?? '', headers['sec-websocket-protocol'] ?? '')
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    const lines = Object.entries(headersOf(accept)).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines.join('')}\r\n`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connection = connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ server: `${origin}/k8s/c-1` }) })}/config` }, {}, false)
  const transport = createTransport(connection, () => {})
  onTestFinished(async () => {
    await transport.close()
    server.close()
  })
  return transport
}

test('asks for the channels of one port of the pod, below the path of the server', async () => {
  const seen: string[] = []
  const transport = await transportTo(accept => ({ 'Sec-WebSocket-Accept': accept, 'Sec-WebSocket-Protocol': 'v4.channel.k8s.io' }), seen)
  expect(await dialPod(transport, pod)).toEqual({ socket: expect.anything() })
  expect(seen).toEqual(['/k8s/c-1/api/v1/namespaces/latchkey-system/pods/latchkey-0/portforward?ports=8080', '13', 'v4.channel.k8s.io'])
})

test.each<[string, (accept: string) => Record<string, string>]>([
  ['has not read the key', () => ({ 'Sec-WebSocket-Accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'Sec-WebSocket-Protocol': 'v4.channel.k8s.io' })],
  ['chooses no subprotocol', accept => ({ 'Sec-WebSocket-Accept': accept })],
  ['chooses another one', accept => ({ 'Sec-WebSocket-Accept': accept, 'Sec-WebSocket-Protocol': 'v4.base64.channel.k8s.io' })],
])('takes nobody for a kube-apiserver who %s', async (_what, headersOf) => {
  const transport = await transportTo(headersOf)
  const error = await failureOf(() => dialPod(transport, pod))
  expect([error.code, error.message]).toEqual(['CLUSTER_UNREACHABLE', expect.stringContaining('does not agree on v4.channel.k8s.io')])
  expect(error.details?.['hint']).toContain('--via proxy')
})
