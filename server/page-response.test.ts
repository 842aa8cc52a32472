import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { hostilePaths } from '#domain/testing/hostile-paths.ts'
import { PageResponse, type ResponseShape } from './page-response.ts'

const both: ResponseShape['compression'] = { encodings: ['br', 'gzip'], fromBytes: 1000 }
const shape: ResponseShape = { prefix: '/p', headInsert: '<base href="/p/">', htmlType: 'plain', compression: { encodings: [], fromBytes: 0 } }
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

  it('looks for <head> in the first 16 KiB alone', async () => {
    const afterBytes = (length: number) =>
      answer(r => {
        r.setHeader('Content-Type', 'text/html')
        r.write('x'.repeat(length))
        r.end('<head>')
      })
    expect((await afterBytes(16_383)).body.toString()).toBe(`${'x'.repeat(16_383)}<head><base href="/p/">`)
    expect((await afterBytes(16_384)).body.toString()).toBe(`${'x'.repeat(16_384)}<head>`)
  })

  it('passes HTML without <head> and everything that is not HTML untouched', async () => {
    expect((await answer(r => r.setHeader('Content-Type', 'text/html').end('<p>'))).body.toString()).toBe('<p>')
    const json = await answer(r => r.setHeader('Content-Type', 'application/json').end('{"a":"<head>"}'))
    expect(json.body.toString()).toBe('{"a":"<head>"}')
    expect(json.response.headers['content-length']).toBe('14')
  })

  it('leaves the scripts of a page to what was inserted, and those of other HTML alone', async () => {
    const script = '<script src="./_next/a.js"></script>'
    const page = await answer(r => {
      r.setHeader('Content-Type', 'text/html')
      r.write(`<head>${script}<script src=`)
      r.write('"./_next/b.js"></script></head><')
      r.end()
    })
    const late = (name: string) => `<script type="late" src="./_next/${name}.js"></script>`
    expect(page.body.toString()).toBe(`<head><base href="/p/">${late('a')}${late('b')}</head><`)
    expect((await answer(r => r.setHeader('Content-Type', 'text/html').end(script))).body.toString()).toBe(script)
  })

  it.each([
    ['/x', '/p/x'],
    ['/p/x', '/p/x'],
    ['/px', '/p/px'],
    ['/resources/a/v1/b?namespace=c#d', '/p/resources/a/v1/b?namespace=c#d'],
    ['/p', '/p'],
  ])('sends Location %s as %s', async (location, expected) => {
    const { response } = await answer(r => r.writeHead(303, { Location: location }).end())
    expect(response.headers.location).toBe(expected)
  })

  it.each(hostilePaths.map(location => [location]))('sends nobody to %j', async location => {
    let refused = false
    const { response } = await answer(r => {
      try {
        r.writeHead(303, { Location: location }).end()
      } catch {
        // Node itself writes no header with a line break.
        refused = true
        r.end()
      }
    })
    if (refused) expect(response.headers.location).toBeUndefined()
    else expect(response.headers.location).toBe('/p/')
  })

  it('keeps every cookie inside the mount, and leaves a narrower path as it is', async () => {
    const cookies = ['a=1; Path=/', 'b=2; path=/; Secure', 'c=3; Path=/p/; HttpOnly', 'd=/; Path=/x', 'e=; Path=/']
    const scoped = ['a=1; Path=/p/', 'b=2; Path=/p/; Secure', 'c=3; Path=/p/; HttpOnly', 'd=/; Path=/x', 'e=; Path=/p/']
    expect((await answer(r => r.writeHead(200, { 'Set-Cookie': cookies }).end())).response.headers['set-cookie']).toEqual(scoped)
    expect((await answer(r => r.setHeader('Set-Cookie', 'a=1; Path=/').end())).response.headers['set-cookie']).toEqual(['a=1; Path=/p/'])
    expect((await answer(r => r.writeHead(200, { 'Set-Cookie': cookies }).end(), { prefix: '' })).response.headers['set-cookie']?.[0]).toBe('a=1; Path=/')
  })

  it.each([
    ['plain', 'br', brotliDecompressSync, 'text/html; charset=utf-8'],
    ['opaque', 'br', brotliDecompressSync, 'application/x-latchkey-html; charset=utf-8'],
    // A kube-apiserver that took it for HTML after all would abort the connection at brotli.
    ['mixed-case', 'gzip', gunzipSync, 'Text/HTML; charset=utf-8'],
  ] as const)('compresses %s HTML as %s after the insertion', async (htmlType, encoding, decode, type) => {
    const { body, response } = await answer(r => r.setHeader('Content-Type', 'text/html').end(`<head>${'x'.repeat(2000)}`), { compression: both, htmlType })
    expect(decode(body).toString()).toMatch(/^<head><base href="\/p\/">x+$/)
    expect(response.headers['content-type']).toBe(type)
    expect([response.headers['content-encoding'], response.headers.vary]).toEqual([encoding, 'Accept-Encoding'])
  })

  it.each([
    ['br', ['br', 'gzip'], 'mixed-case', 'br'],
    ['gzip', ['gzip', 'br'], 'plain', 'gzip'],
  ] as const)('compresses JSON as %s where the client likes that best, whatever HTML is labelled', async (_case, encodings, htmlType, expected) => {
    const { response } = await answer(r => r.setHeader('Content-Type', 'application/json').end('x'.repeat(2000)), {
      compression: { encodings, fromBytes: 1000 },
      htmlType,
    })
    expect(response.headers['content-encoding']).toBe(expected)
  })

  it('sends HTML as it is where only brotli is accepted and the way does not allow it', async () => {
    const { body, response } = await answer(r => r.setHeader('Content-Type', 'text/html').end('x'.repeat(2000)), {
      compression: { encodings: ['br'], fromBytes: 1000 },
      htmlType: 'mixed-case',
    })
    expect([response.headers['content-encoding'], body.toString()]).toEqual([undefined, 'x'.repeat(2000)])
  })

  it('compresses neither small bodies, event streams, what is encoded already nor a part of something', async () => {
    const none = [
      await answer(r => r.setHeader('Content-Type', 'application/json').end('{}'), { compression: both }),
      await answer(r => r.setHeader('Content-Type', 'text/event-stream').end('x'.repeat(2000)), { compression: both }),
      await answer(r => r.setHeader('Content-Type', 'text/css').setHeader('Content-Encoding', 'zstd').end('x'.repeat(2000)), { compression: both }),
      await answer(r => r.writeHead(206, { 'Content-Type': 'text/css', 'Content-Range': 'bytes 0-1999/9000' }).end('x'.repeat(2000)), { compression: both }),
    ]
    expect(none.map(({ response }) => response.headers['content-encoding'])).toEqual([undefined, undefined, 'zstd', undefined])
  })

  it.each([
    ['br', createBrotliDecompress],
    ['gzip', createGunzip],
  ] as const)('what is written arrives before the rest is, as %s', async (encoding, createDecoder) => {
    let finish = (): void => {}
    server = createServer({ ServerResponse: PageResponse }, (_request, response) => {
      response.setShape({ ...shape, compression: { encodings: [encoding], fromBytes: 0 } })
      response.setHeader('Content-Type', 'text/html').write('<head><body>shell')
      finish = () => response.end('late')
    })
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const response = await new Promise<IncomingMessage>(resolve => request({ port, host: '127.0.0.1', agent: false }, resolve).end())
    let text = ''
    for await (const bytes of response.pipe(createDecoder())) {
      text += String(bytes)
      // Without a flush nothing would come, and the test would wait for ever.
      if (text.endsWith('shell')) finish()
    }
    expect(text).toBe('<head><base href="/p/"><body>shelllate')
  })

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('a second end takes nothing away from %s', async (encoding, decode) => {
    const { body } = await answer(
      r => {
        r.setHeader('Content-Type', 'application/json')
        r.end('x'.repeat(500_000))
        r.end()
      },
      { compression: { encodings: [encoding], fromBytes: 0 } },
    )
    expect(decode(body).length).toBe(500_000)
  })

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('delivers a large body whole as %s to a writer that waits for drain', async (encoding, decode) => {
    // Hardly compressible, so that the socket fills up as well.
    const chunk = Buffer.from(randomBytes(48 * 1024).toString('base64'))
    const { body } = await answer(
      r => {
        r.setHeader('Content-Type', 'application/json')
        let left = 100
        const more = (): void => {
          while (left > 0) {
            left -= 1
            if (!r.write(chunk)) return void r.once('drain', more)
          }
          r.end()
        }
        more()
      },
      { compression: { encodings: [encoding], fromBytes: 0 } },
    )
    expect(decode(body).length).toBe(100 * chunk.length)
  })
})
