import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createTransport, readText } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { selfSigned } from '../testing/local-https-server.ts'
import { statusBody } from '../testing/local-server.ts'
import { type FakePod, type PortForwardCluster, portForwardCluster } from '../testing/port-forward-cluster.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { createPortForwardService } from './port-forward-service.ts'

/** A server in the place of the one in a pod. */
async function podServer(name: string, listener: RequestListener): Promise<{ pod: FakePod; server: Server }> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { pod: { name, port: (server.address() as AddressInfo).port }, server }
}

function serviceOf(cluster: PortForwardCluster, options: Parameters<typeof kubeconfigYaml>[0] = {}, log: string[] = []): LatchkeyService {
  const folder = tempFolder({ config: kubeconfigYaml({ server: cluster.origin, ...options }) })
  const transport = createTransport(connect({ kubeconfig: `${folder}/config` }, {}, false), () => {})
  const service = createPortForwardService(transport, (method, path, outcome) => log.push(`${method} ${path} ${outcome}`))
  onTestFinished(() => service.close())
  return service
}

const named: (name: string) => RequestListener = name => (_request, response) => void response.end(name)
const get = (service: LatchkeyService, path = '/') => service.send({ method: 'GET', path })
const textOf = async (service: LatchkeyService, path = '/') => readText((await get(service, path)).body)

describe('what passes', () => {
  test('method, raw path, query, headers, body and status; paths begin at the root', async () => {
    const { pod } = await podServer('one', async (request, response) => {
      response.writeHead(201, { location: '/there' })
      response.end(JSON.stringify([request.method, request.url, request.headers['x-mine'], await readText(request)]))
    })
    const service = serviceOf(await portForwardCluster([pod]))
    const answer = await service.send({ method: 'POST', path: '/a%20b?x=%2F', headers: { 'x-mine': '1' }, body: 'hello' })
    expect([service.prefix, answer.status, answer.headers['location']]).toEqual(['', 201, '/there'])
    expect(JSON.parse(await readText(answer.body))).toEqual(['POST', '/a%20b?x=%2F', '1', 'hello'])
  })

  test('a connection is used again by the request that follows; at once, each request has its own', async () => {
    const { pod } = await podServer('one', named('one'))
    const cluster = await portForwardCluster([pod])
    const service = serviceOf(cluster)
    for (let turn = 0; turn < 20; turn += 1) expect(await textOf(service)).toBe('one')
    expect(cluster.connected.length).toBeLessThan(5)
    expect(await Promise.all(Array.from({ length: 8 }, () => textOf(service)))).toEqual(Array(8).fill('one'))
    expect(cluster.requests.filter(({ path }) => path.includes('/pods?'))).toHaveLength(1)
  })

  test('a stream arrives while it goes on, and leaving it ends it at the pod', async () => {
    const left = Promise.withResolvers<void>()
    const { pod } = await podServer('one', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('first')
      response.on('close', () => left.resolve())
    })
    const { body } = await get(serviceOf(await portForwardCluster([pod])))
    const [chunk] = (await once(body, 'data')) as [Buffer]
    expect(String(chunk)).toBe('first')
    body.on('error', () => {}).destroy()
    await left.promise
  })

  test('three megabytes each way, byte for byte, at the pace of a slow reader', async () => {
    const { pod } = await podServer('one', (request, response) => void request.pipe(response))
    const sent = Buffer.alloc(3 << 20, 'some bytes that do not line up with any frame ')
    const pieces = Array.from({ length: 48 }, (_, index) => sent.subarray(index << 16, (index + 1) << 16))
    const { body } = await serviceOf(await portForwardCluster([pod])).send({ method: 'POST', path: '/', body: Readable.from(pieces) })
    const received: Buffer[] = []
    for await (const chunk of body) {
      received.push(chunk as Buffer)
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(Buffer.concat(received).equals(sent)).toBe(true)
  })

  test('a WebSocket, in both directions', async () => {
    const { pod, server } = await podServer('one', named('one'))
    server.on('upgrade', (_request: IncomingMessage, socket) => {
      socket.write('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello ')
      socket.pipe(socket)
    })
    const log: string[] = []
    const outcome = await serviceOf(await portForwardCluster([pod]), {}, log).upgrade({ path: '/ws/echo?a=b', headers: { 'sec-websocket-key': 'k' } })
    if (!('upgraded' in outcome)) throw new Error('it was not upgraded')
    const { socket, head } = outcome.upgraded
    let text = String(head)
    const echoed = Promise.withResolvers<void>()
    socket.on('data', chunk => {
      text += chunk
      if (text.includes('echo')) echoed.resolve()
    })
    socket.write('echo')
    await echoed.promise
    expect([text, log]).toEqual(['hello echo', ['GET /ws/echo?a=b 101']])
    socket.destroy()
  })

  test('a refused WebSocket is an answer like any other', async () => {
    const { pod, server } = await podServer('one', named('one'))
    server.on('upgrade', (_request: IncomingMessage, socket) => socket.end('HTTP/1.1 403 X\r\nContent-Length: 2\r\n\r\nno'))
    const outcome = await serviceOf(await portForwardCluster([pod])).upgrade({ path: '/ws', headers: {} })
    if (!('answer' in outcome)) throw new Error('it was upgraded')
    expect([outcome.answer.status, await readText(outcome.answer.body)]).toEqual([403, 'no'])
  })
})

