import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { handshake, startUpgradeServer } from './testing/upgrade-server.ts'

let running: Awaited<ReturnType<typeof startUpgradeServer>>
let pods: WebSocketServer
let asked: IncomingMessage[]
let session: { 'x-latchkey-session': string }

beforeEach(async () => {
  running = await startUpgradeServer()
  asked = []
  // A kube-apiserver whose pods say back what they hear.
  pods = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  running.kube.server.on('upgrade', (request, socket, head) => {
    asked.push(request)
    pods.handleUpgrade(request, socket, head, pod => pod.on('message', (data, isBinary) => pod.send(data, { binary: isBinary })))
  })
  session = { 'x-latchkey-session': (await running.signIn()).token }
})
afterEach(async () => {
  for (const pod of pods.clients) pod.terminate()
  await running.close()
})

const exec = '/api/v1/namespaces/shop/pods/web-0/exec?command=sh&command=-c&command=echo%20secret&stdin=true'
const hide = (path: string) => `/api/v1/upgrade/${Buffer.from(path).toString('base64url')}`
const v5 = { 'sec-websocket-protocol': 'v5.channel.k8s.io' }

async function open(protocols: string[], path = exec, headers: Record<string, string> = session): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${running.port}${hide(path)}`, protocols, { headers })
  await once(socket, 'open')
  return socket
}

describe('a terminal', () => {
  test('talks to the pod byte by byte, as the identity of its session', async () => {
    const socket = await open(['v5.channel.k8s.io', 'v4.channel.k8s.io'])
    expect(socket.protocol).toBe('v5.channel.k8s.io')
    const sent = Buffer.alloc(1_000_000, 'abcdefg')
    socket.send(sent)
    const [data, isBinary] = await once(socket, 'message')
    expect([Buffer.compare(data as Buffer, sent), isBinary]).toEqual([0, true])

    const [request] = asked
    expect(request?.url).toBe(exec)
    const { rawHeaders = [] } = request ?? {}
    expect(rawHeaders.filter((_, index) => rawHeaders[index - 1] === 'Impersonate-Group')).toEqual(['team-shop', 'system:authenticated'])
    expect(request?.headers).toMatchObject({ 'impersonate-user': 'editor', authorization: 'Bearer own-token' })
    socket.terminate()
  })

  test('opened by a page passes on neither its cookie nor its proof nor what nobody knows', async () => {
    const { cookie, proof } = await running.signIn()
    const socket = await open(['v9.channel.k8s.io', proof, 'v4.channel.k8s.io'], exec, { cookie, origin: `http://127.0.0.1:${running.port}` })
    const names = Object.keys(asked[0]?.headers ?? {}).filter(name => !name.startsWith('impersonate-'))
    expect(names.sort()).toEqual([
      ...['authorization', 'connection', 'host', 'sec-websocket-key', 'sec-websocket-protocol', 'sec-websocket-version', 'upgrade', 'user-agent'],
    ])
    expect(asked[0]?.headers['sec-websocket-protocol']).toBe('v4.channel.k8s.io')
    socket.terminate()
  })

  test('is one line in the log, without its command', async () => {
    const socket = await open(['v5.channel.k8s.io'])
    expect(running.logged()).toMatchObject([
      { event: 'mutation', user: 'editor', method: 'GET', path: '/api/v1/namespaces/shop/pods/web-0/exec', status: 101, sessionId: expect.any(String) },
    ])
    expect(JSON.stringify(running.logged())).not.toContain('secret')
    socket.terminate()
  })

  test('ends when the pod ends, with what it said last', async () => {
    const socket = await open(['v5.channel.k8s.io'])
    const [pod] = pods.clients
    const last = once(socket, 'message')
    const closed = once(socket, 'close')
    pod?.send('last')
    pod?.close(1000, 'done')
    expect(String((await last)[0])).toBe('last')
    expect((await closed)[0]).toBe(1000)
  })

  test('ends at the pod when its page goes', async () => {
    const socket = await open(['v5.channel.k8s.io'])
    const [pod] = pods.clients
    const closed = once(pod as WebSocket, 'close')
    socket.terminate()
    await closed
  })

  test('ends with its session, on both sides', async () => {
    running.replica.clock.advance(3_600_000 - 100)
    const socket = await open(['v5.channel.k8s.io'])
    const [pod] = pods.clients
    await Promise.all([once(socket, 'close'), once(pod as WebSocket, 'close')])
  })

  test('ends when its session is signed out, on both sides', async () => {
    const socket = await open(['v5.channel.k8s.io'])
    const [pod] = pods.clients
    const { id } = await running.replica.tokens.verify(session['x-latchkey-session'])
    const closed = Promise.all([once(socket, 'close'), once(pod as WebSocket, 'close')])
    await running.replica.revocations.revokeSession(id)
    await closed
  })

  test('ends when the server stops', async () => {
    const socket = await open(['v5.channel.k8s.io'])
    const closed = once(socket, 'close')
    running.upgrades.close()
    await closed
  })

  describe('whose client ends its half', () => {
    const handshakeText = () => {
      const lines = Object.entries({ host: 'a', ...handshake, ...session, ...v5 }).map(([name, value]) => `${name}: ${value}\r\n`)
      return `GET ${hide(exec)} HTTP/1.1\r\n${lines.join('')}\r\n`
    }

    test('before the kube-apiserver has answered leaves no connection open', async () => {
      running.kube.server.removeAllListeners('upgrade')
      const front = once(running.server, 'upgrade')
      const arrived = once(running.kube.server, 'upgrade')
      const client = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true })
      client.on('error', () => undefined).resume()
      client.write(handshakeText())
      const [upstream, socket] = [(await arrived)[1] as Duplex, (await front)[1] as Duplex]
      // A server's side of a connection stays half open until it ends too.
      upstream.once('end', () => upstream.end())
      const closed = [upstream, client, socket].map(each => once(each.on('error', () => undefined).resume(), 'close'))
      client.end()
      await Promise.all(closed)
    })

    test('before it is asked asks nothing, and leaves no connection open', async () => {
      running.server.removeAllListeners('upgrade')
      running.server.on('upgrade', (request, socket: Duplex, head) =>
        socket.once('end', () => setImmediate(() => running.upgrades.upgrade(request, socket, head))),
      )
      const client = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true })
      client.on('error', () => undefined).resume()
      client.end(handshakeText())
      await once(client, 'close')
      expect(asked).toHaveLength(0)
    })

    test('afterwards still hears the last words of the pod', async () => {
      running.kube.server.removeAllListeners('upgrade')
      running.kube.server.on('upgrade', (_, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
        socket.resume().once('end', () => socket.end('last words'))
      })
      const client = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true })
      client.write(handshakeText())
      client.once('data', () => client.end())
      expect(await text(client)).toMatch(/^HTTP\/1\.1 101 [\s\S]*last words$/)
    })
  })

  test('that reads slowly holds the pod back', async () => {
    let front: Duplex | undefined
    running.server.once('upgrade', (_, socket) => {
      front = socket
    })
    const socket = await open(['v5.channel.k8s.io'])
    const [pod] = pods.clients
    socket.pause()
    const piece = Buffer.alloc(1024 * 1024)
    for (let index = 0; index < 64; index += 1) pod?.send(piece)
    let received = 0
    socket.on('message', data => {
      received += (data as Buffer).length
    })
    await vi.waitFor(() => expect(front?.writableLength).toBeGreaterThan(0), 20_000)
    // Until all stands still: what is not held back lies in front of the client by then.
    for (let before = -1; before !== front?.writableLength; ) {
      before = front?.writableLength ?? 0
      for (let round = 0; round < 5; round += 1) await running.shake('/')
    }
    expect(front?.writableLength).toBeLessThan(1024 * 1024)
    socket.resume()
    await vi.waitFor(() => expect(received).toBe(64 * piece.length), 20_000)
    socket.terminate()
  })
})

