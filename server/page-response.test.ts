import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { PageResponse, type ResponseShape } from './page-response.ts'

const shape: ResponseShape = { prefix: '/p', headInsert: '<base href="/p/">', htmlType: 'plain', gzipFromBytes: null }
let server: Server | undefined
afterEach(() => new Promise<void>(resolve => (server ? server.close(() => resolve()) : resolve())))

async function answer(
  handler: (response: PageResponse) => void,
  responseShape: Partial<ResponseShape> = {},
): Promise<{ response: IncomingMessage; body: Buffer }> {
  server = createServer({ ServerResponse: PageResponse }, (_request, response) => {
    response.setShape({ ...shape, ...responseShape })
    handler(response)
  })
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => resolve({ response, body: Buffer.concat(chunks) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('an answer under a mount', () => {
  it('inserts once after <head>, even when <head> comes in pieces', async () => {
    const { body, response } = await answer(r => {
      r.setHeader('Content-Type', 'text/html')
      r.setHeader('Content-Length', '5')
      r.write('<html><he')
      r.write('ad><title>x</title></head><head>')
      r.end('tail')
    })
    expect(body.toString()).toBe('<html><head><base href="/p/"><title>x</title></head><head>tail')
    expect(response.headers['content-length']).toBeUndefined()
  })

  it('passes HTML without <head> and everything that is not HTML untouched', async () => {
    expect((await answer(r => r.setHeader('Content-Type', 'text/html').end('<p>'))).body.toString()).toBe('<p>')
    const json = await answer(r => r.setHeader('Content-Type', 'application/json').end('{"a":"<head>"}'))
    expect(json.body.toString()).toBe('{"a":"<head>"}')
    expect(json.response.headers['content-length']).toBe('14')
  })

  it.each([
    ['/x', '/p/x'],
    ['/p/x', '/p/x'],
    ['/px', '/p/px'],
    ['//evil.test', '//evil.test'],
    ['https://evil.test/', 'https://evil.test/'],
  ])('sends Location %s as %s', async (location, expected) => {
    const { response } = await answer(r => r.writeHead(303, { Location: location }).end())
    expect(response.headers.location).toBe(expected)
  })

  it('compresses after the insertion and labels HTML for the way it goes', async () => {
    const { body, response } = await answer(r => r.setHeader('Content-Type', 'text/html').end(`<head>${'x'.repeat(2000)}`), {
      gzipFromBytes: 1000,
      htmlType: 'opaque',
    })
    expect(gunzipSync(body).toString()).toMatch(/^<head><base href="\/p\/">x+$/)
    expect(response.headers['content-type']).toBe('application/x-latchkey-html; charset=utf-8')
    expect(response.headers['content-encoding']).toBe('gzip')
  })

  it('compresses neither small bodies, event streams nor what is encoded already', async () => {
    const none = [
      await answer(r => r.setHeader('Content-Type', 'application/json').end('{}'), { gzipFromBytes: 1000 }),
      await answer(r => r.setHeader('Content-Type', 'text/event-stream').end('x'.repeat(2000)), { gzipFromBytes: 1000 }),
      await answer(r => r.setHeader('Content-Type', 'text/css').setHeader('Content-Encoding', 'br').end('x'.repeat(2000)), { gzipFromBytes: 1000 }),
    ]
    expect(none.map(({ response }) => response.headers['content-encoding'])).toEqual([undefined, undefined, 'br'])
  })

  it('a second end takes nothing away', async () => {
    const { body } = await answer(
      r => {
        r.setHeader('Content-Type', 'application/json')
        r.end('x'.repeat(500_000))
        r.end()
      },
      { gzipFromBytes: 0 },
    )
    expect(gunzipSync(body).length).toBe(500_000)
  })

  it('delivers a large compressed body whole to a writer that waits for drain', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'abcdefghij0123456789')
    const { body } = await answer(
      r => {
        r.setHeader('Content-Type', 'application/json')
        let left = 200
        const more = (): void => {
          while (left > 0) {
            left -= 1
            if (!r.write(chunk)) return void r.once('drain', more)
          }
          r.end()
        }
        more()
      },
      { gzipFromBytes: 0 },
    )
    expect(gunzipSync(body).length).toBe(200 * chunk.length)
  })
})
