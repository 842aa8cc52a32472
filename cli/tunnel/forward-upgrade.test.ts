import { once } from 'node:events'
import { connect } from 'node:net'
import { type Duplex, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { bearerCredential, type CredentialSource } from '../kubeconfig/credential.ts'
import { servicePath } from '../services/service-proxy.ts'
import { fakeKubeApiserver } from '../testing/kube-apiserver.ts'
import { localHttpsServer } from '../testing/local-https-server.ts'
import { statusBody } from '../testing/local-server.ts'
import { stillCount } from '../testing/still-count.ts'
import { tunnelTo } from '../testing/tunnel.ts'

type Tunnel = Awaited<ReturnType<typeof tunnelTo>>

/** A WebSocket as a page of the tunnel opens it. */
function open({ origin, mount }: Tunnel, path: string, protocols: string[] = []): WebSocket {
  return new WebSocket(`${mount.replace('http', 'ws')}${path}`, protocols, { origin }).on('error', () => {})
}

/** Everything that comes back on a handshake whose head goes onto the connection as it stands. */
async function rawAnswer({ port, mount }: Tunnel, target: string, headers: string[], method = 'GET'): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const own = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']
  const replaced = own.filter(line => !headers.some(header => header.startsWith(line.split(':', 1)[0] ?? '')))
  socket.write(`${method} ${new URL(mount).pathname}${target} HTTP/1.1\r\n${[...headers, ...replaced].join('\r\n')}\r\n\r\n`)
  let text = ''
  for await (const chunk of socket) text += chunk
  return text
}

const ownPage = ({ port }: Tunnel) => [`Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port}`]

