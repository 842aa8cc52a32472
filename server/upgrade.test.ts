import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type Handshaken, handshake, startUpgradeServer } from './testing/upgrade-server.ts'

let running: Awaited<ReturnType<typeof startUpgradeServer>>
beforeEach(async () => {
  running = await startUpgradeServer('/ops')
})
afterEach(() => running.close())

const protocol = 'latchkey.stream.v1'
const code = ({ body }: Handshaken) => (body ? (JSON.parse(body) as { error: { code: string } }).error.code : 'passes')
const offer = (...names: string[]) => ({ 'sec-websocket-protocol': names.join(', ') })

describe('a page of ours', () => {
  test('opens its stream by cookie and proof, and the proof is not what is agreed on', async () => {
    const { cookie, proof } = await running.signIn()
    const answer = await running.shake('/api/v1/stream', {
      cookie,
      ...offer(proof, protocol),
      origin: `http://127.0.0.1:${running.port}`,
      'sec-fetch-site': 'same-origin',
    })
    expect(answer).toMatchObject({ status: 101, headers: { 'sec-websocket-protocol': protocol, 'sec-websocket-accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' } })
    answer.socket?.destroy()
    await vi.waitFor(() => expect(running.observed).toEqual([101]), 20_000)
  })

  test('reaches it under a mount, whether the way there tells the mount, strips it, or does neither', async () => {
    const under = await running.signIn('/ops')
    const offered = offer(protocol, under.proof)
    for (const [path, headers] of [
      ['/ops/api/v1/stream', {}],
      ['/api/v1/stream', { 'x-forwarded-prefix': '/ops' }],
      // The service proxy strips the mount of an upgrade and says nothing: the proof knows whose cookie is meant.
      ['/api/v1/stream', {}],
    ] as const) {
      const answer = await running.shake(path, { cookie: under.cookie, ...offered, ...headers })
      expect([path, answer.status]).toEqual([path, 101])
      answer.socket?.destroy()
    }
  })

  test('watches through it', async () => {
    running.kube.server.on('request', (request, response) => response.end(request.url))
    const { token } = await running.signIn()
    const socket = new WebSocket(`ws://127.0.0.1:${running.port}/api/v1/stream`, protocol, { headers: { 'x-latchkey-session': token } })
    await once(socket, 'open')
    socket.send(JSON.stringify({ open: 1, path: '/api/v1/pods?watch=1', accept: '*/*' }))
    const frames: unknown[] = []
    socket.on('message', data => frames.push(JSON.parse(String(data))))
    await vi.waitFor(() => expect(frames).toContainEqual({ id: 1, text: '/api/v1/pods?watch=1' }), 20_000)
    socket.terminate()
  })
})

