import { expect, onTestFinished, test } from 'vitest'
import { createTransport, type KubeTransport } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { labels } from '../manifests/labels.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { localServer, statusBody } from '../testing/local-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { keepAttestedIfReached, readAttestedState, removeAttested } from './attested-state.ts'
import { findInstalled } from './uninstall.ts'

const apiService = '/apis/apiregistration.k8s.io/v1/apiservices/v1.login.latchkey.dev'
const condition = (status: string, message = '') => ({ status: { conditions: [{ type: 'Available', status, message }] } })

/** A cluster with these objects by path, each perhaps made anew for every request; gives what was deleted. */
async function clusterWith(objects: Record<string, object | (() => object)>): Promise<{ transport: KubeTransport; deleted: string[] }> {
  const deleted: string[] = []
  const origin = await localServer((incoming, response) => {
    const path = (incoming.url ?? '').split('?', 1)[0] ?? ''
    const held = objects[path]
    if (incoming.method === 'DELETE') deleted.push(path)
    if (!held) response.writeHead(404).end(statusBody(404, 'NotFound', 'x'))
    else response.end(JSON.stringify(typeof held === 'function' ? held() : held))
  })
  const transport = createTransport(connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ server: origin }) })}/config` }, {}, false), () => {})
  onTestFinished(() => transport.close())
  return { transport, deleted }
}

test('tells whether LoginRequests can be made, and what the kube-apiserver says where not', async () => {
  const stateOf = async (objects: Record<string, object>) => readAttestedState((await clusterWith(objects)).transport)
  expect(await stateOf({})).toEqual({ state: 'absent' })
  expect(await stateOf({ [apiService]: condition('True') })).toEqual({ state: 'available' })
  expect(await stateOf({ [apiService]: condition('False', 'no route to host') })).toEqual({ state: 'unavailable', message: 'no route to host' })
  expect(await stateOf({ [apiService]: {} })).toMatchObject({ state: 'unavailable' })
})

test('is kept once the kube-apiserver has found it', async () => {
  let asked = 0
  const { transport, deleted } = await clusterWith({ [apiService]: () => condition(++asked > 1 ? 'True' : 'False') })
  expect(await keepAttestedIfReached(transport, 10_000)).toEqual({ state: 'available' })
  expect([asked, deleted]).toEqual([2, []])
})

test('is removed again where the kube-apiserver cannot reach it', async () => {
  const { transport, deleted } = await clusterWith({ [apiService]: condition('False', 'i/o timeout') })
  expect(await keepAttestedIfReached(transport, 0)).toEqual({ state: 'unavailable', message: 'i/o timeout' })
  expect(deleted).toEqual([apiService])
})

test('removes the API before everything else, and nothing that install did not make', async () => {
  const own = { metadata: { labels: { ...labels } } }
  const foreign = { metadata: { labels: {} } }
  const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/latchkey-attested'
  const binding = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/latchkey-attested'
  const secret = '/api/v1/namespaces/latchkey-system/secrets/latchkey-attested'
  const all = await clusterWith({ [apiService]: own, [role]: own, [binding]: own, [secret]: foreign })
  expect((await removeAttested(all.transport)).map(({ kind }) => kind)).toEqual(['APIService', 'ClusterRoleBinding', 'ClusterRole', 'Secret'])
  expect(all.deleted).toEqual([apiService, binding, role, secret])
  const others = await clusterWith({ [apiService]: foreign, [role]: foreign })
  expect(await removeAttested(others.transport)).toEqual([])
  expect(others.deleted).toEqual([])
})

test('uninstall finds the API first and the namespace, with all that answers for it, last', async () => {
  const list = (name: string) => ({ items: [{ metadata: { name } }] })
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const { transport } = await clusterWith({
    '/api/v1/namespaces': list('latchkey-system'),
    [`${rbac}/clusterroles`]: list('latchkey'),
    [`${rbac}/clusterrolebindings`]: list('latchkey'),
    [`${rbac}/namespaces/kube-system/rolebindings`]: list('latchkey:extension-apiserver-authentication-reader'),
    '/apis/apiregistration.k8s.io/v1/apiservices': list('v1.login.latchkey.dev'),
  })
  const found = await findInstalled(transport)
  expect(found.map(({ kind }) => kind)).toEqual(['APIService', 'RoleBinding', 'ClusterRoleBinding', 'ClusterRole', 'Namespace'])
  expect(found[0]?.path).toBe(apiService)
})
