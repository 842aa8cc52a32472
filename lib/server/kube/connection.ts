import type { Dispatcher } from 'undici'
import type { KubeConfig } from '../config.ts'
import { createPool } from './pool.ts'
import { createTokenSource, type TokenSource } from './token-file.ts'

/** Connections to the kube-apiserver. */
export type KubeConnection = {
  /** Path of the server URL, '' for most clusters; in front of every request path. */
  readonly basePath: string
  readonly token: TokenSource
  /** For our own calls; the users' can never take all of them. */
  readonly own: Dispatcher
  /** For what no other work may hold up, ours included: the keyring, the sign-outs and the claims of what is good once. */
  readonly vital: Dispatcher
  /** For users' answers that end soon. */
  readonly calls: Dispatcher
  /** For watches and logs that follow: each holds a connection for as long as it lasts. */
  readonly streams: Dispatcher
  close(): Promise<void>
}

/** The kube-apiserver as `config` names it. HTTP/1.1: repeated Impersonate-Group lines go out as given, one stream to a connection. */
export function connectKube(config: KubeConfig, now?: () => number): KubeConnection {
  const url = new URL(config.server)
  const shared = { allowH2: false, connect: { ca: config.caPem, rejectUnauthorized: true, timeout: 5_000 }, pipelining: 1, keepAliveTimeout: 60_000 } as const
  // No limit on a body: own calls bring their own time limit, and the watch of the keyring is silent for hours.
  const own = createPool(url.origin, { ...shared, connections: 48, headersTimeout: 30_000, bodyTimeout: 0 })
  const vital = createPool(url.origin, { ...shared, connections: 16, headersTimeout: 30_000, bodyTimeout: 0 })
  const calls = createPool(url.origin, { ...shared, connections: 256, headersTimeout: 30_000, bodyTimeout: 60_000 })
  // A silent watch is a healthy watch: its end is its client's, its session's, or the connection's.
  const streams = createPool(url.origin, { ...shared, connections: 2048, headersTimeout: 60_000, bodyTimeout: 0 })
  return {
    basePath: url.pathname.replace(/\/+$/, ''),
    token: createTokenSource(config.tokenFile, now),
    own,
    vital,
    calls,
    streams,
    close: async () => void (await Promise.all([own.destroy(), vital.destroy(), calls.destroy(), streams.destroy()])),
  }
}
