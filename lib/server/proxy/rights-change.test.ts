import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createUserClient } from '../kube/user-client.ts'
import type { RequestContext } from '../services.ts'
import { createFollowSession } from '../session/session-signal.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { anyView, createMemoryRevocations, sessionOf, silent } from '../testing/session-kit.ts'
import { createProxyRoute } from './proxy-route.ts'

let kube: LoopbackKube
beforeEach(async () => {
  kube = await startLoopbackKube()
  kube.server.on('request', (request, response) => request.resume().on('end', () => response.end('{}')))
})
afterEach(() => kube.close())

test.each([
  ['POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', 1],
  ['DELETE', '/apis/rbac.authorization.k8s.io/v1/namespaces/a/roles/r', 1],
  ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles', 0],
  ['POST', '/api/v1/namespaces/a/configmaps', 0],
])('%s %s is told as a change of rights %d times', async (method, path, times) => {
  const told: string[] = []
  const users = createUserClient(kube.connection, async () => 'classic', '0.0.0')
  const followSession = createFollowSession(await createMemoryRevocations(Date.now), Date.now, anyView)
  const route = createProxyRoute({ logger: silent, users, basePath: '', followSession, noteRightsChange: () => void told.push(path) })
  const context = { requestId: 'r', prefix: '', nonce: '', sessionResult: { session: sessionOf(), error: null } } as unknown as RequestContext
  const server = createServer((request, response) => void route(request, response, context)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await fetch(`http://127.0.0.1:${port}/api/k8s${path}`, { method, headers: { 'x-latchkey-session': 't' } })
  expect(told).toHaveLength(times)
  server.close()
})
