import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { servicePath } from '../services/service-proxy.ts'
import { localServer } from '../testing/local-server.ts'
import { send, tunnelTo } from '../testing/tunnel.ts'

const script = '/_next/static/chunks/a.js'
const body = brotliCompressSync('const a = 1')
const asBrowser = { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } }

type Setting = { files?: string[]; immutable?: boolean; answer?: (response: ServerResponse) => boolean; isOtherUser?: () => Promise<boolean> }

/** A tunnel that fetches ahead from a server with one script; `asked` are the paths that reached that server. */
async function ahead({ files = [script], immutable = true, answer = () => false, ...options }: Setting = {}) {
  const asked: string[] = []
  const server = await localServer((request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').slice(servicePath.length)
    asked.push(path)
    if (path === '/first-load.json') return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ files }))
    if (answer(response)) return
    response.setHeader('cache-control', ['no-cache, private', immutable ? 'public, max-age=31536000, immutable' : 'no-store'])
    response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'br', 'x-request-id': 'theirs', 'set-cookie': 'a=1' }).end(body)
  })
  const { mount } = await tunnelTo(server, { fetchesAhead: true, ...options })
  return { mount, asked }
}

test('a file of the first page is fetched once, before anyone asks, and answered from here', async () => {
  const { mount, asked } = await ahead()
  await vi.waitFor(() => expect(asked).toEqual(['/first-load.json', script]))
  for (let times = 0; times < 2; times++) {
    const { status, headers } = await send(mount + script, asBrowser)
    expect([status, headers['content-encoding'], headers['cache-control'], headers['content-length']]).toEqual([
      200,
      'br',
      'public, max-age=31536000, immutable',
      String(body.length),
    ])
    expect([headers['x-request-id'], headers['set-cookie']]).toEqual([undefined, undefined])
  }
  expect(asked).toHaveLength(2)
})

test('who asks while it is on its way waits for that, and the cluster hears of it once', async () => {
  const held: ServerResponse[] = []
  const { mount, asked } = await ahead({ answer: response => held.length === 0 && held.push(response) > 0 })
  await vi.waitFor(() => expect(held).toHaveLength(1))
  const answer = send(mount + script, asBrowser)
  held[0]?.writeHead(200, { 'cache-control': 'immutable', 'content-encoding': 'br' }).end(body)
  expect((await answer).status).toBe(200)
  expect(asked).toHaveLength(2)
})

test.each([
  ['a browser that has it', { headers: { ...asBrowser.headers, 'if-none-match': '"x"' } }, script],
  ['a part of it', { headers: { ...asBrowser.headers, range: 'bytes=0-1' } }, script],
  ['a browser without brotli', { headers: { 'accept-encoding': 'gzip' } }, script],
  ['a HEAD', { method: 'HEAD', ...asBrowser }, script],
  ['a query', asBrowser, `${script}?x`],
  ['another file', asBrowser, '/_next/static/chunks/b.js'],
])('the cluster answers %s', async (_what, options, path) => {
  const { mount, asked } = await ahead()
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  await send(mount + path, options)
  expect(asked).toEqual(['/first-load.json', script, path])
})

test('what is no file that never changes, or failed, is asked for anew', async () => {
  const changing = await ahead({ immutable: false })
  await vi.waitFor(() => expect(changing.asked).toHaveLength(2))
  expect((await send(changing.mount + script, asBrowser)).headers['cache-control']).toBe('no-store')
  expect(changing.asked).toEqual(['/first-load.json', script, script])

  let failures = 0
  const failing = await ahead({ answer: response => failures++ === 0 && response.destroy() !== undefined })
  await vi.waitFor(() => expect(failures).toBeGreaterThan(0))
  expect((await send(failing.mount + script, asBrowser)).status).toBe(200)

  let large = 0
  const tooLarge = await ahead({
    answer: response => large++ === 0 && response.setHeader('cache-control', 'immutable').end(Buffer.alloc(5 * 1024 * 1024)) !== undefined,
  })
  await vi.waitFor(() => expect(large).toBeGreaterThan(0))
  expect((await send(tooLarge.mount + script, asBrowser)).headers['content-length']).not.toBe(String(5 * 1024 * 1024))
})

