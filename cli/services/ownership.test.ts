import { expect, onTestFinished, test } from 'vitest'
import { createTransport } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { labels } from '../manifests/labels.ts'
import { manifests } from '../manifests/manifests.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { localServer, statusBody } from '../testing/local-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { requireOwn } from './ownership.ts'
import { deniedLines } from './rights-check.ts'

const objects = manifests({
  image: 'x',
  imagePullPolicy: 'Never',
  replicas: 1,
  basePath: '',
  allowSharedOrigin: true,
  served: null,
  readOnly: false,
  secrets: false,
  sessionMaxSeconds: null,
  cached: null,
  attested: true,
  grantGroups: ['g'],
})

/** A cluster that holds objects under these paths, with these labels. */
async function clusterWith(found: Record<string, Record<string, string>>) {
  const origin = await localServer((incoming, response) => {
    const name = incoming.url?.split('/').at(-1) ?? ''
    const isNamespace = incoming.url === `/api/v1/namespaces/${name}`
    const held = found[isNamespace ? `namespace ${name}` : name]
    if (incoming.method !== 'GET') throw new Error('only asks')
    if (!held) response.writeHead(404).end(statusBody(404, 'NotFound', 'x'))
    else response.end(JSON.stringify({ metadata: { name, labels: held } }))
  })
  const transport = createTransport(connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ server: origin }) })}/config` }, {}, false), () => {})
  onTestFinished(() => transport.close())
  return transport
}

test('install goes on in an empty cluster and over what it made itself', async () => {
  await requireOwn(await clusterWith({}), objects)
  await requireOwn(await clusterWith({ 'namespace latchkey-system': { ...labels }, latchkey: { ...labels, more: 'x' } }), objects)
})

test('install refuses what somebody else made under its names, so that uninstall never deletes it', async () => {
  const transport = await clusterWith({ 'namespace latchkey-system': {}, latchkey: { ...labels, 'app.kubernetes.io/managed-by': 'Helm' } })
  const error = await failureOf(() => requireOwn(transport, objects))
  expect([error.code, error.exitCode]).toEqual(['CONFLICT', 7])
  expect(error.message).toContain('Namespace latchkey-system')
  expect(error.message).toContain('ClusterRole latchkey')
  expect(error.message).not.toContain('latchkey-access')
})

test('denied rights are one line per resource', () => {
  const right = (verb: string, namespace?: string) => ({ verb, group: 'apps', resource: 'deployments', namespace })
  expect(deniedLines([right('get', 'n'), right('create', 'n'), right('get')])).toEqual([
    '  get, create deployments.apps in namespace n',
    '  get deployments.apps',
  ])
})
