import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { requestUserKubeconfig } from '../../certificate-user.ts'
import { kubectl } from '../../cluster.ts'
import { runLatchkey } from '../../latchkey.ts'
import { logInAt } from '../../replicas.ts'
import { takenUp } from '../../taken-up.ts'
import type { Identity, Kube } from '../kube.ts'
import { definitionOf } from '../test-resource.ts'

/** One test resource. `namespaced` decides where its objects can be. */
export type TestResource = { plural: string; kind: string; namespaced: boolean }

/** A user that exists, with a session. */
export type TestUser = { label: string; identity: Identity; token: string }

/** Where a run plays: namespaces, resources and users of its own. `origin`: of the server that is looked at. */
export type World = {
  tag: string
  origin: string
  group: string
  version: 'v1'
  namespaces: readonly string[]
  resources: readonly TestResource[]
  users: readonly TestUser[]
  teams: readonly string[]
  remove(): Promise<void>
}

const resources: readonly TestResource[] = [
  { plural: 'widgets', kind: 'Widget', namespaced: true },
  { plural: 'gadgets', kind: 'Gadget', namespaced: false },
]

/** ServiceAccounts by tokens and people by certificates: their groups come from the credential, none of them is pretended. */
export async function createWorld(kube: Kube, origin: string): Promise<World> {
  const tag = randomBytes(3).toString('hex')
  const group = `diff-${tag}.latchkey.test`
  const namespaces = ['a', 'b', 'c'].map(name => `diff-${tag}-${name}`)
  const teams = [`diff-${tag}-red`, `diff-${tag}-blue`]
  for (const name of namespaces) await kube.apply(`/api/v1/namespaces/${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  for (const resource of resources) await kube.apply(`${crds}/${resource.plural}.${group}`, definitionOf(group, resource))
  for (const { plural } of resources) await takenUp(`${plural}.${group}`)
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-diff-'))
  const users = [
    ...(await Promise.all([0, 1, 2].map(index => serviceAccount(kube, origin, namespaces[index % 2] ?? '', `user-${index}`)))),
    await person(folder, `diff-${tag}-ann`, teams.slice(0, 1)),
    await person(folder, `diff-${tag}-ben`, teams),
  ]
  const remove = async (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true })
    for (const kind of ['clusterrolebindings', 'clusterroles'])
      await kube.ask(`/apis/rbac.authorization.k8s.io/v1/${kind}?labelSelector=${runLabel}%3D${tag}`, { method: 'DELETE' })
    for (const { plural } of resources) await kube.remove(`${crds}/${plural}.${group}`)
    for (const name of namespaces) await kube.remove(`/api/v1/namespaces/${name}`)
  }
  return { tag, origin, group, version: 'v1', namespaces, resources, users, teams, remove }
}

/** Everything cluster-wide that a run makes carries it. */
export const runLabel = 'latchkey.test/differential'
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

async function serviceAccount(kube: Kube, origin: string, namespace: string, name: string): Promise<TestUser> {
  await kube.apply(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })
  const bearer = kubectl('admin', ['-n', namespace, 'create', 'token', name, '--duration=2h']).trim()
  const { token } = await logInAt({ pod: '', origin, close() {} }, bearer)
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  return { label: `${namespace}/${name}`, identity: { name: `system:serviceaccount:${namespace}:${name}`, groups }, token }
}

async function person(folder: string, commonName: string, organizations: string[]): Promise<TestUser> {
  const kubeconfig = join(folder, `${commonName}.kubeconfig`)
  await requestUserKubeconfig(kubeconfig, { commonName, organizations })
  const run = await runLatchkey('guest', ['login', '-o', 'json'], { KUBECONFIG: kubeconfig })
  expect(run.code, run.stderr).toBe(0)
  const { token } = JSON.parse(run.stdout) as { token: string }
  return { label: commonName, identity: { name: commonName, groups: [...organizations, 'system:authenticated'] }, token }
}

/** What `install --shared-cache` gives the server: its own right to read the resources of this world, and to hear of changes of RBAC. */
export async function letServerRead(kube: Kube, { tag, group }: World): Promise<void> {
  const rbac = 'rbac.authorization.k8s.io'
  const metadata = { name: `diff-${tag}-shared`, labels: { [runLabel]: tag } }
  const verbs = ['get', 'list', 'watch']
  const rules = [
    { apiGroups: [group], resources: ['*'], verbs },
    { apiGroups: [rbac], resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'], verbs },
  ]
  await kube.apply(`/apis/${rbac}/v1/clusterroles/${metadata.name}`, { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata, rules })
  const binding = {
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: 'latchkey', namespace: 'latchkey-system' }],
  }
  await kube.apply(`/apis/${rbac}/v1/clusterrolebindings/${metadata.name}`, { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata, ...binding })
}
