import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { createFrameReader, encodeFrame, type Frame, opcode } from './web-socket-frame.ts'

/** A frame as a server sends it: not masked. */
function serverFrame(code: number, payload: Buffer, isLast = true): Buffer {
  const length =
    payload.length < 126
      ? Buffer.of(payload.length)
      : payload.length < 65_536
        ? Buffer.of(126, payload.length >> 8, payload.length & 0xff)
        : longLength(payload)
  return Buffer.concat([Buffer.of((isLast ? 0x80 : 0) | code), length, payload])
}

function longLength(payload: Buffer): Buffer {
  const bytes = Buffer.alloc(9, 127)
  bytes.writeBigUInt64BE(BigInt(payload.length), 1)
  return bytes
}

describe('what is sent', () => {
  test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('a message of %i bytes is what another implementation reads', async size => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => void server.close())
    const received = new Promise<RawData>(resolve => {
      server.on('connection', (webSocket: WebSocket) => webSocket.once('message', resolve))
    })
    await once(server, 'listening')
    const socket = connect((server.address() as { port: number }).port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    const payload = Buffer.alloc(size, 'abc')
    socket.write(encodeFrame(opcode.binary, payload))
    expect(payload.equals((await received) as Buffer)).toBe(true)
  })

  test('never shows its content in clear, and never twice alike', () => {
    const payload = Buffer.from('x'.repeat(64))
    expect(encodeFrame(opcode.binary, payload).includes(payload)).toBe(false)
    expect(encodeFrame(opcode.binary, payload)).not.toEqual(encodeFrame(opcode.binary, payload))
  })
})

describe('what is received', () => {
  test.each([
    ['byte by byte', [0, 1, 125, 126, 300], 1],
    ['in pieces of TCP', [125, 126, 65_535, 65_536, 200_000], 1_000],
  ])('is the same frames, arriving %s', (_how, sizes, smallestCut) => {
    const frames = fc.array(fc.tuple(fc.constantFrom(...sizes), fc.boolean()), { maxLength: 4 })
    const cuts = fc.array(fc.integer({ min: smallestCut, max: 50_000 }), { minLength: 1 })
    fc.assert(
      fc.property(frames, cuts, (wanted, cutAfter) => {
        const sent = wanted.map(([size, isLast]): Frame => ({ opcode: opcode.binary, isLast, payload: Buffer.alloc(size, size) }))
        const bytes = Buffer.concat(sent.map(frame => serverFrame(frame.opcode, frame.payload, frame.isLast)))
        const reader = createFrameReader()
        const got: Frame[] = []
        for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
          const end = start + (cutAfter[turn % cutAfter.length] ?? 1)
          got.push(...reader.push(bytes.subarray(start, end)))
          start = end
        }
        expect(got.map(({ isLast }) => isLast)).toEqual(sent.map(({ isLast }) => isLast))
        expect(got.every(({ payload }, index) => payload.equals(sent[index]?.payload ?? Buffer.alloc(0)))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['an extension', Buffer.of(0xc2, 0)],
    ['a mask', Buffer.of(0x82, 0x80)],
    ['a close in pieces', Buffer.of(0x08, 0)],
    ['a ping of more than 125 bytes', Buffer.of(0x89, 126, 0, 126)],
    ['a frame of a gigabyte', Buffer.of(0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0)],
    ['a length beyond every number', Buffer.of(0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
  ])('is refused with %s', (_what, bytes) => {
    expect(() => createFrameReader().push(bytes)).toThrow(/The other end of the WebSocket/)
  })
})
