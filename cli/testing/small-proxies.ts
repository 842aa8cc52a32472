import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** `passed`: what went through, as HOST:PORT. `credential`: USER:PASSWORD that it wants; null lets everyone in. */
export type SmallProxy = { host: string; port: number; passed: string[]; close(): Promise<void> }
type Setting = {
  host?: string
  credential?: string | null
  tls?: { cert: string; key: string }
  /** Addresses of names that only the proxy knows. */
  names?: Readonly<Record<string, string>>
}

/** An HTTP proxy that only tunnels (CONNECT); with a certificate it speaks TLS itself. */
export async function connectProxy({ host = '127.0.0.1', credential = null, tls, names = {} }: Setting = {}): Promise<SmallProxy> {
  const passed: string[] = []
  const sockets = new Set<Duplex>()
  const server = tls ? createHttpsServer(tls) : createHttpServer()
  server.on('connect', (request: IncomingMessage, near: Duplex, head: Buffer) => {
    keep(sockets, near)
    const basic = `Basic ${Buffer.from(credential ?? '').toString('base64')}`
    if (credential !== null && request.headers['proxy-authorization'] !== basic) {
      near.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const target = request.url ?? ''
    const { hostname, port } = new URL(`http://${target}`)
    passed.push(target)
    join(sockets, near, head, names[hostname] ?? hostname.replace(/^\[(.*)\]$/, '$1'), Number(port) || 80, far => {
      near.write(far ? 'HTTP/1.1 200 OK\r\n\r\n' : 'HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
  })
  return listen(server, host, passed, sockets)
}

/** A SOCKS5 proxy (RFC 1928, 1929) for CONNECT to names and IPv4 addresses. */
export async function socksProxy({ host = '127.0.0.1', credential = null, names = {} }: Setting = {}): Promise<SmallProxy> {
  const passed: string[] = []
  const sockets = new Set<Duplex>()
  const server = createServer(near => {
    keep(sockets, near)
    serveSocks(near, credential, (hostname, port, head) => {
      passed.push(`${hostname}:${port}`)
      join(sockets, near, head, names[hostname] ?? hostname, port, far => near.write(Buffer.from([5, far ? 0 : 5, 0, 1, 0, 0, 0, 0, 0, 0])))
    })
  })
  return listen(server, host, passed, sockets)
}

function serveSocks(near: Socket, credential: string | null, onConnect: (hostname: string, port: number, head: Buffer) => void): void {
  let step: 'methods' | 'password' | 'request' = 'methods'
  let buffer = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    buffer = Buffer.concat([buffer, chunk])
    if (step === 'methods' && buffer.length >= 2 && buffer.length >= 2 + (buffer[1] ?? 0)) {
      const offered = [...buffer.subarray(2, 2 + (buffer[1] ?? 0))]
      buffer = buffer.subarray(2 + (buffer[1] ?? 0))
      const method = credential === null ? 0 : 2
      if (!offered.includes(method)) return void near.end(Buffer.from([5, 0xff]))
      near.write(Buffer.from([5, method]))
      step = credential === null ? 'request' : 'password'
    }
    if (step === 'password' && buffer.length >= 2) {
      const nameLength = buffer[1] ?? 0
      const end = 3 + nameLength + (buffer[2 + nameLength] ?? 0)
      if (buffer.length < 3 + nameLength || buffer.length < end) return
      const given = `${buffer.subarray(2, 2 + nameLength)}:${buffer.subarray(3 + nameLength, end)}`
      buffer = buffer.subarray(end)
      near.write(Buffer.from([1, given === credential ? 0 : 1]))
      if (given !== credential) return void near.end()
      step = 'request'
    }
    const isName = buffer[3] === 3
    const addressLength = isName ? 1 + (buffer[4] ?? 0) : 4
    if (step !== 'request' || buffer.length < 6 + addressLength) return
    near.off('data', onData).pause()
    const address = buffer.subarray(4, 4 + addressLength)
    onConnect(isName ? address.subarray(1).toString() : address.join('.'), buffer.readUInt16BE(4 + addressLength), buffer.subarray(6 + addressLength))
  }
  near.on('data', onData)
}

function join(sockets: Set<Duplex>, near: Duplex, head: Buffer, hostname: string, port: number, answer: (connected: boolean) => void): void {
  const far = connect(port, hostname)
  keep(sockets, far)
  far.once('connect', () => {
    answer(true)
    far.write(head)
    near.pipe(far).pipe(near)
  })
  far.once('error', () => {
    if (far.readyState === 'closed' && far.bytesRead === 0) answer(false)
    near.end()
  })
  near.once('close', () => far.destroy())
  far.once('close', () => near.destroy())
}

function keep(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket)
  socket.on('error', () => {}).once('close', () => sockets.delete(socket))
}

async function listen(server: Server, host: string, passed: string[], sockets: Set<Duplex>): Promise<SmallProxy> {
  server.on('tlsClientError', () => {})
  server.on('connection', (socket: Socket) => keep(sockets, socket))
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  return {
    host,
    port: (server.address() as AddressInfo).port,
    passed,
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
