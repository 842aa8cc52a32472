import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { connect } from './connect.ts'
import { createTokenFileSource } from './token-file.ts'

const pem = '-----BEGIN X-----\n'
const data = Buffer.from(pem).toString('base64')
const neverRun = { command: '/nonexistent/plugin', apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' }

function connectWith(options: Parameters<typeof kubeconfigYaml>[0], files: Record<string, string> = {}) {
  const folder = tempFolder({ config: kubeconfigYaml(options), ...files })
  return connect({ kubeconfig: `${folder}/config` }, {}, false)
}

describe('which credential is sent', () => {
  test.each<[string, Record<string, unknown>, { authorization: string | null; certificate: unknown }]>([
    ['token', { token: 'abc' }, { authorization: 'Bearer abc', certificate: null }],
    ['a token file beats a token', { token: 'abc', tokenFile: 'token' }, { authorization: 'Bearer from-file', certificate: null }],
    ['a missing token file leaves the token', { token: 'abc', tokenFile: 'none' }, { authorization: 'Bearer abc', certificate: null }],
    ['password', { username: 'u', password: 'p' }, { authorization: 'Basic dTpw', certificate: null }],
    ['certificate data', { 'client-certificate-data': data, 'client-key-data': data }, { authorization: null, certificate: { certificate: pem, key: pem } }],
    ['data with a file', { 'client-certificate-data': data, 'client-key': 'pem' }, { authorization: null, certificate: { certificate: pem, key: pem } }],
    ['a key alone is none', { 'client-key': 'none' }, { authorization: null, certificate: null }],
    [
      'a token with a certificate',
      { token: 'abc', 'client-certificate': 'pem', 'client-key': 'pem' },
      { authorization: 'Bearer abc', certificate: { certificate: pem, key: pem } },
    ],
    ['no plugin beside a token', { token: 'abc', exec: neverRun }, { authorization: 'Bearer abc', certificate: null }],
    [
      'no plugin beside a certificate',
      { 'client-certificate-data': data, 'client-key-data': data, exec: neverRun },
      { authorization: null, certificate: { certificate: pem, key: pem } },
    ],
    ['nothing', {}, { authorization: null, certificate: null }],
  ])('%s', async (_what, user, expected) => {
    const connection = connectWith({ user }, { token: ' from-file\n', pem })
    expect(await connection.credentials.current()).toMatchObject(expected)
  })

  test('nothing is sent to a server without TLS', async () => {
    const connection = connectWith({ server: 'http://127.0.0.1:1', user: { token: 'abc' } })
    expect((await connection.credentials.current()).authorization).toBeNull()
  })

  test.each([
    ['certificate that is no PEM', { 'client-certificate-data': 'eA==', 'client-key-data': data }, /client certificate of user "one" is not base64 of PEM/],
    ['key file that is not there', { 'client-certificate-data': data, 'client-key': 'none' }, /client key of user "one" cannot be read.*none \(ENOENT\)/],
  ])('refuses a %s', async (_what, user, message) => {
    expect((await failureOf(() => connectWith({ user }))).message).toMatch(message)
  })

  test('refuses a token file that is not there, or empty', async () => {
    expect((await failureOf(() => connectWith({ user: { tokenFile: 'none' } }).credentials.current())).message).toMatch(/none cannot be read/)
    expect((await failureOf(() => connectWith({ user: { tokenFile: 'token' } }, { token: '\n' }).credentials.current())).message).toMatch(/is empty/)
  })
})

test('a token file is read again after a while, and at once when its token was refused', async () => {
  const file = `${tempFolder({ token: 'one' })}/token`
  let now = 0
  const source = createTokenFileSource(file, undefined, () => now)
  const first = await source.current()
  writeFileSync(file, 'two')
  now = 49_000
  expect((await source.current()).bearer).toBe('one')
  now = 51_000
  expect((await source.current()).bearer).toBe('two')
  expect(await source.renew(first)).toBe(true)
  expect(await source.renew(await source.current())).toBe(false)
})

describe('the address of the server', () => {
  test.each([
    ['https://10.0.0.1:6443', {}, { origin: 'https://10.0.0.1:6443', basePath: '', isTls: true }],
    ['https://rancher/k8s/clusters/c-1/', {}, { origin: 'https://rancher', basePath: '/k8s/clusters/c-1', isTls: true }],
    ['localhost:8080', {}, { origin: 'http://localhost:8080', basePath: '', isTls: false }],
    ['10.0.0.1:6443', { 'certificate-authority-data': data }, { origin: 'http://10.0.0.1:6443', basePath: '', isTls: false }],
    ['https://[::1]:6443', {}, { origin: 'https://[::1]:6443', basePath: '', isTls: true }],
  ])('%s', (server, cluster, expected) => {
    expect(connectWith({ server, cluster }).server).toEqual(expected)
  })

  test.each(['ftp://x', 'https://', 'https://user:pw@x'])('refuses %s', async server => {
    expect((await failureOf(() => connectWith({ server }))).message).toContain('is not an http(s) address')
  })
})

describe('without a kubeconfig', () => {
  test('says where it looked', async () => {
    const error = await failureOf(() => connect({}, { KUBECONFIG: '/none' }, false))
    expect([error.code, error.message]).toEqual(['KUBECONFIG_INVALID', 'There is no kubeconfig (looked for /none).'])
  })
})
