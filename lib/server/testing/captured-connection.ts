import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { KubeConnection } from '../kube/connection.ts'

export type Captured = { method: string; path: string; headers: string[] }

/** A connection to no kube-apiserver: notes what would leave, then fails as one that does not answer. */
export function createCapturedConnection() {
  const sent: Captured[] = []
  const request = async ({ method, path, headers, body }: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> => {
    sent.push({ method, path: path ?? '', headers: headers as string[] })
    if (body instanceof Readable) body.destroy()
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  }
  const dispatcher = { request } as Dispatcher
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
