import { rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder.ts'
import { createClientCertificates } from './client-certificate.ts'
import { anonymousUser } from './schema.ts'

const pem = (text: string): string => `-----BEGIN ${text}-----\n`

test('certificate and key are read again after a minute, and at once when they were refused', () => {
  const folder = tempFolder({ crt: pem('one'), key: pem('k') })
  let now = 0
  const user = { ...anonymousUser, 'client-certificate': `${folder}/crt`, 'client-key': `${folder}/key` }
  const certificates = createClientCertificates(user, 'jane', () => now)
  const first = certificates.current()
  expect([certificates.renew(), certificates.current()]).toEqual([false, first])
  writeFileSync(`${folder}/crt`, pem('two'))
  now = 59_999
  expect(certificates.current()).toBe(first)
  now = 60_000
  expect(certificates.current()?.certificate).toBe(pem('two'))
  writeFileSync(`${folder}/key`, pem('other'))
  expect([certificates.renew(), certificates.current()?.key]).toEqual([true, pem('other')])
  rmSync(`${folder}/crt`)
  expect([certificates.renew(), certificates.current()?.certificate]).toEqual([false, pem('two')])
})

test('data in the kubeconfig stays what it is, and a key without a certificate is none', () => {
  const folder = tempFolder({ key: pem('k') })
  const data = Buffer.from(pem('one')).toString('base64')
  const fixed = createClientCertificates({ ...anonymousUser, 'client-certificate-data': data, 'client-key': `${folder}/key` }, 'jane')
  writeFileSync(`${folder}/key`, pem('other'))
  expect([fixed.renew(), fixed.current()?.key]).toEqual([false, pem('k')])
  expect(createClientCertificates({ ...anonymousUser, 'client-key': '/none' }, 'jane').current()).toBeNull()
})
