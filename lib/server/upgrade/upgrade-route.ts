import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Session } from '../services.ts'

/** A request to become a WebSocket, after its session and the proof of its page were checked. */
export type Upgrade = {
  readonly request: IncomingMessage
  readonly socket: Duplex
  /** What the client sent after its request. */
  readonly head: Buffer
  readonly requestId: string
  readonly session: Session
  /** Subprotocols that the client offers, without the proof. */
  readonly protocols: readonly string[]
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal
}

export type UpgradeRoute = {
  /** What logs call its paths: a path may hold what a log must not. */
  readonly loggedPath: string
  /** Whether the path, inside the mount and without its query, is this route's. */
  matches(pathname: string): boolean
  /** Takes the socket over. Throws AppError as long as nothing was written to it. */
  accept(upgrade: Upgrade): Promise<void>
}
