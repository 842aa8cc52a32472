import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { dropWhenDead } from './drop-when-dead.ts'

let sockets: WebSocketServer
beforeEach(async () => {
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  sockets.on('connection', socket => dropWhenDead(socket, 20))
  await once(sockets, 'listening')
})
afterEach(() => {
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
})

async function connect(autoPong: boolean): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`, { autoPong })
  await once(socket, 'open')
  return socket
}

test('a peer that answers no ping is dropped', async () => {
  const socket = await connect(false)
  const [code] = await once(socket, 'close')
  expect(code, 'no closing handshake').toBe(1006)
})

test('a peer that answers stays', async () => {
  const socket = await connect(true)
  for (let ping = 0; ping < 10; ping += 1) await once(socket, 'ping')
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

test('what a peer says is an answer too', async () => {
  const socket = await connect(false)
  for (let ping = 0; ping < 10; ping += 1) {
    await once(socket, 'ping')
    socket.send('{}')
  }
  expect(socket.readyState).toBe(WebSocket.OPEN)
})
