import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createFrameWriter, type FrameWriter } from './frame-writer.ts'

const mebibyte = 1024 * 1024
const frame = { id: 1, text: 'x'.repeat(mebibyte) }
let sockets: WebSocketServer
let served: WebSocket
let client: WebSocket
let writer: FrameWriter

beforeEach(async () => {
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(sockets, 'listening')
  const connected = once(sockets, 'connection')
  client = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`)
  await once(client, 'open')
  served = (await connected)[0] as WebSocket
  served.on('error', () => undefined)
  writer = createFrameWriter(served)
  client.pause()
})
afterEach(() => {
  client.terminate()
  served.terminate()
  sockets.close()
})

/** Sends as one turn does: nothing leaves in between. */
function send(frames: number): void {
  for (let sent = 0; sent < frames; sent += 1) writer.send(frame)
}

async function isPending(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => false), new Promise<boolean>(resolve => setImmediate(() => resolve(true)))])
}

describe('a client that reads nothing', () => {
  test('is dropped where ever more is sent to it', async () => {
    const closed = once(served, 'close')
    send(64)
    expect(served.readyState).not.toBe(WebSocket.OPEN)
    expect((await closed)[0], 'no closing handshake').toBe(1006)
  })

  test('for a while has all of it when it reads on', async () => {
    send(12)
    expect(served.readyState).toBe(WebSocket.OPEN)
    let received = 0
    client.on('message', data => {
      received += (JSON.parse(String(data)) as typeof frame).text.length
      if (received === 12 * mebibyte) client.close()
    })
    client.resume()
    await once(client, 'close')
    expect(received).toBe(12 * mebibyte)
  })
})

describe('a stream', () => {
  test('does not wait where little lies before it', async () => {
    writer.send({ pong: true })
    expect(await isPending(writer.whenDrained())).toBe(false)
  })

  test('waits while much lies there, and goes on when it has left', async () => {
    send(12)
    const drained = writer.whenDrained()
    expect(await isPending(drained)).toBe(true)
    client.resume()
    await drained
    expect(served.bufferedAmount).toBeLessThan(mebibyte)
  })

  test('that waits ends when the socket closes, and none waits after', async () => {
    send(12)
    const drained = [writer.whenDrained(), writer.whenDrained()]
    expect(await isPending(Promise.race(drained))).toBe(true)
    client.terminate()
    await Promise.all(drained)
    await writer.whenDrained()
  })

  test('that still sends while the socket closes waits for that at most', async () => {
    served.terminate()
    // Counted as waiting, though it can never leave.
    send(2)
    expect(served.readyState).toBe(WebSocket.CLOSING)
    const drained = writer.whenDrained()
    expect(await Promise.race([drained.then(() => false), Promise.resolve(true)])).toBe(true)
    await drained
  })
})
