import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { anyString } from '../../lib/domain/testing/any-string.ts'
import { propertyRuns, propertyTimeoutMs, tellFigures } from '../../lib/domain/testing/property-runs.ts'
import { createTransport } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { createLatchkeyService, servicePath } from '../services/service-proxy.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { refuseTarget } from './request-path.ts'

// Any target that the tunnel lets pass, out by the user's own credential over a real connection: it stays below the service.

const prefix = `/k8s/clusters/c-1${servicePath}`
let kube: HttpServer
let evil: Server
let evilPort = 0
let evilConnections = 0
let arrived: string[] = []

beforeAll(async () => {
  kube = createServer((request, response) => {
    arrived.push(request.url ?? '')
    response.end()
  })
  evil = createSocketServer(socket => {
    evilConnections += 1
    socket.destroy()
  })
  for (const server of [kube, evil]) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  evilPort = (evil.address() as AddressInfo).port
})
afterAll(() => {
  kube.closeAllConnections()
  kube.close()
  evil.close()
})

const piece = fc.oneof(
  fc.constantFrom('a', 'api', 'v1', 'k8s', 'resources', '_next', 'x.y', 'b%20c', '100%'),
  fc.constantFrom('.', '..', '%2e', '%2E%2e', '%252e%252e', '%25252e', '/', '//', '\\', '%2f', '%252F', '%5c', '%255c', '/../', '/./', '..;', '%c0%ae'),
  fc.constantFrom('@', ':', ';', '?', '#', '%00', '%0d%0a', ' ', '\t', '\r\n', '\x7f', 'é', '%ff', '%e2%80%ae', '%', '%25', '*', 'EVIL'),
  anyString({ maxLength: 3 }),
)
const origin = fc.constantFrom(
  '',
  '',
  '',
  '/',
  '/',
  'http://127.0.0.1:EVIL',
  '//127.0.0.1:EVIL',
  '/@127.0.0.1:EVIL',
  '/\\127.0.0.1:EVIL',
  '@127.0.0.1:EVIL/',
  ':80@127.0.0.1:EVIL/',
)
const target = fc.oneof(
  fc.tuple(origin, fc.array(piece, { maxLength: 10 })).map(([start, pieces]) => `${start}${pieces.join('')}`),
  fc.array(fc.constantFrom('a', 'b%20c', 'x.y', 'api', '%25', '...', 'é'), { maxLength: 6 }).map(words => `/${words.join('/')}?q=../%2f//`),
)

test('whatever target passes stays below the service of Latchkey', { timeout: propertyTimeoutMs }, async () => {
  const server = `http://127.0.0.1:${(kube.address() as AddressInfo).port}/k8s/clusters/c-1`
  const folder = tempFolder({ config: kubeconfigYaml({ server, user: { token: 't' } }) })
  const transport = createTransport(connect({ kubeconfig: `${folder}/config` }, {}, false), () => {}, 0)
  onTestFinished(() => transport.close())
  const service = createLatchkeyService(transport)
  const figures = { cases: 0, forwarded: 0 }
  await fc.assert(
    fc.asyncProperty(target, async given => {
      const asked = given.replaceAll('EVIL', String(evilPort))
      figures.cases += 1
      if (refuseTarget(asked) !== null) return
      arrived = []
      const answer = await service.send({ method: 'GET', path: asked, headers: {}, body: null })
      answer.body.resume()
      figures.forwarded += 1
      expect([arrived, evilConnections]).toEqual([[`${prefix}${asked}`], 0])
      for (let reading = (arrived[0] ?? '').split('?', 1)[0] ?? '', round = 0; round < 5; round += 1) {
        expect(reading).not.toMatch(/\/\/|\\|(?:^|\/)\.\.?(?:\/|$)/)
        const url = new URL(reading.replaceAll('?', '%3f').replaceAll('#', '%23'), 'https://kube.test')
        expect([url.host, url.pathname.startsWith(`${prefix}/`)]).toEqual(['kube.test', true])
        reading = reading.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      }
    }),
    { numRuns: propertyRuns(300) },
  )
  tellFigures('tunnel', figures)
  expect(figures.forwarded, 'some of it goes on, or nothing was shown').toBeGreaterThan(figures.cases / 10)
})
