import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { LoginMethod } from '../../lib/contract/identity.ts'
import { certificatePem } from '../testing/certificate.ts'
import { configMapOf, kubeRefusal, type LoginServer, loginServer, type Setting } from '../testing/login-server.ts'
import { failureOf } from '../testing/throws.ts'
import { logIn } from './login.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const certificate = { certificate: certificatePem, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
const attested = kubeRefusal(404, 'NotFound')
const withCertificate: Setting = { attested, credential: { certificate } }
const withToken: Setting = { attested, credential: { bearer: 'bearer-canary', authorization: 'Bearer bearer-canary' } }
const how = { challenge: 'c'.repeat(43), renewing: true }

async function methodOf(setting: Setting): Promise<{ method: LoginMethod; server: LoginServer }> {
  const server = await loginServer(setting)
  const { method } = await logIn(server.connection, server.service, how)
  return { method, server }
}

describe('where the kube-apiserver does not vouch', () => {
  test.each<[string, Setting['configMap'], RegExp]>([
    ['may not be read', kubeRefusal(403, 'Forbidden'), /you may not read the ConfigMap latchkey-sealing-key/],
    ['is not there', kubeRefusal(404, 'NotFound'), /there is no ConfigMap latchkey-sealing-key/],
  ])('a token goes plain where the key to seal to %s, and the user is told; a private key never does', async (_, configMap = [], why) => {
    const { server } = await methodOf({ ...withToken, configMap })
    expect(server.logins.at(-1)).toEqual({ method: 'token', token: 'bearer-canary', ...how })
    expect(server.warned).toEqual([expect.stringMatching(/^warning: the token goes to Latchkey unsealed.*latchkey install/)])
    expect(server.warned[0]).toMatch(why)
    const other = await loginServer({ ...withCertificate, configMap, preference: { method: 'cert', handOverCertificate: true } })
    expect(await failureOf(() => logIn(other.connection, other.service))).toMatchObject({
      code: 'CREDENTIAL_REJECTED',
      message: expect.stringMatching(/never sent unsealed/),
    })
    expect([other.logins, other.warned]).toEqual([[], []])
  })

  test.each<[string, Setting['configMap']]>([
    ['is empty', { data: {} }],
    ['holds a key of another kind', { data: { 'sealing-key.json': '{"clusterId":"c","key":{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"0a1b2c3d"}}' } }],
    ['cannot be read just now', kubeRefusal(503, 'ServiceUnavailable')],
    ['is asked for too often', kubeRefusal(429, 'TooManyRequests')],
    ['is answered with nonsense', { status: 200, body: '<html>' }],
  ])('nothing at all goes where the key to seal to %s: that takes no protection away', async (_, configMap = []) => {
    for (const setting of [withToken, withCertificate, { ...withCertificate, preference: { method: 'cert' as const, handOverCertificate: true } }]) {
      const server = await loginServer({ ...setting, configMap })
      expect(await failureOf(() => logIn(server.connection, server.service, how))).toMatchObject({
        code: 'NOT_READY',
        message: expect.stringMatching(/^No one is signed in: the ConfigMap latchkey-sealing-key of namespace latchkey-system (cannot be read|holds no key)/),
      })
      expect(server.logins.filter(({ method }) => method !== undefined)).toEqual([])
    }
  })

  test.each<[string, Setting['configMap']]>([
    ['is not there yet', [kubeRefusal(404, 'NotFound'), configMapOf('00000001')]],
    ['cannot be read at first', [kubeRefusal(429, 'TooManyRequests'), kubeRefusal(500, 'InternalError'), configMapOf('00000001')]],
  ])('it waits a moment for a key that %s', async (_, configMap = []) => {
    const { server } = await methodOf({ ...withToken, configMap, ownKid: '00000001', preference: { patienceMs: 60_000 } })
    expect([server.logins.at(-1)?.['token'], server.warned]).toEqual([undefined, []])
  })

  describe('a key that Latchkey no longer has', () => {
    const configMap = [configMapOf('00000001'), configMapOf('00000001'), configMapOf('00000002')]
    const patient = { patienceMs: 60_000 }
    test.each<[LoginMethod, Setting]>([
      ['token', { ...withToken, preference: patient }],
      ['cert-signed', { ...withCertificate, preference: patient }],
      ['cert', { ...withCertificate, preference: { ...patient, method: 'cert', handOverCertificate: true } }],
    ])('%s is sent again for the next one', async (expected, setting) => {
      const { method, server } = await methodOf({ ...setting, configMap, ownKid: '00000002' })
      expect([method, server.logins.filter(each => each['method'] === expected).length]).toEqual([expected, 2])
    })

    test('is told as Latchkey tells it where no other comes, and one that is new is not tried on and on', async () => {
      for (const [configMap, times] of [
        [configMapOf('00000001'), 1],
        [[configMapOf('00000001'), configMapOf('00000003')], 2],
      ] as const) {
        const server = await loginServer({ ...withToken, configMap: [configMap].flat(), ownKid: '00000002' })
        expect((await failureOf(() => logIn(server.connection, server.service))).code).toBe('BAD_REQUEST')
        expect(server.logins.filter(({ method }) => method === 'token')).toHaveLength(times)
      }
    })
  })
})
