import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUserClient } from '../kube/user-client.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { someone } from '../testing/session-kit.ts'
import { createHeldRules } from './held-rules.ts'

let kube: LoopbackKube
beforeAll(async () => {
  kube = await startLoopbackKube()
})
afterAll(() => kube.close())

const heldRules = () => createHeldRules(createUserClient(kube.connection, async () => 'classic', '1.0.0'))

async function answered(status: number, body: unknown) {
  const asked = once(kube.server, 'request').then(async ([request, response]) => {
    const sent = await text(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return { path: request.url, as: request.headers['impersonate-user'], body: JSON.parse(sent) as { spec: { namespace: string } } }
  })
  return { rules: await heldRules()({ identity: someone, id: 's-1' }, 'shop'), asked: await asked }
}

test('are asked for as the identity, of the namespace', async () => {
  const { rules, asked } = await answered(201, { status: { incomplete: false, resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] } })
  expect(rules).toEqual([{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: [] }])
  expect([asked.path, asked.as, asked.body.spec.namespace]).toEqual(['/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', someone.name, 'shop'])
})

test.each([
  ['an authorizer cannot list its own', 201, { status: { incomplete: true, resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] } }],
  ['the question is refused', 403, { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403 }],
  ['the answer is something else', 200, { items: [] }],
])('are not known where %s', async (_, status, body) => {
  expect((await answered(status, body)).rules).toBeNull()
})
