import { expect, onTestFinished, test } from 'vitest'
import { startLoopbackKube } from '../testing/loopback-kube.ts'
import { createClock } from '../testing/session-kit.ts'
import { createDiscovery } from './discovery.ts'
import { createOpenApi } from './open-api.ts'
import { createReadiness } from './readiness.ts'

async function begin() {
  const kube = await startLoopbackKube()
  onTestFinished(() => kube.close())
  const asked: string[] = []
  const state = { status: 200 }
  kube.server.on('request', (request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`)
    response.writeHead(state.status).end('ok')
  })
  const clock = createClock()
  return { kube, asked, state, clock, isReady: createReadiness(kube.connection, clock.now) }
}

test('readiness is what /readyz says to ourselves, remembered for half a second', async () => {
  const { asked, state, clock, isReady } = await begin()
  expect(await Promise.all([isReady(), isReady()])).toEqual([true, true])
  expect(asked).toEqual(['/readyz Bearer own-token'])
  state.status = 500
  clock.advance(499)
  expect(await isReady()).toBe(true)
  clock.advance(1)
  expect(await isReady()).toBe(false)
})

test('a refusal of /readyz is that of a start where it was readable before; where it never was nothing can be told', async () => {
  const { state, clock, isReady } = await begin()
  state.status = 403
  expect(await isReady()).toBe(true)
  clock.advance(500)
  state.status = 200
  expect(await isReady()).toBe(true)
  clock.advance(500)
  state.status = 403
  expect(await isReady()).toBe(false)
})

test('a kube-apiserver that does not answer is not ready', async () => {
  const { kube, isReady } = await begin()
  kube.server.removeAllListeners('request').on('request', request => request.socket.destroy())
  expect(await isReady()).toBe(false)
})

const resource = (name: string) => ({ resource: name, scope: 'Namespaced', responseKind: { kind: name } })

test('discovery that lacks what was there is believed only of a kube-apiserver that is ready; else the one before stays', async () => {
  const clock = createClock()
  let names = ['pods', 'widgets']
  let ready = [true]
  const discoveryOf = () => ({ items: [{ versions: [{ version: 'v1', resources: names.map(resource) }] }] })
  const client = { watch: async () => undefined, json: async ({ path }: { path: string }) => (path === '/api' ? discoveryOf() : { items: [] }) }
  const discovery = createDiscovery(client, clock.now, async () => ready.shift() ?? true)
  const served = async () => {
    clock.advance(5_000)
    return (await discovery.get()).map(({ resource: plural }) => plural)
  }
  expect(await served()).toEqual(['pods', 'widgets'])
  names = ['pods']
  for (ready of [[false], [true, false], [false, true]]) expect(await served()).toEqual(['pods', 'widgets'])
  names = ['pods', 'widgets', 'gadgets']
  ready = [false]
  expect(await served(), 'what is gained is not doubted').toEqual(names)
  names = ['pods']
  ready = [true, true]
  expect(await served()).toEqual(['pods'])
})

test('so is the index of OpenAPI', async () => {
  const clock = createClock()
  let keys = ['api/v1', 'apis/example.com/v1']
  let isReady = true
  const json = async () => ({ paths: Object.fromEntries(keys.map(key => [key, { serverRelativeURL: `/openapi/v3/${key}?hash=A` }])) })
  const { index } = createOpenApi({ watch: async () => undefined, json }, clock.now, async () => isReady)
  const size = async () => {
    clock.advance(5_000)
    return (await index.get()).size
  }
  expect(await size()).toBe(2)
  keys = ['api/v1']
  isReady = false
  expect(await size()).toBe(2)
  isReady = true
  expect(await size()).toBe(1)
})
