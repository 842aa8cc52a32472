import { connect } from 'node:net'

/** Sends bytes as they are to an HTTP server on loopback, on a connection of their own, and nothing after them (a server with `httpAllowHalfOpen` answers all the same). Gives the status of the first answer; 0 where there is none. */
export function rawRequest(port: number, bytes: string): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  return new Promise(resolve => {
    const finish = (): void => {
      socket.destroy()
      resolve(Number(/^HTTP\/1\.1 ([2-5]\d\d)/m.exec(text)?.[1] ?? 0))
    }
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      if (/^HTTP\/1\.1 [2-5]\d\d[\s\S]*\r\n\r\n/m.test(text)) finish()
    })
    socket.on('error', finish)
    socket.on('close', finish)
    socket.end(bytes, 'latin1')
  })
}