describe('a WebSocket', () => {
  test('carries messages of every kind and size both ways, below the service', async () => {
    const cluster = await fakeKubeApiserver({ onWebSocket: ws => ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary })) })
    const tunnel = await tunnelTo(`${cluster.origin}/base`)
    const webSocket = open(tunnel, '/ws/echo', ['latchkey.v1', 'base64url.bearer.authorization.k8s.io.dG9rZW4'])
    await once(webSocket, 'open')
    const large = Buffer.alloc(3_000_000, 'latchkey')
    for (const message of ['hello', 'ü'.repeat(70_000), large]) {
      webSocket.send(message)
      const [data, isBinary] = (await once(webSocket, 'message')) as [Buffer, boolean]
      expect([isBinary, Buffer.compare(data, Buffer.from(message))]).toEqual([message === large, 0])
    }
    expect(webSocket.extensions).toContain('permessage-deflate')
    expect(webSocket.protocol).toBe('latchkey.v1')
    const [handshake] = cluster.requests
    expect(handshake?.url).toBe(`/base${servicePath}/ws/echo`)
    expect(handshake?.headers).toMatchObject({
      'sec-websocket-protocol': 'latchkey.v1',
      'x-forwarded-prefix': new URL(tunnel.mount).pathname,
      connection: 'upgrade',
      upgrade: 'websocket',
    })
  })

  test('passes through TLS, and nothing is said in the terminal', async () => {
    const warnings: string[] = []
    const onWarning = ({ message }: Error) => void warnings.push(message)
    process.on('warning', onWarning)
    onTestFinished(() => void process.off('warning', onWarning))
    const webSockets = new WebSocketServer({ noServer: true })
    const { origin, certificate } = await localHttpsServer(
      (_incoming, response) => response.end(),
      (incoming, socket) => webSockets.handleUpgrade(incoming, socket, Buffer.alloc(0), ws => ws.on('message', data => ws.send(data, { binary: false }))),
    )
    const tunnel = await tunnelTo(origin, { cluster: { 'certificate-authority-data': Buffer.from(certificate).toString('base64') } })
    const webSocket = open(tunnel, '/ws/echo')
    await once(webSocket, 'open')
    webSocket.send('hello')
    expect(String((await once(webSocket, 'message'))[0])).toBe('hello')
    webSocket.close()
    await once(webSocket, 'close')
    expect(warnings).toEqual([])
  })

  test('what either end sends at once with its handshake is not lost', async () => {
    const received = Promise.withResolvers<string>()
    const cluster = await fakeKubeApiserver({
      onUpgrade(_request, socket) {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Odd: \xfc\r\n\r\nfrom the cluster', 'latin1')
        socket.once('data', chunk => {
          received.resolve(String(chunk))
          socket.end()
        })
      },
    })
    const tunnel = await tunnelTo(cluster.origin)
    const socket = connect(tunnel.port, '127.0.0.1')
    socket.write(
      `GET ${new URL(tunnel.mount).pathname}/ws HTTP/1.1\r\n${ownPage(tunnel).join('\r\n')}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfrom the browser`,
    )
    let text = ''
    for await (const chunk of socket) text += chunk
    expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/)
    expect(text).toMatch(/\r\n\r\nfrom the cluster$/)
    expect(await received.promise).toBe('from the browser')
  })

  test('that the browser closes is closed at the cluster, and the other way round', async () => {
    const opened: WebSocket[] = []
    const cluster = await fakeKubeApiserver({ onWebSocket: ws => opened.push(ws) })
    const tunnel = await tunnelTo(cluster.origin)
    const leaving = open(tunnel, '/ws')
    await once(leaving, 'open')
    leaving.terminate()
    await once(opened[0] as WebSocket, 'close')

    const left = open(tunnel, '/ws')
    await once(left, 'open')
    opened[1]?.close(4001, 'enough')
    const [code, reason] = (await once(left, 'close')) as [number, Buffer]
    expect([code, String(reason)]).toEqual([4001, 'enough'])

    const broken = open(tunnel, '/ws')
    await once(broken, 'open')
    opened[2]?.terminate()
    expect((await once(broken, 'close'))[0]).toBe(1006)
  })

  test('that the browser gives up before an answer is given up at the cluster', async () => {
    const asked = Promise.withResolvers<Duplex>()
    const cluster = await fakeKubeApiserver({ onUpgrade: (_request, socket) => asked.resolve(socket) })
    const webSocket = open(await tunnelTo(cluster.origin), '/ws')
    const atCluster = await asked.promise
    const ended = once(atCluster.resume(), 'end')
    webSocket.terminate()
    await ended
  })

  test.each(['browser', 'cluster'] as const)('waits for a %s that does not read', async reader => {
    const atCluster = Promise.withResolvers<WebSocket>()
    const cluster = await fakeKubeApiserver({ onWebSocket: ws => atCluster.resolve(ws) })
    const atBrowser = open(await tunnelTo(cluster.origin), '/ws')
    await once(atBrowser, 'open')
    const [slow, eager] = reader === 'browser' ? [atBrowser, await atCluster.promise] : [await atCluster.promise, atBrowser]
    slow.pause()
    const message = Buffer.alloc(1_000_000, 1)
    const count = 80
    let sent = 0
    const sending = (async () => {
      for (; sent < count; sent += 1) await new Promise(resolve => eager.send(message, { compress: false }, resolve))
    })()
    // What sockets and streams between the two may hold is some megabytes.
    expect(await stillCount(() => sent)).toBeLessThan(60)
    let received = 0
    slow.on('message', () => {
      received += 1
      if (received === count) slow.close()
    })
    slow.resume()
    await sending
    await once(slow, 'close')
    expect(received).toBe(count)
  })

  test('whose credential was refused is asked for again with a new one', async () => {
    const cluster = await fakeKubeApiserver({
      onUpgrade({ headers }, socket) {
        const body = statusBody(401, 'Unauthorized', 'Unauthorized')
        if (headers.authorization === 'Bearer new')
          return void socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
        socket.end(`HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
      },
    })
    let token = 'old'
    const credentials: CredentialSource = {
      current: async () => bearerCredential(token),
      async renew() {
        token = 'new'
        return true
      },
    }
    const tunnel = await tunnelTo(cluster.origin, { credentials, user: { as: 'jane' } })
    expect(await rawAnswer(tunnel, '/ws', ownPage(tunnel))).toMatch(/^HTTP\/1\.1 101 /)
    expect(cluster.requests.map(({ headers }) => [headers.authorization, headers['impersonate-user']])).toEqual([
      ['Bearer old', 'jane'],
      ['Bearer new', 'jane'],
    ])
  })
})

describe('an upgrade that the tunnel refuses does not reach the cluster', () => {
  test.each<[string, (port: number) => { target?: string; method?: string; headers: string[] }, number, string]>([
    ['a foreign Host', port => ({ headers: ['Host: evil.test', `Origin: http://127.0.0.1:${port}`] }), 403, 'CROSS_SITE'],
    ['no Origin', port => ({ headers: [`Host: 127.0.0.1:${port}`] }), 403, 'CROSS_SITE'],
    ['an opaque Origin', port => ({ headers: [`Host: 127.0.0.1:${port}`, 'Origin: null'] }), 403, 'CROSS_SITE'],
    ['a foreign Origin', port => ({ headers: [`Host: 127.0.0.1:${port}`, 'Origin: http://evil.test'] }), 403, 'CROSS_SITE'],
    ['the Origin of another port', port => ({ headers: [`Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port + 1}`] }), 403, 'CROSS_SITE'],
    ['a query', port => ({ target: '/ws?namespace=shop', headers: own(port) }), 400, 'BAD_REQUEST'],
    ['an empty query', port => ({ target: '/ws?', headers: own(port) }), 400, 'BAD_REQUEST'],
    ['a path that climbs', port => ({ target: '/%2e%2e/x', headers: own(port) }), 400, 'BAD_REQUEST'],
    ['a method other than GET', port => ({ method: 'POST', headers: own(port) }), 400, 'BAD_REQUEST'],
    ['another protocol', port => ({ headers: [...own(port), 'Upgrade: h2c'] }), 400, 'BAD_REQUEST'],
  ])('%s', async (_what, of, status, code) => {
    const cluster = await fakeKubeApiserver({})
    const tunnel = await tunnelTo(cluster.origin)
    const { target = '/ws', method, headers } = of(tunnel.port)
    const answer = await rawAnswer(tunnel, target, headers, method)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer.toLowerCase()).toContain('connection: close\r\n')
    expect(JSON.parse(answer.split('\r\n\r\n', 2)[1] ?? '').error.code).toBe(code)
    expect(cluster.requests).toHaveLength(0)
  })

  const own = (port: number) => [`Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port}`]
})

describe('an answer that is no 101', () => {
  /** What the browser gets where the cluster answers a handshake with this, and how often that was asked. */
  async function relayed(answer: string | Buffer): Promise<{ head: string; body: string; asked: number }> {
    const cluster = await fakeKubeApiserver({ onUpgrade: (_request, socket) => socket.end(answer) })
    const tunnel = await tunnelTo(cluster.origin, { patienceMs: 60_000 })
    const text = await rawAnswer(tunnel, '/ws', ownPage(tunnel))
    const end = text.indexOf('\r\n\r\n')
    return { head: text.slice(0, end), body: text.slice(end + 4), asked: cluster.requests.length }
  }

  const status = (code: number, body: string) =>
    `HTTP/1.1 ${code} X\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nUpgrade: websocket\r\n\r\n${body}`

  test('of Latchkey is relayed with its body, and the connection is closed', async () => {
    const { head, body } = await relayed(status(404, '{"error":{"code":"NOT_FOUND","message":"x","requestId":"r"}}'))
    expect(head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
    expect(head).toMatch(/connection: close/i)
    expect(JSON.parse(body).error.requestId).toBe('r')
  })

  test('is relayed whole however long it is, and without its chunks', async () => {
    const text = 'x'.repeat(2_000_000)
    const { head, body } = await relayed(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`)
    expect(head).not.toMatch(/transfer-encoding/i)
    expect([body.length, body === text]).toEqual([text.length, true])
  })

  test('waits for a browser that does not read', async () => {
    let taken = 0
    function* megabytes() {
      for (; taken < 60; taken += 1) yield Buffer.alloc(1_000_000, 1)
    }
    const cluster = await fakeKubeApiserver({
      onUpgrade(_request, socket) {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n')
        void pipeline(Readable.from(megabytes()), socket)
      },
    })
    const tunnel = await tunnelTo(cluster.origin)
    const socket = connect(tunnel.port, '127.0.0.1').pause()
    socket.write(`GET ${new URL(tunnel.mount).pathname}/ws HTTP/1.1\r\n${ownPage(tunnel).join('\r\n')}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    while (cluster.requests.length === 0) await delay(5)
    expect(await stillCount(() => taken)).toBeLessThan(40)
    let size = 0
    for await (const chunk of socket) size += (chunk as Buffer).length
    expect(size).toBeGreaterThan(60_000_000)
  })

  test.each([
    [403, statusBody(403, 'Forbidden', 'services "latchkey:http" is forbidden', { kind: 'services', name: 'latchkey:http' }), 'SERVICE_FORBIDDEN', 403],
    [503, statusBody(503, 'ServiceUnavailable', 'no endpoints available for service "latchkey:http"'), 'NOT_READY', 503],
  ])('of the kube-apiserver (%i) is told as ours, after one try', async (code, body, expected, expectedStatus) => {
    const answer = await relayed(status(code, body))
    expect(answer.head).toContain(`HTTP/1.1 ${expectedStatus} `)
    expect([JSON.parse(answer.body).error.code, answer.asked]).toEqual([expected, 1])
  })

  test('or no answer at all is a 502', async () => {
    const { head, body, asked } = await relayed('')
    expect(head).toContain('HTTP/1.1 502 ')
    expect([JSON.parse(body).error.code, asked]).toEqual(['CLUSTER_UNREACHABLE', 1])
  })
})
