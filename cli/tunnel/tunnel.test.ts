import { once } from 'node:events'
import { type IncomingMessage, type RequestListener, request } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createTransport, readText } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { createLatchkeyService, servicePath } from '../services/service-proxy.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { localServer, statusBody } from '../testing/local-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { send, tunnelTo } from '../testing/tunnel.ts'
import { openTunnel } from './tunnel.ts'

// A local HTTP server stands for the kube-apiserver: these tests are about the mechanics of the tunnel alone.
async function mountOfTunnelTo(listener: RequestListener): Promise<string> {
  const { mount } = await tunnelTo(`${await localServer(listener)}/base`)
  return mount
}

describe('what passes', () => {
  test('method, raw path, query, body and status, below the service', async () => {
    const mount = await mountOfTunnelTo(async (incoming, response) => {
      const body = await readText(incoming)
      response.writeHead(201, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ method: incoming.method, url: incoming.url, body, prefix: incoming.headers['x-forwarded-prefix'] }))
    })
    const answer = await send(`${mount}/api/k8s/a%20b?x=%2F&y`, { method: 'POST', body: 'hello' })
    expect(answer.status).toBe(201)
    expect(JSON.parse(answer.text)).toEqual({
      method: 'POST',
      url: `/base${servicePath}/api/k8s/a%20b?x=%2F&y`,
      body: 'hello',
      prefix: new URL(mount).pathname,
    })
  })

  test('a page is HTML again, its redirects are without the path of the service', async () => {
    const mount = await mountOfTunnelTo((_incoming, response) => {
      response.writeHead(303, { 'content-type': 'application/x-latchkey-html', location: `/base${servicePath}/signed-out` })
      response.end('<p>')
    })
    const answer = await send(`${mount}/`)
    expect([answer.status, answer.headers['content-type'], answer.headers.location]).toEqual([303, 'text/html; charset=utf-8', '/signed-out'])
  })

  test('a stream arrives while it goes on, and its end at the browser ends it at the cluster', async () => {
    const ended = Promise.withResolvers<void>()
    const mount = await mountOfTunnelTo((_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('one')
      response.on('close', () => ended.resolve())
    })
    const call = request(`${mount}/events`).end()
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    const [chunk] = (await once(response, 'data')) as [Buffer]
    expect(String(chunk)).toBe('one')
    call.destroy()
    await ended.promise
  })

  test('a browser that leaves before an answer ends the request at the cluster, too', async () => {
    const asked = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const mount = await mountOfTunnelTo((_incoming, response) => {
      response.on('close', () => ended.resolve())
      asked.resolve()
    })
    const call = request(`${mount}/slow`).end()
    call.on('error', () => {})
    await asked.promise
    call.destroy()
    await ended.promise
  })

  test('the head of an answer arrives before its body', async () => {
    const release = Promise.withResolvers<void>()
    const mount = await mountOfTunnelTo(async (_incoming, response) => {
      response.writeHead(200).flushHeaders()
      await release.promise
      response.end('late')
    })
    const [response] = (await once(request(`${mount}/`).end(), 'response')) as [IncomingMessage]
    release.resolve()
    expect(await readText(response)).toBe('late')
  })
})

describe('what does not pass', () => {
  test('a foreign Host or Origin, and a path that climbs: nothing reaches the cluster', async () => {
    let reached = 0
    const mount = await mountOfTunnelTo((_incoming, response) => {
      reached += 1
      response.end()
    })
    const evil = await send(`${mount}/`, { headers: { host: 'evil.test' } })
    expect([evil.status, JSON.parse(evil.text).error.code]).toEqual([403, 'CROSS_SITE'])
    expect((await send(`${mount}/`, { method: 'POST', headers: { origin: 'null' } })).status).toBe(403)
    for (const path of ['///x', '/a//x', '/../x', '/%2e%2e/x', '/a%2fb', '/a\\b']) expect([path, await rawStatus(mount, path)]).toEqual([path, 400])
    expect(reached).toBe(0)
  })

  test('a refusal of the kube-apiserver is told in words, and to a browser as plain text', async () => {
    const mount = await mountOfTunnelTo((_incoming, response) => {
      const body = statusBody(403, 'Forbidden', 'services "latchkey:http" is forbidden', { kind: 'services', name: 'latchkey:http' })
      response.writeHead(403, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
    expect(JSON.parse((await send(`${mount}/api/v1/session`)).text).error.code).toBe('SERVICE_FORBIDDEN')
    const page = await send(`${mount}/`, { headers: { accept: 'text/html' } })
    expect([page.status, page.headers['content-type']]).toEqual([403, 'text/plain; charset=utf-8'])
  })

  test('a Status about a user object is an answer like any other', async () => {
    const body = statusBody(404, 'NotFound', 'virtualservices "x" not found', { kind: 'virtualservices', name: 'x' })
    const mount = await mountOfTunnelTo((_incoming, response) => {
      response.writeHead(404, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
    expect(await send(`${mount}/api/k8s/x`)).toMatchObject({ status: 404, text: body })
  })

  test('a cluster that went away is a 502 in our shape', async () => {
    const mount = await mountOfTunnelTo((_incoming, response) => {
      response.destroy()
    })
    const answer = await send(`${mount}/`)
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([502, 'CLUSTER_UNREACHABLE'])
  })
})

test('a port that is taken is told by its number', async () => {
  const taken = Number(new URL(await localServer((_incoming, response) => response.end())).port)
  const connection = connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({}) })}/config` }, {}, false)
  const service = createLatchkeyService(createTransport(connection, () => {}))
  const error = await failureOf(() => openTunnel(service, { port: taken, onTrouble: () => {} }))
  expect([error.code, error.exitCode, error.message]).toEqual(['PORT_IN_USE', 9, `Port ${taken} of 127.0.0.1 is in use.`])
})

/** The status of a GET whose target goes onto the socket as it stands, below the secret. */
async function rawStatus(mount: string, target: string): Promise<number> {
  const { port, pathname } = new URL(mount)
  const socket = connectSocket(Number(port), '127.0.0.1')
  socket.write(`GET ${pathname}${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  const [head] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(String(head).split(' ', 2)[1])
}
