import { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import { describeProxy } from '../kubeconfig/proxy.ts'

/** `passes`: it may be gone a moment later, with nothing done about it. */
type Reason = { text: string; hint: string; passes?: true }

const renewAddress = 'Check the address of the cluster in the kubeconfig, and the network or VPN.'
const proxyHint = 'Check that the proxy runs, knows the cluster, and takes the user name and password of its URL, where it wants any.'
const trustHint = 'The certificate authority in the kubeconfig does not fit the server; fetch the kubeconfig anew.'

const reasons: Record<string, Reason> = {
  ECONNREFUSED: { text: 'nobody listens there (connection refused)', hint: renewAddress, passes: true },
  ENOTFOUND: { text: 'the name is unknown (no such host)', hint: renewAddress, passes: true },
  EAI_AGAIN: { text: 'the name cannot be looked up now', hint: renewAddress, passes: true },
  EHOSTUNREACH: { text: 'there is no route to the host', hint: renewAddress, passes: true },
  ENETUNREACH: { text: 'there is no route to its network', hint: renewAddress, passes: true },
  ETIMEDOUT: { text: 'the connection timed out', hint: renewAddress, passes: true },
  UND_ERR_CONNECT_TIMEOUT: { text: 'the connection timed out', hint: renewAddress, passes: true },
  ECONNRESET: { text: 'the connection was closed', hint: 'Check that the address is that of a kube-apiserver, and try again.', passes: true },
  UND_ERR_SOCKET: { text: 'the connection was closed', hint: 'Check that the address is that of a kube-apiserver, and try again.', passes: true },
  EPIPE: { text: 'the connection was closed', hint: 'Check that the address is that of a kube-apiserver, and try again.', passes: true },
  UND_ERR_DESTROYED: { text: 'the connection was given up', hint: 'Try again.', passes: true },
  UND_ERR_ABORTED: { text: 'the proxy on the way does not connect to it', hint: proxyHint, passes: true },
  UND_ERR_PRX_CONN: { text: 'the proxy on the way does not connect to it', hint: proxyHint, passes: true },
  ERR_SOCKS: { text: 'the proxy on the way does not connect to it', hint: proxyHint, passes: true },
  ERR_PLAIN_HTTP: { text: 'it speaks TLS, and the kubeconfig asks for plain HTTP', hint: 'Write the server in the kubeconfig as https://HOST:PORT.' },
  EPROTO: { text: 'it does not speak TLS', hint: 'Check scheme and port of the server in the kubeconfig.' },
  HPE_INVALID_CONSTANT: { text: 'it does not speak HTTP', hint: 'Check scheme and port of the server in the kubeconfig.' },
  CERT_HAS_EXPIRED: { text: 'its certificate has expired', hint: 'An admin of the cluster has to renew it.' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { text: 'its certificate is of an unknown authority', hint: trustHint },
  SELF_SIGNED_CERT_IN_CHAIN: { text: 'its certificate is of an unknown authority', hint: trustHint },
  DEPTH_ZERO_SELF_SIGNED_CERT: { text: 'its certificate is of an unknown authority', hint: trustHint },
  UNABLE_TO_GET_ISSUER_CERT: { text: 'its certificate is of an unknown authority', hint: trustHint },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { text: 'its certificate is of an unknown authority', hint: trustHint },
  CERT_SIGNATURE_FAILURE: { text: 'its certificate is of another authority of the same name', hint: trustHint },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: 'its certificate is for other names',
    hint: 'Use a name that the certificate holds, or set tls-server-name in the kubeconfig.',
  },
}

/** A failed connection as CLUSTER_UNREACHABLE with its reason, or TIMEOUT. Failures that are explained already stay. */
export function unreachable(connection: Connection, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const { origin } = connection.server
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return withHint('TIMEOUT', `The kube-apiserver at ${origin} did not answer in time.`, 'Give --request-timeout more, or 0 for no limit.', thrown)
  }
  const { text, hint } = failureReason(thrown)
  if (connection.proxy === null) return withHint('CLUSTER_UNREACHABLE', `The kube-apiserver at ${origin} cannot be reached: ${text}.`, hint, thrown)
  const message = `The kube-apiserver at ${origin} cannot be reached through ${describeProxy(connection.proxy)}: ${text}.`
  return withHint('CLUSTER_UNREACHABLE', message, `Check ${connection.proxy.source} as well. ${hint}`, thrown)
}

/** Why a connection failed, in words that complete "cannot be reached: "; the hint is about a kubeconfig. */
export function failureReason(thrown: unknown): Reason {
  const code = codeOf(thrown)
  const known = reasons[code] ?? (code.startsWith('ERR_SSL') ? reasons['EPROTO'] : undefined)
  return known ?? { text: thrown instanceof Error ? thrown.message : 'unknown reason', hint: renewAddress }
}

/**
 * Whether the same request may succeed in a moment, with nothing done about it: the kube-apiserver is not reached just now,
 * or the service has no pod that answers. A wrong certificate or credential does not pass.
 */
export function isPassing(error: AppError): boolean {
  return error.code === 'NOT_READY' || (error.code === 'CLUSTER_UNREACHABLE' && reasons[codeOf(error.cause)]?.passes === true)
}

function codeOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'UND_ERR_SOCKET' && error.cause instanceof Error) continue
    if (code !== undefined) return code
  }
  return ''
}
