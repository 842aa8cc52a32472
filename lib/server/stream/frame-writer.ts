import type { WebSocket } from 'ws'
import type { ServerFrame } from '#contract/stream.ts'

const pauseAboveBytes = 1024 * 1024
const resumeBelowBytes = 256 * 1024
/** Beyond what streams that wait can leave behind: this client asks and asks, and reads nothing. */
const dropAboveBytes = 16 * 1024 * 1024

export type FrameWriter = {
  send(frame: ServerFrame): void
  /** A frame that is text already. */
  sendText(text: string): void
  /** Resolves at once, or where more than 1 MiB waits for a slow client when most of it has left; also when the socket closes. */
  whenDrained(): Promise<void>
}

/** Frames of all streams of one socket, and the sign for them to stop reading on: what a client does not take must not pile up here. */
export function createFrameWriter(socket: WebSocket): FrameWriter {
  let waiting: (() => void)[] = []
  const resume = (): void => {
    const resumed = waiting
    waiting = []
    for (const go of resumed) go()
  }
  socket.once('close', resume)
  function sendText(text: string): void {
    if (socket.bufferedAmount > dropAboveBytes) socket.terminate()
    else
      socket.send(text, () => {
        if (socket.bufferedAmount < resumeBelowBytes) resume()
      })
  }
  return {
    send: frame => sendText(JSON.stringify(frame)),
    sendText,
    whenDrained() {
      if (socket.bufferedAmount <= pauseAboveBytes || socket.readyState === socket.CLOSED) return Promise.resolve()
      return new Promise(resolve => waiting.push(resolve))
    },
  }
}
