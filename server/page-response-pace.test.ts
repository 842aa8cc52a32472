import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { createBrotliDecompress, createGunzip, deflate } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { ContentEncoding } from './content-encoding.ts'
import { PageResponse } from './page-response.ts'

const mebibyte = 1024 * 1024
// Not compressible: what is taken from the producer lies somewhere, or is on its way.
const chunk = randomBytes(mebibyte / 4)
const chunks = 80
const stalledWithinBytes = 16 * mebibyte

let server: Server
let taken = 0
let produced: PageResponse
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

/** An answer of 20 MiB, compressed, by a producer that heeds `write`; its client reads nothing of the body yet. */
async function openAnswer(encoding: ContentEncoding): Promise<IncomingMessage> {
  taken = 0
  server = createServer({ ServerResponse: PageResponse }, (_request, response) => {
    produced = response
    response.setShape({ prefix: '', headInsert: '', htmlType: 'plain', compression: { encodings: [encoding], fromBytes: 0 } })
    response.setHeader('Content-Type', 'application/json')
    const produce = (): void => {
      while (taken < chunks * chunk.length) {
        taken += chunk.length
        if (!response.write(chunk)) return void response.once('drain', produce)
      }
      response.end()
    }
    produce()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => request({ port, host: '127.0.0.1', agent: false }, resolve).on('error', reject).end())
}

/** Until all stands still: work of a compressor would be done between the rounds, for it waits in the same queue as theirs. */
async function standstill(): Promise<void> {
  for (let before = -1; before !== taken; ) {
    before = taken
    for (let round = 0; round < 5; round += 1) await promisify(deflate)(chunk)
  }
}

describe.each([
  ['gzip', createGunzip],
  ['br', createBrotliDecompress],
] as const)('a client that stops reading %s', (encoding, createDecoder) => {
  it('holds the producer back, and has all of it when it reads on', async () => {
    const answer = await openAnswer(encoding)
    await standstill()
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(stalledWithinBytes)
    const received = createHash('sha256')
    for await (const bytes of answer.pipe(createDecoder())) received.update(bytes)
    const sent = createHash('sha256')
    for (let index = 0; index < chunks; index += 1) sent.update(chunk)
    expect(received.digest('hex')).toBe(sent.digest('hex'))
  })

  it('and goes leaves no compressor behind', async () => {
    const answer = await openAnswer(encoding)
    answer.on('error', () => undefined)
    await standstill()
    const closed = once(produced, 'close')
    answer.destroy()
    await closed
    // A compressor that were still held back would never say what became of it.
    await new Promise<void>(resolve => produced.write(chunk, () => resolve()))
  })
})
