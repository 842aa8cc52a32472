// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { once } from 'node:events'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { createServer, type Server } from 'node:http'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { streamProtocol } from '#contract/stream.ts'

// Our server as a browser sees it: sockets at one path, the session at another.
let server: Server
let sockets: WebSocketServer
let carriesSockets: boolean
let sessionStatus: number
let offered: string[]

beforeEach(async () => {
  vi.resetModules()
  carriesSockets = true
  sessionStatus = 200
  offered = []
  server = createServer((_, response) => {
    response.writeHead(sessionStatus, { 'content-type': 'application/json' })
    response.end(sessionStatus === 200 ? '{}' : JSON.stringify({ error: { code: 'SESSION_EXPIRED', message: 'Over.', requestId: 'r' } }))
  })
  sockets = new WebSocketServer({ noServer: true, handleProtocols: () => streamProtocol })
  sockets.on('connection', socket => socket.on('message', () => socket.send('{"pong":true}')))
  server.on('upgrade', (request, socket, head) => {
    offered.push(`${request.url} ${request.headers['sec-websocket-protocol']}`)
    if (carriesSockets) sockets.handleUpgrade(request, socket, head, opened => sockets.emit('connection', opened))
    else socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubGlobal('document', { querySelector: () => ({ content: 'k.p.0' }), addEventListener() {}, removeEventListener() {} })
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  const { port } = server.address() as AddressInfo
  vi.stubGlobal('location', { href: `http://127.0.0.1:${port}/ops/page` })
  // Node's fetch takes no path; a browser's would be relative to the page.
  vi.stubGlobal('__bp', () => `http://127.0.0.1:${port}/ops`)
})
afterEach(() => {
  vi.unstubAllGlobals()
  for (const socket of sockets.clients) socket.terminate()
  server.closeAllConnections()
  server.close()
})

/** The module as a tab that was just opened has it. */
const tab = async () => (await import('./stream-socket.ts')).tabConnection

it('is one for the tab, at the mount, with the proof of the page', async () => {
  const tabConnection = await tab()
  const [one, other] = await Promise.all([tabConnection(), tabConnection()])
  expect(one).not.toBeNull()
  expect(other).toBe(one)
  expect(await tabConnection()).toBe(one)
  expect(offered).toEqual([`/ops/api/v1/stream ${streamProtocol},latchkey.proof.k.p.0`].map(line => line.replace(',', ', ')))
})

it('is made anew after it was lost', async () => {
  const tabConnection = await tab()
  const first = await tabConnection()
  for (const socket of sockets.clients) socket.terminate()
  const second = await vi.waitFor(async () => {
    const connection = await tabConnection()
    expect(connection).not.toBe(first)
    return connection
  }, 20_000)
  expect(second).not.toBeNull()
})

it('is none where only requests pass, which is remembered for a while', async () => {
  carriesSockets = false
  const tabConnection = await tab()
  expect(await tabConnection()).toBeNull()
  carriesSockets = true
  expect(await tabConnection()).toBeNull()
  expect(offered).toHaveLength(1)
  const later = Date.now() + 301_000
  vi.spyOn(Date, 'now').mockReturnValue(later)
  expect(await tabConnection()).not.toBeNull()
})

it('tells that the session has ended, which a browser does not of a handshake', async () => {
  carriesSockets = false
  sessionStatus = 401
  const tabConnection = await tab()
  await expect(tabConnection()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
})

it('is tried again, later, where nothing answers at all', async () => {
  carriesSockets = false
  sessionStatus = 502
  const tabConnection = await tab()
  await expect(tabConnection()).rejects.toMatchObject({ name: 'AppError' })
  carriesSockets = true
  const again = tabConnection()
  expect(offered).toHaveLength(1)
  expect(await again).not.toBeNull()
  expect(offered).toHaveLength(2)
})
