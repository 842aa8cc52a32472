import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { rejected } from '../kube/rejected.ts'
import { parseStatus } from '../kube/status.ts'
import type { Connection } from '../kubeconfig/connection.ts'

const installHint = 'An admin of the cluster installs it with `latchkey install`.'

export function notInstalled(): AppError {
  return withHint('NOT_INSTALLED', 'Latchkey is not installed in this cluster.', installHint)
}

/**
 * What the kube-apiserver says when it does not let a request through to Latchkey, or finds nobody there.
 * Null when the answer is not its own: a Status about anything but the service came from behind the proxy.
 */
export async function serviceFailure(connection: Connection, httpStatus: number, text: string): Promise<AppError | null> {
  const status = parseStatus(text)
  if (!status) return null
  const message = status.message ?? ''
  const isService = status.details?.kind === 'services' && (status.details.name ?? '').startsWith('latchkey')
  if (httpStatus === 401) return rejected(connection)
  if (httpStatus === 403 && isService) {
    return withHint(
      'SERVICE_FORBIDDEN',
      `You may not reach Latchkey in this cluster: ${message}`,
      'Latchkey may not be installed: without it nobody may. Else an admin lets your groups in with `latchkey install --grant-group`.',
    )
  }
  if (httpStatus === 404 && isService) return notInstalled()
  if (httpStatus !== 503 && httpStatus !== 502) return null
  if (/no service port .* found/.test(message)) return withHint('NOT_INSTALLED', 'The service latchkey of this cluster is not that of Latchkey.', installHint)
  if (/no endpoints available|error trying to reach service/.test(message)) {
    return withHint(
      'NOT_READY',
      `Latchkey is installed, but none of its pods answers: ${message}`,
      'Try again in a moment; `kubectl -n latchkey-system get pods` shows what they do.',
    )
  }
  return null
}
