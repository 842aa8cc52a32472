// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { once } from 'node:events'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import { createServer, type Server, type ServerResponse } from 'node:http'
// biome-ignore lint/style/noRestrictedImports: a test runs in Node.
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

let server: Server
let open: Map<string, ServerResponse>
let openStream: (path: string, signal: AbortSignal) => Promise<ReadableStreamDefaultReader<string>>

beforeEach(async () => {
  vi.resetModules()
  const { streamByRequest } = await import('./stream-by-request.ts')
  const { requestKube } = await import('./request.ts')
  openStream = (path, signal) => streamByRequest(() => requestKube(path, { signal }), signal)
  open = new Map()
  server = createServer((request, response) => {
    if (request.url === '/api/k8s/refused') return void response.writeHead(403).end('{"kind":"Status","reason":"Forbidden","message":"no"}')
    open.set(request.url ?? '', response)
    response.writeHead(200).flushHeaders()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubGlobal('document', { querySelector: () => null })
  vi.stubGlobal('__bp', () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})

const never = new AbortController().signal
const four = () => Promise.all(['/1', '/2', '/3', '/4'].map(path => openStream(path, never)))

it('reads text that is cut anywhere', async () => {
  const reader = await openStream('/1', never)
  const bytes = Buffer.from('é')
  open.get('/api/k8s/1')?.write(bytes.subarray(0, 1))
  open.get('/api/k8s/1')?.end(bytes.subarray(1))
  let text = ''
  for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value
  expect(text).toBe('é')
})

it('throws a refusal, and keeps no place for it', async () => {
  for (let round = 0; round < 5; round += 1) await expect(openStream('/refused', never)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

it('opens no fifth before one of the four ends', async () => {
  const readers = await four()
  const fifth = openStream('/5', never)
  open.get('/api/k8s/2')?.end()
  expect(await readers[1]?.read()).toEqual({ done: true, value: undefined })
  await fifth
  expect(open.size).toBe(5)
})

it('ends the four after a while where others wait, as the server ends a watch', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const readers = await four()
  vi.advanceTimersByTime(60_000)
  const reads = readers.map(reader => reader.read())
  const waiting = [openStream('/5', never), openStream('/6', never)]
  expect(open.size).toBe(4)
  vi.advanceTimersByTime(10_000)
  expect(await Promise.all(reads)).toEqual(Array(4).fill({ done: true, value: undefined }))
  await Promise.all(waiting)
})

it('lets one who waits leave', async () => {
  await four()
  const leaving = new AbortController()
  const fifth = openStream('/5', leaving.signal)
  leaving.abort()
  await expect(fifth).rejects.toMatchObject({ name: 'AbortError' })
  open.get('/api/k8s/1')?.end()
  await openStream('/6', never)
  expect(open.has('/api/k8s/5')).toBe(false)
})
