import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test } from 'vitest'
import { readText } from '../kube/transport.ts'
import { fakeKubeApiserver } from '../testing/kube-apiserver.ts'
import { stillCount } from '../testing/still-count.ts'
import { send, tunnelTo } from '../testing/tunnel.ts'
import { createListener, listen } from './listener.ts'

const megabyte = Buffer.alloc(1_000_000, 1)
const megabytes = 80
/** What sockets and streams on the way may hold; the rest has to wait where it comes from. */
const held = 60

/** That many megabytes, counting those that were asked for. */
function* counted(taken: { count: number }): Generator<Buffer> {
  for (; taken.count < megabytes; taken.count += 1) yield megabyte
}

async function sizeOf(body: Readable): Promise<number> {
  let size = 0
  for await (const chunk of body) size += (chunk as Buffer).length
  return size
}

test('an answer waits for a browser that does not read', async () => {
  const taken = { count: 0 }
  const cluster = await fakeKubeApiserver({ onRequest: (_request, response) => void pipeline(Readable.from(counted(taken)), response) })
  const { mount } = await tunnelTo(cluster.origin)
  const [response] = (await once(request(`${mount}/`).end(), 'response')) as [IncomingMessage]
  expect(await stillCount(() => taken.count)).toBeLessThan(held)
  expect(await sizeOf(response)).toBe(megabytes * megabyte.length)
})

test('an upload waits for a cluster that does not read', async () => {
  const taken = { count: 0 }
  const go = Promise.withResolvers<void>()
  const cluster = await fakeKubeApiserver({
    async onRequest(incoming, response) {
      await go.promise
      response.end(String(await sizeOf(incoming)))
    },
  })
  const { mount } = await tunnelTo(cluster.origin)
  const call = request(`${mount}/`, { method: 'POST' })
  const answer = once(call, 'response')
  const upload = pipeline(Readable.from(counted(taken)), call)
  expect(await stillCount(() => taken.count)).toBeLessThan(held)
  go.resolve()
  await upload
  expect(await readText(((await answer) as [IncomingMessage])[0])).toBe(String(megabytes * megabyte.length))
})

test('an answer that comes before the upload has ended is the last on its connection', async () => {
  const cluster = await fakeKubeApiserver({ onRequest: (_request, response) => void response.writeHead(413).end('too large') })
  const { mount } = await tunnelTo(cluster.origin)
  const call = request(`${mount}/`, { method: 'POST' })
  call.on('error', () => {})
  call.write(megabyte)
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  expect([response.statusCode, response.headers.connection, await readText(response)]).toEqual([413, 'close', 'too large'])
  call.destroy()
})

test('64 KiB of cookies pass, in requests and in answers', async () => {
  const value = 'x'.repeat(65_536)
  const cluster = await fakeKubeApiserver({
    onRequest: (incoming, response) => void response.setHeader('set-cookie', `a=${value}`).end(incoming.headers.cookie),
  })
  const { mount, port } = await tunnelTo(cluster.origin)
  const cookie = `latchkey-namespaces-0123abcd-${port}=${value}`
  const call = request(`${mount}/`, { headers: { cookie: `${cookie}; other=${value.slice(0, 40_000)}` }, maxHeaderSize: 131_072 }).end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  expect([response.statusCode, response.headers['set-cookie']?.[0]?.length, (await readText(response)) === cookie]).toEqual([200, value.length + 2, true])
})

test('200 streams pass at once, and another request beside them', async () => {
  const cluster = await fakeKubeApiserver({
    onRequest(incoming, response) {
      if (incoming.url?.endsWith('/events')) response.writeHead(200).write('one')
      else response.end('beside')
    },
  })
  const { mount } = await tunnelTo(cluster.origin)
  const streams = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const [response] = (await once(request(`${mount}/events`, { agent: false }).end(), 'response')) as [IncomingMessage]
      await once(response, 'data')
      return response
    }),
  )
  expect((await send(`${mount}/`)).text).toBe('beside')
  for (const stream of streams) stream.destroy()
})

/** What comes back on a connection until the other end closes it. */
async function everything(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(bytes)
  return readText(socket)
}

test('requests that do not wait for each other are answered in their order', async () => {
  const cluster = await fakeKubeApiserver({ onRequest: (incoming, response) => response.end(`[${incoming.url?.slice(-2)}]`) })
  const { port, mount } = await tunnelTo(cluster.origin)
  const head = (path: string, more = '') => `GET ${new URL(mount).pathname}${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`
  const text = await everything(port, head('/a') + head('/b') + head('/c', 'Connection: close\r\n'))
  expect(text.match(/\[..\]/g)).toEqual(['[/a]', '[/b]', '[/c]'])
})

test('a client that waits for leave to send its body gets it, and the cluster is not asked for leave', async () => {
  const cluster = await fakeKubeApiserver({ onRequest: async (incoming, response) => void response.end(await readText(incoming)) })
  const { mount } = await tunnelTo(cluster.origin)
  const call = request(`${mount}/`, { method: 'POST', headers: { expect: '100-continue', 'content-length': 5 } })
  call.flushHeaders()
  await once(call, 'continue')
  const answer = once(call, 'response')
  call.end('hello')
  expect(await readText(((await answer) as [IncomingMessage])[0])).toBe('hello')
  expect(cluster.requests[0]?.headers.expect).toBeUndefined()
})

test('a head that does not come to its end is not waited for; a body is', async () => {
  const server = createListener(100)
  server.on('request', async (incoming, response) => void response.end(await readText(incoming)))
  const port = await listen(server, 0)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const slow = connect(port, '127.0.0.1')
  slow.write('POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhel')
  expect(await everything(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toContain('HTTP/1.1 408 ')
  slow.write('lo')
  expect(await readText(slow)).toMatch(/\r\n\r\nhello$/)
})