test('a server that never ends a list or a file is read no further than all of them may be large', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, ' ')
  const pour = (response: ServerResponse): void => {
    while (!response.destroyed && response.write(megabyte));
    if (!response.destroyed) response.once('drain', () => pour(response))
  }
  let isGivenUp = false
  const server = await localServer((_request, response) => {
    response.once('close', () => (isGivenUp = true))
    pour(response.writeHead(200, { 'content-type': 'application/json' }))
  })
  await tunnelTo(server, { fetchesAhead: true })
  await vi.waitFor(() => expect(isGivenUp).toBe(true))

  const files = Array.from({ length: 12 }, (_, index) => `/_next/static/chunks/${index}.js`)
  const large = await ahead({
    files,
    answer: response => response.setHeader('cache-control', 'immutable').end(megabyte) !== undefined,
  })
  await vi.waitFor(() => expect(large.asked).toHaveLength(1 + files.length))
  for (const path of files) expect((await send(large.mount + path, asBrowser)).status).toBe(200)
  expect(large.asked.length - 1 - files.length, 'what was not kept').toBeGreaterThanOrEqual(files.length - 4)
})

test('a file that is named twice is fetched once', async () => {
  const other = '/_next/static/chunks/b.js'
  const { asked } = await ahead({ files: [script, script, other, script] })
  await vi.waitFor(() => expect(asked).toEqual(['/first-load.json', script, other]))
})

test('a file in another encoding than was asked for is not kept: not every browser that takes brotli takes it', async () => {
  const { mount, asked } = await ahead({
    answer: response => response.writeHead(200, { 'cache-control': 'immutable', 'content-encoding': 'gzip' }).end() !== undefined,
  })
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  await send(mount + script, asBrowser)
  expect(asked).toEqual(['/first-load.json', script, script])
})

test('a list that names anything but files of a build is none', async () => {
  for (const path of [
    '/api/v1/session',
    '/_next/static/../../api/v1/session',
    '/_next/static/./a.js',
    '/_next/static//evil.test/a.js',
    '/_next/static/%2e%2e/%2e%2e/api/v1/session',
    '/_next/static/a.js?x',
    '/_next/static/a.js\n',
    '//evil.test/_next/static/a.js',
    'http://evil.test/_next/static/a.js',
  ]) {
    const { mount, asked } = await ahead({ files: [path] })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    await send(mount + script, asBrowser)
    expect(asked).toEqual(['/first-load.json', script])
  }
})

test('who is not let in gets no kept file', async () => {
  const { mount, asked } = await ahead()
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  const { origin, host, port } = new URL(mount)
  const refused = async (url: string, headers: Record<string, string> = {}): Promise<void> => {
    const { status, headers: got, text } = await send(url, { headers: { ...asBrowser.headers, ...headers } })
    expect([status, got['content-encoding'], got.etag, text.includes('const a')]).toEqual([403, undefined, undefined, false])
  }
  await refused(origin + script)
  await refused(`${origin}/${'A'.repeat(43)}${script}`)
  await refused(origin + script, { cookie: `latchkey-tunnel-${port}=${'A'.repeat(43)}` })
  // Of another site; of a name that leads here; of another port of this computer, with the secret even.
  await refused(mount + script, { origin: 'http://evil.test' })
  await refused(mount + script, { host: `evil.test:${port}` })
  await refused(mount + script, { host: host.replace('127.0.0.1', '127.0.0.1.nip.io') })
  await refused(mount + script, { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'script' })
  await refused(mount + script, { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' })
  expect(asked, 'and the cluster hears nothing of it').toHaveLength(2)

  const ofAnother = await ahead({ isOtherUser: async () => true })
  await vi.waitFor(() => expect(ofAnother.asked).toHaveLength(2))
  expect((await send(ofAnother.mount + script, asBrowser)).status).toBe(403)
})
