import { randomBytes } from 'node:crypto'

/** RFC 6455 §11.8. */
export const opcode = { continuation: 0x0, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const

export type Frame = { opcode: number; isLast: boolean; payload: Buffer }

/** The other end sends pieces of 32 KiB; this is far from that and far from what would hurt. */
const longestPayload = 1 << 20

/** A whole message, or a control frame, as a client sends it: in one frame, masked (RFC 6455 §5.3). */
export function encodeFrame(code: number, payload: Buffer): Buffer {
  const mask = randomBytes(4)
  const lengthBytes = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8
  const frame = Buffer.allocUnsafe(2 + lengthBytes + 4 + payload.length)
  frame[0] = 0x80 | code
  frame[1] = 0x80 | (lengthBytes === 0 ? payload.length : lengthBytes === 2 ? 126 : 127)
  if (lengthBytes === 2) frame.writeUInt16BE(payload.length, 2)
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(payload.length), 2)
  const start = 2 + lengthBytes + 4
  mask.copy(frame, start - 4)
  for (let index = 0; index < payload.length; index += 1) frame[start + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0)
  return frame
}

/**
 * Cuts what a server sends into frames, however it arrives. No extension is ever agreed on, so the reserved bits are zero.
 * @throws Error where it is not RFC 6455
 */
export function createFrameReader(): { push(chunk: Buffer): Frame[] } {
  let rest: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const frames: Frame[] = []
      for (let taken = takeFrame(rest); taken !== null; taken = takeFrame(rest)) {
        frames.push(taken.frame)
        rest = rest.subarray(taken.length)
      }
      return frames
    },
  }
}

function takeFrame(bytes: Buffer): { frame: Frame; length: number } | null {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return null
  const code = first & 0x0f
  const isLast = (first & 0x80) !== 0
  const short = second & 0x7f
  if ((first & 0x70) !== 0) throw new Error('The other end of the WebSocket uses an extension that nobody agreed on.')
  if ((second & 0x80) !== 0) throw new Error('The other end of the WebSocket masks its frames as only a client does.')
  if (code >= opcode.close && (!isLast || short > 125)) throw new Error('The other end of the WebSocket sent a control frame that is too long.')
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return null
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (length > longestPayload) throw new Error(`The other end of the WebSocket sent a frame of ${length} bytes.`)
  if (bytes.length < start + length) return null
  return { frame: { opcode: code, isLast, payload: bytes.subarray(start, start + length) }, length: start + length }
}
