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
import { createSignInLinks, type SignInLinks } from './sign-in-links.ts'
import { openTunnel } from './tunnel.ts'

// A local HTTP server stands for the kube-apiserver: these tests are about the mechanics of the tunnel alone.
async function originOfTunnelTo(listener: RequestListener, links?: SignInLinks): Promise<string> {
  const { origin } = await tunnelTo(`${await localServer(listener)}/base`, links ? { links } : {})
  return origin
}

describe('what passes', () => {
  test('method, raw path, query, body and status, below the service', async () => {
    const origin = await originOfTunnelTo(async (incoming, response) => {
      const body = await readText(incoming)
      response.writeHead(201, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ method: incoming.method, url: incoming.url, body, prefix: incoming.headers['x-forwarded-prefix'] }))
    })
    const answer = await send(`${origin}/api/k8s/a%20b?x=%2F&y`, { method: 'POST', body: 'hello' })
    expect(answer.status).toBe(201)
    expect(JSON.parse(answer.text)).toEqual({ method: 'POST', url: `/base${servicePath}/api/k8s/a%20b?x=%2F&y`, body: 'hello', prefix: '/' })
  })

  test('a page is HTML again, its redirects are without the path of the service', async () => {
    const origin = await originOfTunnelTo((_incoming, response) => {
      response.writeHead(303, { 'content-type': 'application/x-latchkey-html', location: `/base${servicePath}/signed-out` })
      response.end('<p>')
    })
    const answer = await send(`${origin}/`)
    expect([answer.status, answer.headers['content-type'], answer.headers.location]).toEqual([303, 'text/html; charset=utf-8', '/signed-out'])
  })

  test('a stream arrives while it goes on, and its end at the browser ends it at the cluster', async () => {
    const ended = Promise.withResolvers<void>()
    const origin = await originOfTunnelTo((_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('one')
      response.on('close', () => ended.resolve())
    })
    const call = request(`${origin}/events`).end()
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    const [chunk] = (await once(response, 'data')) as [Buffer]
    expect(String(chunk)).toBe('one')
    call.destroy()
    await ended.promise
  })

  test('a browser that leaves before an answer ends the request at the cluster, too', async () => {
    const asked = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const origin = await originOfTunnelTo((_incoming, response) => {
      response.on('close', () => ended.resolve())
      asked.resolve()
    })
    const call = request(`${origin}/slow`).end()
    call.on('error', () => {})
    await asked.promise
    call.destroy()
    await ended.promise
  })

  test('the head of an answer arrives before its body', async () => {
    const release = Promise.withResolvers<void>()
    const origin = await originOfTunnelTo(async (_incoming, response) => {
      response.writeHead(200).flushHeaders()
      await release.promise
      response.end('late')
    })
    const [response] = (await once(request(`${origin}/`).end(), 'response')) as [IncomingMessage]
    release.resolve()
    expect(await readText(response)).toBe('late')
  })
})

describe('what does not pass', () => {
  test('a foreign Host or Origin, and a path that climbs: nothing reaches the cluster', async () => {
    let reached = 0
    const origin = await originOfTunnelTo((_incoming, response) => {
      reached += 1
      response.end()
    })
    const evil = await send(`${origin}/`, { headers: { host: 'evil.test' } })
    expect([evil.status, JSON.parse(evil.text).error.code]).toEqual([403, 'CROSS_SITE'])
    expect((await send(`${origin}/`, { method: 'POST', headers: { origin: 'null' } })).status).toBe(403)
    for (const path of ['//x', '/../x', '/%2e%2e/x', '/a%2fb', '/a\\b', '*']) expect([path, await rawStatus(origin, path)]).toEqual([path, 400])
    expect(reached).toBe(0)
  })

  test('a refusal of the kube-apiserver is told in words, and to a browser as plain text', async () => {
    const origin = await originOfTunnelTo((_incoming, response) => {
      const body = statusBody(403, 'Forbidden', 'services "latchkey:http" is forbidden', { kind: 'services', name: 'latchkey:http' })
      response.writeHead(403, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
    expect(JSON.parse((await send(`${origin}/api/v1/session`)).text).error.code).toBe('SERVICE_FORBIDDEN')
    const page = await send(`${origin}/`, { headers: { accept: 'text/html' } })
    expect([page.status, page.headers['content-type']]).toEqual([403, 'text/plain; charset=utf-8'])
  })

  test('a Status about a user object is an answer like any other', async () => {
    const body = statusBody(404, 'NotFound', 'virtualservices "x" not found', { kind: 'virtualservices', name: 'x' })
    const origin = await originOfTunnelTo((_incoming, response) => {
      response.writeHead(404, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
    expect(await send(`${origin}/api/k8s/x`)).toMatchObject({ status: 404, text: body })
  })

  test('a cluster that went away is a 502 in our shape', async () => {
    const origin = await originOfTunnelTo((_incoming, response) => {
      response.destroy()
    })
    const answer = await send(`${origin}/`)
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([502, 'CLUSTER_UNREACHABLE'])
  })
})

test('a sign-in link leads to the exchange, whose verifier only the tunnel knows and sends once', async () => {
  const verifiers: Array<string | undefined> = []
  const links = createSignInLinks(async () => 'wrapped', '/')
  const origin = await originOfTunnelTo((incoming, response) => {
    verifiers.push(incoming.headers['x-latchkey-verifier'] as string | undefined)
    response.end()
  }, links)
  const link = `${origin}${links.create()}`
  const opened = await send(link)
  expect([opened.status, opened.headers.location, opened.headers['cache-control']]).toEqual([303, '/login?wrapped-token=wrapped&to=%2F', 'no-store'])
  await send(`${origin}${opened.headers.location}`, { headers: { 'x-latchkey-verifier': 'guessed' } })
  await send(`${origin}${opened.headers.location}`)
  expect(verifiers).toEqual([expect.stringMatching(/^[\w-]{43}$/), undefined])
  expect((await send(link)).status).toBe(410)
})

test('a port that is taken is told by its number', async () => {
  const taken = Number(new URL(await localServer((_incoming, response) => response.end())).port)
  const connection = connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({}) })}/config` }, {}, false)
  const service = createLatchkeyService(createTransport(connection, () => {}))
  const error = await failureOf(() => openTunnel(service, { port: taken, onTrouble: () => {} }))
  expect([error.code, error.exitCode, error.message]).toEqual(['PORT_IN_USE', 9, `Port ${taken} of 127.0.0.1 is in use.`])
})

/** The status of a GET whose target goes onto the socket as it stands. */
async function rawStatus(origin: string, target: string): Promise<number> {
  const { port } = new URL(origin)
  const socket = connectSocket(Number(port), '127.0.0.1')
  socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  const [head] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(String(head).split(' ', 2)[1])
}
