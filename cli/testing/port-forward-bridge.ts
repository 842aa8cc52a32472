import { connect } from 'node:net'
import type { WebSocket } from 'ws'

/** Joins a WebSocket to a TCP connection of its own, as kubelet does for `v4.channel.k8s.io`. */
export function bridge(webSocket: WebSocket, port: number): void {
  const portBytes = Buffer.from([port & 0xff, port >> 8])
  const send = (channel: number, bytes: Buffer, sent?: () => void) => webSocket.send(Buffer.concat([Buffer.of(channel), bytes]), () => sent?.())
  send(0, portBytes)
  send(1, portBytes)
  const connection = connect(port, '127.0.0.1')
  connection.on('data', chunk => {
    connection.pause()
    send(0, chunk, () => connection.resume())
  })
  connection.on('error', error => send(1, Buffer.from(`error forwarding port ${port} to pod: ${error.message}`)))
  connection.on('close', () => webSocket.close(1000))
  webSocket.on('message', data => {
    const message = data as Buffer
    if (message[0] !== 0 || connection.write(message.subarray(1))) return
    webSocket.pause()
    connection.once('drain', () => webSocket.resume())
  })
  webSocket.on('error', () => {})
  webSocket.on('close', () => connection.destroy())
}
