import type { WebSocket } from 'ws'

/** Pings `socket` every `everyMs` and drops it when nothing came back between three pings: the peer has gone without a word. */
export function dropWhenDead(socket: WebSocket, everyMs = 30_000): void {
  let unanswered = 0
  const heard = (): void => {
    unanswered = 0
  }
  socket.on('pong', heard)
  socket.on('message', heard)
  const timer = setInterval(() => {
    if (unanswered === 2) return socket.terminate()
    unanswered += 1
    socket.ping()
  }, everyMs)
  socket.once('close', () => clearInterval(timer))
}
