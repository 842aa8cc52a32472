import { type Duplex, Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Headers, KubeResponse } from './transport.ts'

/** A WebSocket handshake. `path` is raw as in KubeRequest; Connection and Upgrade are set for it. */
export type UpgradeRequest = { path: string; headers: Headers; signal?: AbortSignal }

/** 101: the connection, from the first byte after the answer's head on: `head`, then what the socket gives. */
export type Upgraded = { headers: Headers; socket: Duplex; head: Buffer }

/** `answer` is every answer but 101; its body is there to be read. */
export type UpgradeAnswer = { upgraded: Upgraded } | { answer: KubeResponse }

/**
 * Sends a handshake through undici's `dispatch`: its `upgrade()` tells nothing of an answer that is not 101.
 * `signal` ends the handshake and the body of an answer, not a connection that was upgraded.
 */
export function handshake(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions, signal?: AbortSignal): Promise<UpgradeAnswer> {
  return new Promise((resolve, reject) => {
    let body: Readable | null = null
    let giveUp = () => {}
    const ended = () => signal?.removeEventListener('abort', giveUp)
    dispatcher.dispatch(
      { ...options, upgrade: 'websocket' },
      {
        onRequestStart(controller) {
          giveUp = () => controller.abort(signal?.reason)
          if (signal?.aborted) giveUp()
          else signal?.addEventListener('abort', giveUp, { once: true })
        },
        onRequestUpgrade(_controller, _status, headers, socket) {
          ended()
          // Whoever takes the socket listens; until then its end is no failure of the process.
          socket.on('error', () => socket.destroy())
          // undici has put the bytes that came along with the head back into the socket.
          resolve({ upgraded: { headers, socket, head: Buffer.alloc(0) } })
        },
        onResponseStart(controller, status, headers) {
          if (status < 200) return
          body = new Readable({
            read: () => controller.resume(),
            destroy(error, done) {
              // Of no effect where the answer has come to its end.
              controller.abort(error ?? new Error('The reader has left.'))
              done(error)
            },
          })
          resolve({ answer: { status, headers, body } })
        },
        onResponseData(controller, chunk) {
          if (body?.push(chunk) === false) controller.pause()
        },
        onResponseEnd() {
          ended()
          body?.push(null)
        },
        onResponseError(_controller, error) {
          ended()
          if (body === null) reject(error)
          else body.destroy(error)
        },
      },
    )
  })
}
