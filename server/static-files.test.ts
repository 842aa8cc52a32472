import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toAppError } from '#errors/app-error.ts'
import { contentPolicy } from './content-policy.ts'
import { PageResponse } from './page-response.ts'
import { readStaticFiles, type StaticFiles } from './static-files.ts'

const script = 'export const x = 1\n'.repeat(200)
let appDir: string
let files: StaticFiles
let server: Server

beforeAll(async () => {
  appDir = makeApp()
  files = readStaticFiles(appDir)
  // What is refused ends as in handleRequest; here its code is the body.
  server = createServer({ ServerResponse: PageResponse }, (incoming, response) => {
    try {
      files.answer(incoming, response)
    } catch (error) {
      const { status, code } = toAppError(error)
      response.writeHead(status).end(code)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  rmSync(appDir, { recursive: true })
})

function makeApp(): string {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-static-'))
  mkdirSync(join(dir, '.next/static/chunks'), { recursive: true })
  mkdirSync(join(dir, 'public/sub'), { recursive: true })
  writeFileSync(join(dir, 'secret.txt'), 'secret')
  writeFileSync(join(dir, '.next/BUILD_ID'), 'secret')
  writeFileSync(join(dir, '.next/static/chunks/a.js'), script)
  writeFileSync(join(dir, '.next/static/chunks/a.js.br'), brotliCompressSync(script))
  writeFileSync(join(dir, '.next/static/chunks/a.js.gz'), gzipSync(script))
  writeFileSync(join(dir, '.next/static/chunks/f.woff2'), 'font')
  writeFileSync(join(dir, '.next/static/chunks/s.css'), 'body{}')
  writeFileSync(join(dir, '.next/static/chunks/s.css.br'), brotliCompressSync('body{}'))
  writeFileSync(join(dir, 'public/icon.svg'), '<svg/>')
  writeFileSync(join(dir, 'public/sub/a b.weird'), 'bytes')
  writeFileSync(join(dir, 'public/alone.gz'), 'an archive, not a sibling')
  return dir
}

type Answer = { status: number; headers: IncomingMessage['headers']; body: Buffer }

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false, path, method, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('a file', () => {
  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
    ['gzip;q=1, br;q=0.5', 'gzip', gunzipSync],
    ['identity', undefined, (body: Buffer) => body],
  ])('for `Accept-Encoding: %s` comes as %s, whole', async (accepted, encoding, decode) => {
    const { headers, body, status } = await ask('/_next/static/chunks/a.js', { 'accept-encoding': accepted })
    expect([status, headers['content-encoding'], headers['content-length']]).toEqual([200, encoding, String(body.length)])
    expect(decode(body).toString()).toBe(script)
    expect([headers.vary, headers['content-type']]).toEqual(['Accept-Encoding', 'text/javascript; charset=utf-8'])
  })

  it('has a validator for each encoding that is the same in another process over the same bytes', async () => {
    const accepted = ['br', 'gzip', 'identity']
    const etags = await Promise.all(accepted.map(async one => (await ask('/_next/static/chunks/a.js', { 'accept-encoding': one })).headers.etag))
    expect(new Set(etags).size).toBe(3)
    for (const etag of etags) expect(etag).toMatch(/^"[\w-]{22}"$/)
    const otherDir = makeApp()
    const other = createServer({ ServerResponse: PageResponse }, readStaticFiles(otherDir).answer)
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const again = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/_next/static/chunks/a.js`, { headers: { 'accept-encoding': 'br' } })
    await again.arrayBuffer()
    other.close()
    rmSync(otherDir, { recursive: true })
    expect(again.headers.get('etag')).toBe(etags[0])
  })

  it('is cached for good under a hashed name and for minutes under a plain one', async () => {
    expect((await ask('/_next/static/chunks/a.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const icon = await ask('/icon.svg')
    expect(icon.headers['cache-control']).toBe('public, max-age=300, must-revalidate')
    expect([icon.headers['content-type'], icon.headers.vary, icon.body.toString()]).toEqual(['image/svg+xml', undefined, '<svg/>'])
  })

  it('lets a worker made from it load scripts of its own origin and connect to nothing', async () => {
    expect((await ask('/_next/static/chunks/a.js')).headers['content-security-policy']).toBe("default-src 'none'; script-src 'self'; frame-ancestors 'none'")
  })

  it('takes names with encoded characters, unknown extensions as bytes, and an archive for itself', async () => {
    const odd = await ask('/sub/a%20b.weird')
    expect([odd.status, odd.headers['content-type'], odd.body.toString()]).toEqual([200, 'application/octet-stream', 'bytes'])
    expect((await ask('/alone.gz')).body.toString()).toBe('an archive, not a sibling')
  })
})

describe('a revalidation', () => {
  it.each([
    ['the validator', (etag: string) => etag],
    ['one of several', (etag: string) => `"x", ${etag}`],
    ['made weak on the way', (etag: string) => `W/${etag}`],
    ['any', () => '*'],
  ])('by %s has no body', async (_case, header) => {
    const first = await ask('/_next/static/chunks/a.js', { 'accept-encoding': 'br' })
    const again = await ask('/_next/static/chunks/a.js', { 'accept-encoding': 'br', 'if-none-match': header(first.headers.etag ?? '') })
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, first.headers.etag])
    expect([again.headers['content-length'], again.headers['content-encoding']]).toEqual([undefined, undefined])
    expect([again.headers['cache-control'], again.headers.vary]).toEqual(['public, max-age=31536000, immutable', 'Accept-Encoding'])
  })

  it('by the validator of another encoding brings the file', async () => {
    const br = await ask('/_next/static/chunks/a.js', { 'accept-encoding': 'br' })
    expect((await ask('/_next/static/chunks/a.js', { 'accept-encoding': 'gzip', 'if-none-match': br.headers.etag ?? '' })).status).toBe(200)
  })
})

describe('what is refused', () => {
  it.each([
    '/_next/static/chunks/none.js',
    '/_next/static/chunks/a.js.map',
    '/_next/static/chunks/',
    '/_next/static/../BUILD_ID',
    '/_next/static/%2e%2e/BUILD_ID',
    '/_next/static/..%2fBUILD_ID',
    '/_next/static/..%5cBUILD_ID',
    '/_next/static/%252e%252e/BUILD_ID',
    '/_next/static/chunks/a.js%00',
    '/_next/static/chunks/a.js%00.css',
    '/_next/static/chunks//a.js',
    '/_next/static/%',
    '/_next/static/%ff',
    '/_next/BUILD_ID',
    '/_next/image?url=%2Ficon.svg&w=64&q=75',
    '/_next/data/x.json',
    '/_next/static/__proto__',
  ])('%s is not found, and no page', async path => {
    expect(files.owns(path.split('?', 1)[0] ?? '')).toBe(true)
    const { status, body } = await ask(path)
    expect([status, body.toString()]).toEqual([404, 'NOT_FOUND'])
  })

  it.each([
    '/',
    '/resources',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/icon.svg/',
    '/icon.svg%00',
    '/sub',
    '/.next/BUILD_ID',
    '/%',
    '/__proto__',
    '/constructor',
  ])('%s is left to others', path => {
    expect(files.owns(path)).toBe(false)
  })

  it('a NUL or a backslash in the request line reaches no file', async () => {
    for (const target of ['/_next/static/chunks/a.js\0', '/_next/static\\..\\BUILD_ID']) expect(await rawStatus(target)).not.toBe('200')
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s', async method => {
    const { status, headers, body } = await ask('/_next/static/chunks/a.js', {}, method)
    expect([status, headers.allow, body.toString()]).toEqual([405, 'GET, HEAD', 'METHOD_NOT_ALLOWED'])
  })
})

it('HEAD answers as GET does, without the body', async () => {
  const get = await ask('/_next/static/chunks/a.js', { 'accept-encoding': 'br' })
  const head = await ask('/_next/static/chunks/a.js', { 'accept-encoding': 'br' }, 'HEAD')
  const { date: _get, ...ofGet } = get.headers
  const { date: _head, ...ofHead } = head.headers
  expect(ofHead).toEqual(ofGet)
  expect(head.body.length).toBe(0)
})

function rawStatus(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    )
    socket.once('data', data => {
      resolve(data.toString('latin1').split(' ')[1] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

it('each style sheet, and nothing else, may stand in a page as it is', () => {
  expect(files.styleHashes).toEqual([`'sha256-${createHash('sha256').update('body{}').digest('base64')}'`])
  expect(contentPolicy('n', files.styleHashes)).toContain(`style-src 'self' 'nonce-n' ${files.styleHashes[0]};`)
})
