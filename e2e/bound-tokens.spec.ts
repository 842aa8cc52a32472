import { randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { createOwnUsers, type OwnUsers, refused, sameIdentity } from './own-user.ts'

// Tokens that the kube-apiserver itself issues to ServiceAccounts: for an audience, and bound to an object that may go.
const namespace = `e2e-tokens-${randomBytes(3).toString('hex')}`
let users: OwnUsers
test.beforeAll(() => {
  users = createOwnUsers()
  kubectl('admin', ['create', 'namespace', namespace])
  kubectl('admin', ['-n', namespace, 'create', 'serviceaccount', 'robot'])
  kubectl('admin', ['-n', namespace, 'create', 'serviceaccount', 'leaver'])
  // It needs no node to be bound to.
  const spec = { schedulingGates: [{ name: 'example.com/never' }], serviceAccountName: 'robot', containers: [{ name: 'none', image: 'none' }] }
  kubectl('admin', ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'holder', namespace }, spec }))
})
test.afterAll(() => {
  kubectl('admin', ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false'])
  users?.remove()
})

const createToken = (account: string, ...flags: string[]): string => kubectl('admin', ['-n', namespace, 'create', 'token', account, ...flags]).trim()

test('a token bound to a pod is the ServiceAccount with the pod in its extra, until the token ends', async () => {
  const token = createToken('robot', '--bound-object-kind=Pod', '--bound-object-name=holder', '--duration=20m')
  const whoami = await sameIdentity(await users.add({ token }))
  expect(whoami.user.name).toBe(`system:serviceaccount:${namespace}:robot`)
  expect(whoami.user.uid).toBe(kubectl('admin', ['-n', namespace, 'get', 'serviceaccount', 'robot', '-o', 'jsonpath={.metadata.uid}']))
  expect(whoami.user.extra['authentication.kubernetes.io/pod-name']).toEqual(['holder'])
  expect(Date.parse(whoami.expiresAt)).toBe((decodeJwt(token).exp ?? 0) * 1000)
})

test('a token for another audience is refused, and told whom it is for', async () => {
  const token = createToken('robot', '--audience=https://vault.example')
  expect(await refused(await users.add({ token }), token)).toContain('for the audience "https://vault.example"')
})

test('a token is refused once the pod or the ServiceAccount that it is bound to is gone', async () => {
  const ofPod = createToken('robot', '--bound-object-kind=Pod', '--bound-object-name=holder')
  const ofAccount = createToken('leaver')
  kubectl('admin', ['-n', namespace, 'delete', 'pod/holder', 'serviceaccount/leaver', '--force', '--grace-period=0'])
  for (const token of [ofPod, ofAccount]) expect(await refused(await users.add({ token }), token)).toContain('does not accept the credential, a token of')
})
