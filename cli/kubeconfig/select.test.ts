import { describe, expect, test } from 'vitest'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { loadKubeconfig } from './load.ts'
import { type KubeconfigFlags, selectContext } from './select.ts'

const team = JSON.stringify({
  'current-context': 'staging',
  clusters: [
    { name: 'c1', cluster: { server: 'https://c1' } },
    { name: 'c2', cluster: { server: 'https://c2' } },
  ],
  users: [
    { name: 'jane', user: { token: 't', as: 'root', 'as-groups': ['g1'], 'as-uid': 'u', 'as-user-extra': { k: ['v'] } } },
    { name: 'joe', user: { token: 't' } },
  ],
  contexts: [
    { name: 'prod', context: { cluster: 'c1', user: 'joe', namespace: 'shop' } },
    { name: 'staging', context: { cluster: 'c1', user: 'joe', namespace: 'shop-staging' } },
    { name: 'elsewhere', context: { cluster: 'c2', user: 'joe', namespace: 'far' } },
    { name: 'root', context: { cluster: 'c1', user: 'jane' } },
    { name: 'broken', context: { cluster: 'gone', user: 'joe' } },
    { name: 'nobody', context: { cluster: 'c1', user: 'gone' } },
    { name: 'empty', context: {} },
  ],
})

function select(flags: KubeconfigFlags, text = team) {
  return selectContext(loadKubeconfig(`${tempFolder({ config: text })}/config`, {}), flags)
}

describe('the context and what flags change of it', () => {
  test.each<[KubeconfigFlags, [string, string, string]]>([
    [{}, ['https://c1', 'joe', 'shop-staging']],
    [{ context: 'prod' }, ['https://c1', 'joe', 'shop']],
    [{ context: 'prod', cluster: 'c2' }, ['https://c2', 'joe', 'shop']],
    [{ user: 'jane' }, ['https://c1', 'jane', 'shop-staging']],
    [{ namespace: 'x' }, ['https://c1', 'joe', 'x']],
    [{ context: 'root' }, ['https://c1', 'jane', 'default']],
  ])('%j', (flags, expected) => {
    const selected = select(flags)
    expect([selected?.cluster.server, selected?.userName, selected?.namespace]).toEqual(expected)
  })

  test('namespaces of the same cluster and user, the current context first', () => {
    expect(select({})?.knownNamespaces).toEqual(['shop-staging', 'shop'])
    expect(select({ context: 'prod' })?.knownNamespaces).toEqual(['shop', 'shop-staging'])
    expect(select({ context: 'root' })?.knownNamespaces).toEqual([])
  })

  test('nothing to pick from is null, so that a pod may use its ServiceAccount', () => {
    expect(select({}, '{}')).toBeNull()
  })
})

describe('who to act as', () => {
  test.each<[KubeconfigFlags, unknown]>([
    [{}, null],
    [{ as: 'eve' }, { name: 'eve', uid: '', groups: [], extra: {} }],
    [
      { as: 'eve', asGroups: ['a', 'b,c'] },
      { name: 'eve', uid: '', groups: ['a', 'b,c'], extra: {} },
    ],
    [{ context: 'root' }, { name: 'root', uid: 'u', groups: ['g1'], extra: { k: ['v'] } }],
    [
      { context: 'root', as: 'eve', asGroups: ['x'] },
      { name: 'eve', uid: 'u', groups: ['x'], extra: { k: ['v'] } },
    ],
  ])('%j', (flags, expected) => {
    expect(select(flags)?.impersonation).toEqual(expected)
  })

  test('groups without a user are refused', async () => {
    const error = await failureOf(() => select({ asGroups: ['a'] }))
    expect(error.code).toBe('KUBECONFIG_INVALID')
    expect(error.details?.['hint']).toContain('--as USER')
  })
})

describe('what does not fit together is refused by name', () => {
  test.each<[KubeconfigFlags, RegExp]>([
    [{ context: 'nowhere' }, /context "nowhere" does not exist/],
    [{ context: 'broken' }, /cluster "gone" of context "broken"/],
    [{ context: 'nobody' }, /user "gone" of context "nobody"/],
    [{ context: 'empty' }, /context "empty".*names no cluster/],
    [{ cluster: 'gone' }, /cluster "gone"/],
    [{ user: 'gone' }, /user "gone"/],
  ])('%j', async (flags, message) => {
    expect((await failureOf(() => select(flags))).message).toMatch(message)
  })

  const v1 = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Never' }
  test.each<[string, Parameters<typeof kubeconfigYaml>[0], RegExp]>([
    ['no server', { cluster: { server: '' } }, /has no server/],
    ['CA and insecure', { cluster: { 'certificate-authority-data': 'eA==', 'insecure-skip-tls-verify': true } }, /insecure-skip-tls-verify/],
    ['certificate without key', { user: { 'client-certificate': 'x' } }, /without a key/],
    ['token and password', { user: { token: 'x', username: 'y' } }, /a token and a password/],
    [
      'CA twice',
      { cluster: { 'certificate-authority': 'x', 'certificate-authority-data': 'eA==' } },
      /both certificate-authority and certificate-authority-data/,
    ],
    [
      'certificate twice',
      { user: { 'client-certificate': 'x', 'client-certificate-data': 'eA==', 'client-key': 'x' } },
      /both client-certificate and client-certificate-data/,
    ],
    ['key twice', { user: { 'client-certificate': 'x', 'client-key-data': 'eA==', 'client-key': 'x' } }, /both client-key and client-key-data/],
    ['token file and password', { user: { tokenFile: 'x', password: 'y' } }, /a token and a password/],
    ['provider and exec', { user: { 'auth-provider': { name: 'oidc' }, exec: v1 } }, /both auth-provider and exec/],
    ['exec without command', { user: { exec: { ...v1, command: '' } } }, /no command/],
    ['exec without version', { user: { exec: { ...v1, apiVersion: null } } }, /no apiVersion/],
    ['exec of a removed version', { user: { exec: { ...v1, apiVersion: 'client.authentication.k8s.io/v1alpha1' } } }, /v1alpha1/],
    ['exec v1 without interactiveMode', { user: { exec: { ...v1, interactiveMode: null } } }, /no interactiveMode/],
    ['exec of an unknown interactiveMode', { user: { exec: { ...v1, interactiveMode: 'Maybe' } } }, /"Maybe"/],
  ])('%s', async (_what, options, message) => {
    const error = await failureOf(() => select({}, kubeconfigYaml(options)))
    expect(error.code).toBe('KUBECONFIG_INVALID')
    expect(error.message).toMatch(message)
    expect(error.message).toContain('/config')
  })

  test('version v1beta1 needs no interactiveMode', () => {
    expect(select({}, kubeconfigYaml({ user: { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1beta1' } } }))).not.toBeNull()
  })
})
