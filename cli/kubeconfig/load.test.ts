import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { kubeconfigPaths, loadKubeconfig } from './load.ts'

describe('KUBECONFIG', () => {
  test('the first file that sets an entry wins, whole', () => {
    const folder = tempFolder({
      a: kubeconfigYaml({ name: 'same', server: 'https://first', user: { token: 'first' } }),
      b: kubeconfigYaml({ name: 'same', server: 'https://second', cluster: { 'tls-server-name': 'x' }, user: { token: 'second' } }),
      c: kubeconfigYaml({ name: 'other', server: 'https://other' }),
    })
    const loaded = loadKubeconfig(undefined, { KUBECONFIG: ['a', 'b', 'c'].map(name => join(folder, name)).join(':') })
    expect(loaded.clusters.get('same')).not.toHaveProperty('tls-server-name')
    expect(loaded.clusters.get('same')).toMatchObject({ server: 'https://first', file: join(folder, 'a') })
    expect(loaded.users.get('same')?.token).toBe('first')
    expect(loaded.clusters.get('other')?.server).toBe('https://other')
    expect(loaded.currentContext).toBe('same')
  })

  test('skips files that do not exist, and an empty file is an empty kubeconfig', () => {
    const folder = tempFolder({ empty: '', real: kubeconfigYaml({}) })
    const loaded = loadKubeconfig(undefined, { KUBECONFIG: `${folder}/none:${folder}/empty:${folder}/real` })
    expect([loaded.missing, loaded.files, loaded.currentContext]).toEqual([[`${folder}/none`], [`${folder}/empty`, `${folder}/real`], 'one'])
  })

  test.each([
    [{ KUBECONFIG: '/a:/b:/a::' }, ['/a', '/b']],
    [{ KUBECONFIG: '', HOME: '/home/jane' }, ['/home/jane/.kube/config']],
    [{ HOME: '/home/jane' }, ['/home/jane/.kube/config']],
  ])('%j means %j', (env, paths) => {
    expect(kubeconfigPaths(env)).toEqual(paths)
  })
})

test('paths are relative to the file that they stand in; a bare command is not a path', () => {
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' }
  const folder = tempFolder({
    'x/config': kubeconfigYaml({
      cluster: { 'certificate-authority': 'ca.crt' },
      user: { 'client-certificate': '../cert', 'client-key': '/abs/key', tokenFile: 'token', exec: { ...exec, command: './plugin' } },
    }),
    bare: kubeconfigYaml({ user: { exec: { ...exec, command: 'plugin' } } }),
  })
  const loaded = loadKubeconfig(`${folder}/x/config`, {})
  expect(loaded.clusters.get('one')?.['certificate-authority']).toBe(`${folder}/x/ca.crt`)
  expect(loaded.users.get('one')).toMatchObject({
    'client-certificate': `${folder}/cert`,
    'client-key': '/abs/key',
    tokenFile: `${folder}/x/token`,
    exec: { command: `${folder}/x/plugin` },
  })
  expect(loadKubeconfig(`${folder}/bare`, {}).users.get('one')?.exec?.command).toBe('plugin')
})

describe('what cannot be read is refused with the file and the field', () => {
  const twice = JSON.stringify({ clusters: [{ name: 'a' }, { name: 'a' }] })
  test.each([
    ['a: [', /is not YAML at line 1/],
    ['clusters: 7', /clusters/],
    [JSON.stringify({ users: [{ name: 'a', user: { token: 7 } }] }), /users\.0\.user\.token/],
    [twice, /two entries named "a" in clusters/],
    ['just text', /the document/],
  ])('%s', async (text, message) => {
    const folder = tempFolder({ config: text })
    const error = await failureOf(() => loadKubeconfig(`${folder}/config`, {}))
    expect([error.code, error.exitCode]).toEqual(['KUBECONFIG_INVALID', 3])
    expect(error.message).toContain(`${folder}/config`)
    expect(error.message).toMatch(message)
  })

  test('an explicit file that does not exist', async () => {
    expect((await failureOf(() => loadKubeconfig('/no/such/file', {}))).message).toContain('/no/such/file')
  })
})
