import { createHash, randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { rejected } from '../kube/rejected.ts'
import { parseStatus } from '../kube/status.ts'
import { type KubeTransport, readText } from '../kube/transport.ts'
import type { Upgraded } from '../kube/upgrade.ts'
import { namespaceName } from '../manifests/labels.ts'
import { forbidden } from './forbidden.ts'
import type { Pod } from './latchkey-pods.ts'

const subprotocol = 'v4.channel.k8s.io'

/** `failure`: this pod cannot be connected to, another one may. */
export type Dialled = { socket: Duplex } | { failure: string }

/**
 * Asks the kube-apiserver for a connection to a pod: a WebSocket past its handshake. The credential goes into the
 * handshake, to the kube-apiserver; the pod sees nothing of it.
 * @throws FORBIDDEN, CREDENTIAL_REJECTED, CLUSTER_UNREACHABLE
 */
export async function dialPod(transport: KubeTransport, { name, port }: Pod): Promise<Dialled> {
  const key = randomBytes(16).toString('base64')
  const outcome = await transport.upgrade({
    path: `/api/v1/namespaces/${namespaceName}/pods/${name}/portforward?ports=${port}`,
    headers: { 'sec-websocket-version': '13', 'sec-websocket-key': key, 'sec-websocket-protocol': subprotocol },
  })
  if ('upgraded' in outcome) return { socket: checked(outcome.upgraded, key) }
  const { status, body } = outcome.answer
  const text = await readText(body)
  const message = parseStatus(text)?.message ?? text.slice(0, 500).trim()
  if (status === 401) throw await rejected(transport.connection)
  // Since Kubernetes 1.35 the handshake, a GET, needs `create` as well.
  if (status === 403) throw forbidden('get and create pods/portforward', message)
  if (status === 404 || status >= 500) return { failure: message || `the answer of the kube-apiserver is ${status}` }
  throw withoutPortForward(`it answered ${status}: ${message}`)
}

/** RFC 6455 §4.1: whoever answered has understood the handshake, and speaks the subprotocol. */
function checked({ socket, headers }: Upgraded, key: string): Duplex {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  if (headers['sec-websocket-accept'] === accept && headers['sec-websocket-protocol'] === subprotocol) return socket
  socket.destroy()
  throw withoutPortForward(`it does not agree on ${subprotocol}`)
}

function withoutPortForward(reason: string): AppError {
  return withHint('CLUSTER_UNREACHABLE', `The kube-apiserver forwards no port over a WebSocket: ${reason}.`, 'Give `--via proxy` or leave --via out.')
}