describe('an upgrade is refused', () => {
  test.each([
    ['without a session', '/api/v1/stream', {}, 'UNAUTHENTICATED'],
    ['with a session that is none', '/api/v1/stream', { 'x-latchkey-session': 'x' }, 'SESSION_INVALID'],
    ['at an unknown path', '/api/v1/streams', {}, 'NOT_FOUND'],
    ['at a path of the proxy', '/api/k8s/api/v1/pods', {}, 'NOT_FOUND'],
    ['at a page', '/', {}, 'NOT_FOUND'],
    ['to something else', '/api/v1/stream', { upgrade: 'h2c' }, 'BAD_REQUEST'],
    ['without a key', '/api/v1/stream', { 'sec-websocket-key': '' }, 'BAD_REQUEST'],
    ['in an old version', '/api/v1/stream', { 'sec-websocket-version': '8' }, 'BAD_REQUEST'],
  ])('%s', async (_, path, headers, expected) => {
    expect(code(await running.shake(path, headers))).toBe(expected)
  })

  test('of another method', async () => {
    expect(await running.shake('/api/v1/stream', { 'content-length': '0' }, 'POST')).toMatchObject({ status: 405 })
  })

  test.each<[string, Record<string, string>, string, string[]]>([
    ['no proof', {}, 'CROSS_SITE', []],
    ['a proof of another session', {}, 'SESSION_CHANGED', ['other']],
    ['a proof that is none', {}, 'SESSION_CHANGED', ['latchkey.proof.x']],
    ['its proof from another origin', { origin: 'http://evil.test', 'x-forwarded-host': 'dash.test:80' }, 'CROSS_SITE', ['own']],
    ['its proof from nowhere', { origin: 'null' }, 'CROSS_SITE', ['own']],
    ['its proof from a neighbour', { 'sec-fetch-site': 'same-site' }, 'CROSS_SITE', ['own']],
  ])('by cookie with %s', async (_, headers, expected, proofs) => {
    const { cookie, proof } = await running.signIn('', headers['x-forwarded-host'])
    const other = await running.signIn()
    const offered = proofs.map(name => (name === 'own' ? proof : name === 'other' ? other.proof : name))
    expect(code(await running.shake('/api/v1/stream', { cookie, ...offer(protocol, ...offered), ...headers }))).toBe(expected)
  })

  test('by cookie at an address of the kube-apiserver itself, where the installation is closed to such', async () => {
    const closed = await startUpgradeServer('', { allowSharedOrigin: false })
    try {
      const { cookie, proof, token } = await closed.signIn('/proxied')
      const headers = { cookie, ...offer(protocol, proof) }
      const answer = await closed.shake('/api/v1/stream', headers)
      expect([answer.status, code(answer)]).toEqual([403, 'SHARED_ORIGIN_REFUSED'])
      expect(closed.logged()).toMatchObject([{ event: 'refused', code: 'SHARED_ORIGIN_REFUSED' }])
      // What shows its mount, or brings its session by itself, is not meant.
      for (const allowed of [
        { ...headers, 'x-forwarded-prefix': '/proxied' },
        { 'x-latchkey-session': token, ...offer(protocol) },
      ]) {
        const { status, socket } = await closed.shake('/api/v1/stream', allowed)
        expect(status).toBe(101)
        socket?.destroy()
      }
    } finally {
      await closed.close()
    }
  })

  test('that speaks no subprotocol of ours', async () => {
    const { token } = await running.signIn()
    expect(code(await running.shake('/api/v1/stream', { 'x-latchkey-session': token }))).toBe('BAD_REQUEST')
  })

  test('that claims an identity', async () => {
    const { token } = await running.signIn()
    expect(code(await running.shake('/api/v1/stream', { 'x-latchkey-session': token, ...offer(protocol), 'impersonate-user': 'root' }))).toBe('HEADER_REFUSED')
    for (const claim of ['Impersonate-User.cm9vdA', 'base64url.bearer.authorization.k8s.io.cm9vdA'])
      expect(code(await running.shake('/api/v1/stream', { 'x-latchkey-session': token, ...offer(`${protocol}, ${claim}`) }))).toBe('HEADER_REFUSED')
  })

  test('by a whole HTTP answer with the headers of every other, and one line in the log', async () => {
    const answer = await running.shake('/api/v1/upgrade/L2FwaQ?x=secret')
    expect(answer.headers).toMatchObject({
      connection: 'close',
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.body)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    const requestId = String(answer.headers['x-request-id'])
    expect(JSON.parse(answer.body)).toEqual({ error: { code: 'UNAUTHENTICATED', message: expect.any(String), requestId } })
    expect(running.logged()).toMatchObject([{ event: 'refused', requestId, status: 401, path: '/api/v1/upgrade/…' }])
    expect(running.observed).toEqual([401])
  })

  test('and the connection ends, whatever the client still sends', async () => {
    const socket = connect(running.port, '127.0.0.1')
    const answered = text(socket)
    const head = Object.entries({ host: 'a', ...handshake }).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`GET /api/v1/nothing HTTP/1.1\r\n${head.join('')}\r\n${'x'.repeat(100_000)}`)
    expect(await answered).toMatch(/^HTTP\/1\.1 404 [\s\S]*"code":"NOT_FOUND"/)
  })

  test('behind an answer that is not out yet, without harm to others', async () => {
    running.server.on('request', () => undefined)
    const socket = connect(running.port, '127.0.0.1')
    const head = Object.entries({ host: 'a', ...handshake }).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.on('error', () => undefined)
    socket.write(`GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /api/v1/nothing HTTP/1.1\r\n${head.join('')}\r\n`)
    await once(socket.resume(), 'close')
    expect(code(await running.shake('/api/v1/stream'))).toBe('UNAUTHENTICATED')
  })
})

test('a server that stops closes what is open and takes no more', async () => {
  const { token } = await running.signIn()
  const headers = { 'x-latchkey-session': token }
  const socket = new WebSocket(`ws://127.0.0.1:${running.port}/api/v1/stream`, protocol, { headers })
  await once(socket, 'open')
  const closed = once(socket, 'close')
  running.upgrades.close()
  expect((await closed)[0]).toBe(1012)
  expect(code(await running.shake('/api/v1/stream', { ...headers, ...offer(protocol) }))).toBe('NOT_READY')
  await new Promise(resolve => running.server.close(resolve))
})
