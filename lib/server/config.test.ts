import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { graphqlLimits } from '#contract/graphql.ts'
import { readConfig } from './config.ts'

const dir = mkdtempSync(join(tmpdir(), 'latchkey-config-'))
const caFile = join(dir, 'ca.crt')
writeFileSync(caFile, 'pem')
afterAll(() => rmSync(dir, { recursive: true }))
const files = { LATCHKEY_KUBE_CA_FILE: caFile, LATCHKEY_KUBE_TOKEN_FILE: '/t', LATCHKEY_NAMESPACE: 'own' }

describe('configuration', () => {
  test.each([
    [{ KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '6443' }, 'https://10.0.0.1:6443'],
    [{ KUBERNETES_SERVICE_HOST: 'fd00::1' }, 'https://[fd00::1]:443'],
    [{ KUBERNETES_SERVICE_HOST: '10.0.0.1', LATCHKEY_KUBE_SERVER: 'https://kube.test/k8s/c' }, 'https://kube.test/k8s/c'],
  ])('%j is the kube-apiserver %s', (env, server) => {
    expect(readConfig({ ...files, ...env } as unknown as NodeJS.ProcessEnv)).toMatchObject({
      kube: { server, caPem: 'pem', tokenFile: '/t' },
      namespace: 'own',
    })
  })

  test('GraphQL has the limits that the installation names, and runs documents of one’s own unless it refuses them', () => {
    const read = (more: object) => readConfig({ ...files, KUBERNETES_SERVICE_HOST: '10.0.0.1', ...more } as unknown as NodeJS.ProcessEnv).graphql
    expect(read({})).toEqual({ limits: graphqlLimits, isAdHocAllowed: true })
    const named = { LATCHKEY_GRAPHQL_LIMITS: '{"cost":20000}', LATCHKEY_GRAPHQL_ADHOC: 'refuse' }
    expect(read(named)).toEqual({ limits: { ...graphqlLimits, cost: 20_000 }, isAdHocAllowed: false })
    expect(() => read({ LATCHKEY_GRAPHQL_LIMITS: '{"costs":1}' })).toThrow()
    expect(() => read({ LATCHKEY_GRAPHQL_ADHOC: 'no' })).toThrow()
  })

  test.each([
    [undefined, 36_000_000],
    ['8h', 28_800_000],
    ['1h30m', 5_400_000],
    ['90s', 90_000],
  ])('sessions of an installation that says %s live at most %d ms', (LATCHKEY_SESSION_MAX, ms) => {
    const env = { ...files, KUBERNETES_SERVICE_HOST: '10.0.0.1', ...(LATCHKEY_SESSION_MAX === undefined ? {} : { LATCHKEY_SESSION_MAX }) }
    expect(readConfig(env as unknown as NodeJS.ProcessEnv).sessionMaxMs).toBe(ms)
  })

  test.each(['', 'soon', '8', '-1h', '30m1h', '59s', '8h '])('%j is no time for a session to live', LATCHKEY_SESSION_MAX => {
    const env = { ...files, KUBERNETES_SERVICE_HOST: '10.0.0.1', LATCHKEY_SESSION_MAX }
    expect(() => readConfig(env as unknown as NodeJS.ProcessEnv)).toThrow(/LATCHKEY_SESSION_MAX/)
  })

  test.each([
    [undefined, false],
    ['0', false],
    ['1', true],
  ])('LATCHKEY_SHARED_CACHE %j: the cache is everybody’s: %j', (LATCHKEY_SHARED_CACHE, expected) => {
    const env = { ...files, KUBERNETES_SERVICE_HOST: '10.0.0.1', ...(LATCHKEY_SHARED_CACHE === undefined ? {} : { LATCHKEY_SHARED_CACHE }) }
    expect(readConfig(env as unknown as NodeJS.ProcessEnv).sharedCache).toBe(expected)
  })

  test('outside of a pod it says what to set', () => {
    expect(() => readConfig(files as unknown as NodeJS.ProcessEnv)).toThrow(/LATCHKEY_KUBE_SERVER/)
  })

  test('a kube-apiserver without TLS is refused: our bearer would be in the clear', () => {
    expect(() => readConfig({ ...files, LATCHKEY_KUBE_SERVER: 'http://kube.test' } as unknown as NodeJS.ProcessEnv)).toThrow(/LATCHKEY_KUBE_SERVER/)
  })
})
