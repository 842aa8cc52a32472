import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { KubeConnection } from '../kube/connection.ts'

export type Captured = { method: string; path: string; headers: string[] }

/** A connection to no kube-apiserver: notes what would leave, then fails as one that does not answer. */
export function createCapturedConnection() {
  const sent: Captured[] = []
  const take = ({ method, path, headers, body }: Dispatcher.DispatchOptions): Error => {
    sent.push({ method, path, headers: headers as string[] })
    if (body instanceof Readable) body.destroy()
    return Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  }
  const dispatcher = {
    request: async (options: Dispatcher.DispatchOptions): Promise<Dispatcher.ResponseData> => {
      throw take(options)
    },
    dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
      handler.onResponseError?.(null as unknown as Dispatcher.DispatchController, take(options))
      return true
    },
  } as unknown as Dispatcher
  const connection: KubeConnection = {
    basePath: '',
    token: { current: async () => 'own-token', drop: () => undefined },
    own: dispatcher,
    vital: dispatcher,
    calls: dispatcher,
    streams: dispatcher,
    close: async () => undefined,
  }
  return { connection, sent }
}