test('the credential goes to the kube-apiserver with every handshake, and never to the pod', async () => {
  const seen: IncomingMessage['headers'][] = []
  const { pod } = await podServer('one', (request, response) => {
    seen.push(request.headers)
    response.end()
  })
  const tls = selfSigned()
  const cluster = await portForwardCluster([pod], tls)
  const authority = { 'certificate-authority-data': Buffer.from(tls.cert).toString('base64') }
  const { body } = await get(serviceOf(cluster, { cluster: authority, user: { token: 'canary-token' } }))
  await readText(body)
  expect(cluster.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer canary-token', 'Bearer canary-token'])
  expect(JSON.stringify(seen)).not.toContain('canary-token')
  expect(seen).toHaveLength(1)
})

describe('which pod', () => {
  test('a ready one that is not ending, at the port it names http', async () => {
    const { pod } = await podServer('good', named('good'))
    const cluster = await portForwardCluster([{ name: 'starting', port: 1, isReady: false }, { name: 'ending', port: 1, isEnding: true }, pod])
    expect(await textOf(serviceOf(cluster))).toBe('good')
    expect(cluster.connected).toEqual(['good'])
  })

  test('gone in the middle of an answer: that answer breaks off, the next request reaches another', async () => {
    const { pod: one, server } = await podServer('one', (_request, response) => void response.writeHead(200).write('half'))
    const { pod: two } = await podServer('two', named('two'))
    const cluster = await portForwardCluster([one, two])
    const service = serviceOf(cluster)
    const { body } = await get(service)
    await once(body, 'data')
    server.closeAllConnections()
    server.close()
    await expect(readText(body)).rejects.toThrow()
    cluster.pods = [two]
    expect(await textOf(service)).toBe('two')
  })

  test('a restarted one, at another port, is found again', async () => {
    const { pod: before, server } = await podServer('one', named('before'))
    const cluster = await portForwardCluster([before])
    const service = serviceOf(cluster)
    expect(await textOf(service)).toBe('before')
    const { pod: after } = await podServer('one', named('after'))
    cluster.pods = [after]
    server.close()
    server.closeAllConnections()
    await expect.poll(() => textOf(service)).toBe('after')
  })

  test('one that the cluster does not know any more is passed over, before the request is sent', async () => {
    const { pod: two } = await podServer('two', async (request, response) => void response.end(`two ${await readText(request)}`))
    const cluster = await portForwardCluster([{ name: 'one', port: 1 }, two])
    cluster.override = path => (path.includes('/pods/one/') ? { status: 404, body: statusBody(404, 'NotFound', 'pods "one" not found') } : null)
    const { body } = await serviceOf(cluster).send({ method: 'POST', path: '/', body: Readable.from(['once']) })
    expect(await readText(body)).toBe('two once')
  })

  test('one that does not answer is told as NOT_READY, and the next request takes another', async () => {
    const { pod: two } = await podServer('two', named('two'))
    const service = serviceOf(await portForwardCluster([{ name: 'one', port: 1 }, two]))
    const error = await failureOf(() => get(service))
    expect([error.code, error.message]).toEqual(['NOT_READY', expect.stringContaining('error forwarding port 1 to pod: connect ECONNREFUSED')])
    expect(await textOf(service)).toBe('two')
  })

  test('the only one, avoided once, gets its chance again', async () => {
    const cluster = await portForwardCluster([{ name: 'one', port: 1 }])
    const service = serviceOf(cluster)
    await failureOf(() => get(service))
    const { pod } = await podServer('one', named('recovered'))
    cluster.pods = [pod]
    expect(await textOf(service)).toBe('recovered')
  })

  test('reset ends what goes on; the next request dials anew, and not another pod, for this one did nothing wrong', async () => {
    const asked = Promise.withResolvers<void>()
    const { pod: one } = await podServer('one', (request, response) => void (request.url === '/hangs' ? asked.resolve() : response.end('one')))
    const { pod: two } = await podServer('two', named('two'))
    const cluster = await portForwardCluster([one, two])
    const service = serviceOf(cluster)
    const hanging = failureOf(() => get(service, '/hangs'))
    await asked.promise
    service.reset()
    expect((await hanging).code).toBe('NOT_READY')
    expect(await textOf(service)).toBe('one')
    expect(cluster.connected).toEqual(['one', 'one'])
  })
})

describe('refused', () => {
  const forbiddenPods = statusBody(403, 'Forbidden', 'pods is forbidden: User "viewer" cannot list resource "pods"', { kind: 'pods', name: '' })

  test('the list of pods', async () => {
    const cluster = await portForwardCluster([])
    cluster.override = path => (path.includes('/pods?') ? { status: 403, body: forbiddenPods } : null)
    const error = await failureOf(() => get(serviceOf(cluster)))
    expect([error.code, error.exitCode]).toEqual(['FORBIDDEN', 5])
    expect(error.message).toMatch(/^You may not list pods in namespace latchkey-system.*User "viewer" cannot list/)
    expect(error.details?.['hint']).toMatch(/--via proxy.*services\/proxy/)
  })

  test('the port-forward', async () => {
    const { pod } = await podServer('one', named('one'))
    const cluster = await portForwardCluster([pod])
    cluster.override = path => (path.includes('/portforward') ? { status: 403, body: statusBody(403, 'Forbidden', 'cannot create "pods/portforward"') } : null)
    const error = await failureOf(() => get(serviceOf(cluster)))
    expect(error.code).toBe('FORBIDDEN')
    expect(error.message).toMatch(/^You may not get and create pods\/portforward in namespace latchkey-system.*cannot create/)
  })

  test('a credential that has ended', async () => {
    const cluster = await portForwardCluster([])
    cluster.override = () => ({ status: 401, body: statusBody(401, 'Unauthorized', 'Unauthorized') })
    expect((await failureOf(() => get(serviceOf(cluster)))).code).toBe('CREDENTIAL_REJECTED')
  })

  test.each<[string, FakePod[], ReturnType<PortForwardCluster['override']>, string]>([
    ['no pod, no service', [], { status: 404, body: statusBody(404, 'NotFound', 'x') }, 'NOT_INSTALLED'],
    ['no pod', [], null, 'NOT_READY'],
    ['no pod, and no right to see the service', [], { status: 403, body: statusBody(403, 'Forbidden', 'x') }, 'NOT_READY'],
    ['no pod that is ready', [{ name: 'one', port: 1, isReady: false }], null, 'NOT_READY'],
  ])('%s', async (_what, pods, service, code) => {
    const cluster = await portForwardCluster(pods)
    cluster.override = path => (path.endsWith('/services/latchkey') ? service : null)
    expect((await failureOf(() => get(serviceOf(cluster)))).code).toBe(code)
  })

  test('a server that speaks another subprotocol, or none', async () => {
    const { pod } = await podServer('one', named('one'))
    const cluster = await portForwardCluster([pod])
    cluster.override = path => (path.includes('/portforward') ? { status: 400, body: statusBody(400, 'BadRequest', 'Upgrade request required') } : null)
    const error = await failureOf(() => get(serviceOf(cluster)))
    expect([error.code, error.message]).toEqual(['CLUSTER_UNREACHABLE', expect.stringContaining('it answered 400: Upgrade request required')])
  })
})