describe('refused is', () => {
  test.each([
    ['anything but exec, attach and portforward', '/api/v1/namespaces/shop/pods/web-0/log?follow=1', v5, 404],
    ['a path outside of the API', '/metrics', v5, 404],
    ['a path that climbs', '/api/v1/namespaces/shop/pods/../exec', v5, 400],
    ['a terminal without a subprotocol', exec, {}, 400],
    ['a terminal in an unknown subprotocol', exec, { 'sec-websocket-protocol': 'v9.channel.k8s.io' }, 400],
    ['a terminal as someone else', exec, { ...v5, 'impersonate-user': 'root' }, 400],
  ])('%s', async (_, path, headers, status) => {
    expect(await running.shake(hide(path), { ...session, ...headers })).toMatchObject({ status, socket: null })
    expect(asked).toHaveLength(0)
  })

  test('what the kube-apiserver refuses, in its words and logged', async () => {
    running.kube.server.removeAllListeners('upgrade')
    const status = JSON.stringify({ kind: 'Status', reason: 'Forbidden', message: 'pods "web-0" is forbidden', code: 403 })
    running.kube.server.on('upgrade', (_, socket) =>
      socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nAudit-Id: a-1\r\nContent-Length: ${status.length}\r\n\r\n${status}`),
    )
    const answer = await running.shake(hide(exec), { ...session, ...v5 })
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'FORBIDDEN', message: 'pods "web-0" is forbidden' } })
    expect(running.logged()).toMatchObject([
      { event: 'mutation', status: 403, auditId: 'a-1' },
      { event: 'refused', code: 'FORBIDDEN' },
    ])
  })

  test('what nothing answers', async () => {
    running.kube.server.removeAllListeners('upgrade')
    running.kube.server.on('upgrade', (_, socket) => socket.destroy())
    expect(await running.shake(hide(exec), { ...session, ...v5 })).toMatchObject({ status: 502 })
  })
})
