import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { certificatePem } from '../testing/certificate.ts'
import { loginServer, type Setting } from '../testing/login-server.ts'
import { logInAttested } from './login-attested.ts'

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const withCertificate = (certificate: string): Setting => ({ credential: { certificate: { certificate, key } } })
const how = { challenge: 'c'.repeat(43), renewing: true }

test.each<[string, Setting, object]>([
  ['the certificate and not the key', withCertificate(certificatePem), { certificate: certificatePem.trim() }],
  ["the user's own certificate alone of a chain", withCertificate(`# jane\n${certificatePem}${certificatePem}`), { certificate: certificatePem.trim() }],
  ['no certificate where there is none', { credential: { bearer: 'bearer-canary', authorization: 'Bearer bearer-canary' } }, {}],
  ['no certificate as someone else, whose it is not', { ...withCertificate(certificatePem), user: { as: 'root' } }, {}],
  ['nothing that is no certificate', withCertificate(key), {}],
])('a LoginRequest holds %s', async (_, setting, shown) => {
  const { service, logins } = await loginServer(setting)
  expect(await logInAttested(service.transport, how)).toMatchObject({ answer: { method: 'attested' } })
  expect(logins).toEqual([{ ...how, ...shown }])
})
