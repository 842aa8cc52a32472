import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readText } from '../kube/transport.ts'
import { type ConnectionEnd, openPodConnection } from './pod-connection.ts'
import { opcode } from './web-socket-frame.ts'

const prologue = [frame(opcode.binary, [0, 0x90, 0x1f]), frame(opcode.binary, [1, 0x90, 0x1f])]

/** A short frame as kubelet sends it. */
function frame(code: number, bytes: number[] | string, isLast = true): Buffer {
  const payload = Buffer.from(bytes as string)
  return Buffer.concat([Buffer.of((isLast ? 0x80 : 0) | code, payload.length), payload])
}

const data = (text: string) => frame(opcode.binary, [0, ...Buffer.from(text)])

/** A connection whose other end, past the handshake, is the test's own. */
async function open(): Promise<{ connection: Duplex; kubelet: Socket; ends: ConnectionEnd[] }> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [kubelet] = (await once(server, 'connection')) as [Socket]
  const ends: ConnectionEnd[] = []
  const connection = openPodConnection(near, end => ends.push(end))
  onTestFinished(() => {
    connection.destroy()
    kubelet.destroy()
    server.close()
  })
  return { connection, kubelet, ends }
}

/** What a client has sent in one short frame, its mask taken off. */
function unmasked(bytes: Buffer): { code: number; payload: Buffer } {
  const length = (bytes[1] ?? 0) & 0x7f
  return { code: (bytes[0] ?? 0) & 0x0f, payload: Buffer.from(bytes.subarray(6, 6 + length).map((byte, index) => byte ^ (bytes[2 + (index & 3)] ?? 0))) }
}

describe('what the pod sends', () => {
  test('is the data channel alone, without the port that begins it', async () => {
    const { connection, kubelet, ends } = await open()
    for (const bytes of [...prologue, data('one '), frame(opcode.pong, ''), data('two')]) kubelet.write(bytes)
    kubelet.end(frame(opcode.close, [0x03, 0xe8]))
    expect([await readText(connection), ends]).toEqual(['one two', ['answered']])
  })

  test('in pieces of a message, whose first alone names the channel; with the port in a piece of its own', async () => {
    const { connection, kubelet } = await open()
    kubelet.write(frame(opcode.binary, [0, 0x90], false))
    kubelet.write(frame(opcode.continuation, [0x1f, 0x61], false))
    kubelet.write(frame(opcode.continuation, []))
    kubelet.write(data('b'))
    kubelet.end()
    expect(await readText(connection)).toBe('ab')
  })

  test('after what it says went wrong is a failure with that text', async () => {
    const { connection, kubelet, ends } = await open()
    for (const bytes of [...prologue, frame(opcode.binary, [1, ...Buffer.from('nobody listens')])]) kubelet.write(bytes)
    kubelet.end()
    await expect(readText(connection)).rejects.toThrow('nobody listens')
    expect(ends).toEqual(['silent'])
  })

  test('and then nothing but an end is a failure too', async () => {
    const { connection, kubelet, ends } = await open()
    for (const bytes of prologue) kubelet.write(bytes)
    kubelet.end()
    await expect(readText(connection)).rejects.toThrow('ended before an answer')
    expect(ends).toEqual(['silent'])
  })

  test('and what is no WebSocket ends it', async () => {
    const { connection, kubelet } = await open()
    kubelet.write(Buffer.from([0xf2, 0]))
    const failure = await readText(connection).catch(error => error as Error)
    expect(failure).toMatchObject({ message: 'The connection to the pod ended before an answer.', cause: { message: expect.stringContaining('extension') } })
    await once(kubelet.resume(), 'close')
  })

  test('waits where nobody reads it', async () => {
    const { connection, kubelet } = await open()
    for (const bytes of prologue) kubelet.write(bytes)
    const piece = Buffer.concat(Array.from({ length: 1000 }, () => data('x'.repeat(100))))
    let pieces = 0
    do {
      pieces += 1
      await new Promise(resolve => setImmediate(resolve))
    } while (kubelet.write(piece) && pieces < 1000)
    expect(pieces, 'the kernel takes some, but not a hundred megabytes').toBeLessThan(1000)
    kubelet.end()
    expect((await readText(connection)).length).toBe(pieces * 100_000)
  })
})

describe('what is sent to it', () => {
  test('goes out on the data channel', async () => {
    const { connection, kubelet } = await open()
    connection.write('hello')
    const [bytes] = (await once(kubelet, 'data')) as [Buffer]
    expect(unmasked(bytes)).toEqual({ code: opcode.binary, payload: Buffer.from('\0hello') })
  })

  test('a ping has its pong', async () => {
    const { kubelet } = await open()
    kubelet.write(frame(opcode.ping, 'are you there'))
    const [bytes] = (await once(kubelet, 'data')) as [Buffer]
    expect(unmasked(bytes)).toEqual({ code: opcode.pong, payload: Buffer.from('are you there') })
  })

  test.each(['end', 'destroy'] as const)('%s says farewell, and is no end by the other side', async how => {
    const { connection, kubelet, ends } = await open()
    connection[how]()
    const [bytes] = (await once(kubelet, 'data')) as [Buffer]
    expect(unmasked(bytes)).toEqual({ code: opcode.close, payload: Buffer.from([0x03, 0xe8]) })
    await once(kubelet.resume(), 'end')
    expect(ends).toEqual([])
  })
})
