import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createClock } from '../testing/session-kit.ts'
import {
  caBundle,
  certificateInUse,
  firstServingCertificates,
  formatServingCertificates,
  needsRenewal,
  parseServingCertificates,
  renewed,
  servingName,
} from './serving-certificates.ts'

const day = 86_400_000
const name = servingName('latchkey-system')
const { now } = createClock()
const first = firstServingCertificates(name, now())

describe('serving certificates', () => {
  test('are for the name by which the kube-apiserver calls, under a CA that signs nothing else', () => {
    const certificate = new X509Certificate(first[0].certificatePem)
    const ca = new X509Certificate(first[0].caPem)
    expect(certificate.checkHost('latchkey.latchkey-system.svc')).toBe('latchkey.latchkey-system.svc')
    expect([certificate.verify(ca.publicKey), certificate.ca, ca.ca, certificate.keyUsage]).toEqual([true, false, true, ['1.3.6.1.5.5.7.3.1']])
    expect(firstServingCertificates(name, now())[0].caPem).not.toBe(first[0].caPem)
  })

  test('come back from what is stored as they were, with no key of a CA', () => {
    const text = formatServingCertificates(first)
    expect(parseServingCertificates(text, name, now())).toEqual(first)
    expect(text.match(/PRIVATE KEY-----\\n/g)).toHaveLength(2)
  })

  const [other] = firstServingCertificates(name, now())
  const file = (change: object): string => JSON.stringify(JSON.parse(formatServingCertificates(first)).map((entry: object) => ({ ...entry, ...change })))
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another shape', '{}'],
    ['none', '[]'],
    ['no certificate', file({ certificate: 'x' })],
    ['the key of another certificate', file({ key: other.keyPem })],
    ['another CA', file({ ca: other.caPem })],
    ['itself as CA', file({ ca: first[0].certificatePem })],
    ['another name', formatServingCertificates(firstServingCertificates('other.latchkey-system.svc', now()))],
  ])('cannot be read from %s', (_, text) => {
    expect(parseServingCertificates(text, name, now())).toBeNull()
  })

  test('end, and are renewed long before', () => {
    expect(needsRenewal(first, now() + 59 * day)).toBe(false)
    expect(needsRenewal(first, now() + 61 * day)).toBe(true)
    expect(parseServingCertificates(formatServingCertificates(first), name, now() + 89 * day)).not.toBeNull()
    expect(parseServingCertificates(formatServingCertificates(first), name, now() + 91 * day)).toBeNull()
  })

  test('overlap: the new one is trusted before it is used, the old one while anybody may use it', () => {
    const later = now() + 61 * day
    const both = renewed(first, name, later)
    expect(caBundle(both)).toBe(both[0].caPem + first[0].caPem)
    expect(certificateInUse(both, later)).toBe(first[0])
    expect(certificateInUse(both, later + 119_999)).toBe(first[0])
    expect(certificateInUse(both, later + 120_000)).toBe(both[0])
    expect(parseServingCertificates(formatServingCertificates(both), name, now() + 91 * day)).toEqual([both[0]])
  })

  test('that are not to be used yet are used all the same where there is no other', () => {
    const [fresh] = renewed(first, name, now())
    expect(certificateInUse([fresh], now())).toBe(fresh)
  })
})
