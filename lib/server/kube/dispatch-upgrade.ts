import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dispatcher } from 'undici'

/** What the kube-apiserver says to an upgrade: the upgraded connection, or another status with its body ('' where it is too long). */
export type UpgradeAnswer = { statusCode: number; headers: IncomingHttpHeaders } & ({ socket: Duplex } | { socket: null; body: string })

export type UpgradeRequest = {
  /** Path and query of the kube-apiserver. */
  path: string
  /** Name and value alternating. */
  headers: readonly string[]
  /** Ends the wait for an answer; the upgraded connection is its receiver's to end. */
  signal: AbortSignal
}

/** More than any Status has. */
const maxBodyBytes = 64 * 1024

/** Asks for a WebSocket. `dispatcher.upgrade` would do, but tells nothing of a refusal. Rejects where no answer comes. */
export function dispatchUpgrade(dispatcher: Dispatcher, { path, headers, signal }: UpgradeRequest): Promise<UpgradeAnswer> {
  const answer = Promise.withResolvers<UpgradeAnswer>()
  let refused: { statusCode: number; headers: IncomingHttpHeaders } = { statusCode: 0, headers: {} }
  const chunks: Buffer[] = []
  let bytes = 0
  let abort = (): void => undefined
  dispatcher.dispatch(
    { method: 'GET', path, headers: [...headers], upgrade: 'websocket', idempotent: false, bodyTimeout: 10_000 },
    {
      onRequestStart(controller) {
        abort = () => controller.abort(signal.reason)
        if (signal.aborted) abort()
        else signal.addEventListener('abort', abort)
      },
      onRequestUpgrade: (_, statusCode, answered, socket) => answer.resolve({ statusCode, headers: answered, socket }),
      onResponseStart(_, statusCode, answered) {
        refused = { statusCode, headers: answered }
      },
      onResponseData(controller, chunk) {
        bytes += chunk.length
        chunks.push(chunk)
        if (bytes <= maxBodyBytes) return
        answer.resolve({ ...refused, socket: null, body: '' })
        controller.abort(new Error('The refusal of an upgrade is too long'))
      },
      onResponseEnd: () => answer.resolve({ ...refused, socket: null, body: Buffer.concat(chunks).toString('utf8') }),
      onResponseError: (_, error) => answer.reject(error),
    },
  )
  return answer.promise.finally(() => signal.removeEventListener('abort', abort))
}
