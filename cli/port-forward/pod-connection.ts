import { Duplex } from 'node:stream'
import { createFrameReader, encodeFrame, type Frame, opcode } from './web-socket-frame.ts'

const dataChannel = 0
const errorChannel = 1
/** Each channel begins with the port in two bytes. */
const prologueBytes = 2
/** The other end takes messages of up to 32 MiB. */
const longestMessage = 65_536
const longestErrorText = 4_096
const normalClosure = Buffer.from([0x03, 0xe8])

/** `silent` where the pod, or someone on the way to it, ended the connection before a byte came back. */
export type ConnectionEnd = 'answered' | 'silent'

/**
 * One TCP connection to a port of a pod, carried by a WebSocket past its handshake. The subprotocol is
 * `v4.channel.k8s.io` (k8s.io/cri-streaming, portforward/websocket.go): binary messages that begin with the number of a
 * channel, data on 0, the reason of a failure on 1. It knows no half-close: the end of either side is the end of both.
 * `onEnd` is told once when the other side ends it, and never when this side does.
 */
export function openPodConnection(socket: Duplex, onEnd: (end: ConnectionEnd) => void): Duplex {
  const frames = createFrameReader()
  const channels = createChannels()
  let answered = false
  let isOver = false

  const connection = new Duplex({
    allowHalfOpen: false,
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(encodeData(chunk), done),
    writev: (chunks, done) => void socket.write(encodeData(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer))), done),
    final(done) {
      if (!isOver) connection.push(null)
      isOver = true
      hangUp(socket)
      done()
    },
    destroy(error, done) {
      isOver = true
      hangUp(socket)
      done(error)
    },
  })

  function end(error?: unknown): void {
    if (isOver) return
    isOver = true
    onEnd(answered ? 'answered' : 'silent')
    // Of an answer that broke off, HTTP tells by itself; what came before is still to be read.
    if (answered) connection.push(null)
    else connection.destroy(new Error(channels.errorText() || 'The connection to the pod ended before an answer.', { cause: error }))
  }

  function take(frame: Frame): void {
    if (frame.opcode === opcode.ping) socket.write(encodeFrame(opcode.pong, frame.payload))
    if (frame.opcode === opcode.close) end()
    if (frame.opcode !== opcode.binary && frame.opcode !== opcode.continuation) return
    const data = channels.dataOf(frame)
    if (data.length === 0 || isOver) return
    answered = true
    if (!connection.push(data)) socket.pause()
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of frames.push(chunk)) take(frame)
    } catch (thrown) {
      end(thrown)
      socket.destroy()
    }
  })
  socket.on('error', end)
  socket.on('end', () => end())
  socket.on('close', () => end())
  return connection
}

/** Sorts the pieces of messages by their channel, which only the first piece of each names. */
function createChannels(): { dataOf(frame: Frame): Buffer; errorText(): string } {
  const prologueLeft = [prologueBytes, prologueBytes]
  let open: number | null = null
  let errorText = ''
  return {
    dataOf({ isLast, payload }) {
      const channel: number | undefined = open ?? payload[0]
      if (channel === undefined) return payload
      const content = open === null ? payload.subarray(1) : payload
      open = isLast ? null : channel
      const left = prologueLeft[channel] ?? 0
      prologueLeft[channel] = Math.max(0, left - content.length)
      const bytes = content.subarray(left)
      if (channel === errorChannel) errorText = `${errorText}${bytes}`.slice(0, longestErrorText)
      return channel === dataChannel ? bytes : Buffer.alloc(0)
    },
    errorText: () => errorText,
  }
}

function encodeData(bytes: Buffer): Buffer {
  const messages: Buffer[] = []
  for (let start = 0; start < bytes.length; start += longestMessage) {
    messages.push(encodeFrame(opcode.binary, Buffer.concat([Buffer.of(dataChannel), bytes.subarray(start, start + longestMessage)])))
  }
  return Buffer.concat(messages)
}

function hangUp(socket: Duplex): void {
  if (socket.destroyed || socket.writableEnded) return
  // Where the other end does not read, it would not read the farewell either.
  if (socket.writableLength > 0) socket.destroy()
  else socket.end(encodeFrame(opcode.close, normalClosure), () => socket.destroy())
}
