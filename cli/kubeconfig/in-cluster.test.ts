import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder.ts'
import { inClusterConnection } from './in-cluster.ts'

const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }
const ca = '-----BEGIN CERTIFICATE-----\n'

test('a pod without a kubeconfig is its ServiceAccount, in its namespace', async () => {
  const folder = tempFolder({ token: 'abc\n', 'ca.crt': ca, namespace: 'mine\n' })
  const pod = inClusterConnection({}, env, folder)
  expect(pod).toMatchObject({ server: { origin: 'https://[fd00::1]:443', isTls: true }, tls: { ca, insecure: false }, namespace: 'mine', proxy: null })
  expect((await pod?.credentials.current())?.authorization).toBe('Bearer abc')
  expect(inClusterConnection({}, { ...env, POD_NAMESPACE: 'told' }, folder)?.namespace).toBe('told')
  expect(inClusterConnection({ namespace: 'flag' }, { ...env, POD_NAMESPACE: 'told' }, folder)?.namespace).toBe('flag')
  expect(inClusterConnection({}, { ...env, HTTPS_PROXY: 'http://proxy.test' }, folder)?.proxy?.source).toBe('HTTPS_PROXY')
  rmSync(`${folder}/namespace`)
  expect(inClusterConnection({}, env, folder)?.namespace).toBe('default')
})

test('outside of a pod there is none', () => {
  expect(inClusterConnection({}, env, tempFolder())).toBeNull()
  expect(inClusterConnection({}, {}, tempFolder({ token: 'abc' }))).toBeNull()
})
