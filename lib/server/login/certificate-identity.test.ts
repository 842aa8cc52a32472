import { createHash, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NamePart, oddCertificate, oddName } from '../testing/odd-certificates.ts'
import { utf8String } from '../x509/der.ts'
import { readCertificates } from '../x509/read-certificate.ts'
import { identityOfCertificate } from './certificate-identity.ts'

const signer = oddCertificate({ subject: oddName(['cn', 'ca']) })

function identityOf(...relative: Array<NamePart | NamePart[]>) {
  const { pem } = oddCertificate({ subject: oddName(...relative), issuer: signer })
  const [fields] = readCertificates(pem)
  if (!fields) throw new Error('no certificate')
  return { pem, identity: identityOfCertificate(fields) }
}

/** DER of a string of another kind. */
const stringOf = (tag: number, bytes: Buffer) => Buffer.concat([Buffer.from([tag, bytes.length]), bytes])

describe('who the owner of a certificate is', () => {
  test('CN, every O, the UID, and the hash that the kube-apiserver notes', () => {
    const { pem, identity } = identityOf(['o', 'team'], ['uid', 'u-1'], ['o', 'shop'], ['cn', 'jane'])
    const hash = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')
    expect(identity).toEqual({
      name: 'jane',
      uid: 'u-1',
      groups: ['team', 'shop', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${hash}`] },
    })
  })

  test.each<[string, Array<NamePart | NamePart[]>, string, string[]]>([
    [
      'a group with a line break',
      [
        ['o', 'a\nO=system:masters'],
        ['cn', 'jane'],
      ],
      'jane',
      ['a\nO=system:masters'],
    ],
    [
      'a group with what names are printed with',
      [
        ['o', 'a,O=system:masters+CN=root/O=b'],
        ['cn', 'jane'],
      ],
      'jane',
      ['a,O=system:masters+CN=root/O=b'],
    ],
    ['a name with a group in it', [['cn', 'jane, O=system:masters']], 'jane, O=system:masters', []],
    [
      'a name and a group in one',
      [
        [
          ['cn', 'jane'],
          ['o', 'team'],
        ],
      ],
      'jane',
      ['team'],
    ],
    [
      'two names: the last',
      [
        ['cn', 'root'],
        ['cn', 'jane'],
      ],
      'jane',
      [],
    ],
    [
      'an empty group',
      [
        ['o', ''],
        ['cn', 'jane'],
      ],
      'jane',
      [''],
    ],
    [
      'letters beyond ASCII',
      [
        ['o', 'Zürich 🎉'],
        ['cn', 'jäne'],
      ],
      'jäne',
      ['Zürich 🎉'],
    ],
    [
      'a byte order mark, which is part of it',
      [
        ['o', '\ufeffteam'],
        ['cn', 'jane'],
      ],
      'jane',
      ['\ufeffteam'],
    ],
    [
      'PrintableString',
      [
        ['o', stringOf(0x13, Buffer.from('team-a'))],
        ['cn', stringOf(0x13, Buffer.from('jane'))],
      ],
      'jane',
      ['team-a'],
    ],
    [
      'IA5String',
      [
        ['o', stringOf(0x16, Buffer.from('a@b_c'))],
        ['cn', 'jane'],
      ],
      'jane',
      ['a@b_c'],
    ],
  ])('%s', (_, relative, name, groups) => {
    expect(identityOf(...relative).identity).toMatchObject({ name, groups: [...groups, 'system:authenticated'] })
  })

  test('a group is marked once', () => {
    expect(identityOf(['o', 'system:authenticated'], ['o', 'b'], ['cn', 'jane']).identity.groups).toEqual(['system:authenticated', 'b'])
    expect(identityOf(['o', 'system:unauthenticated'], ['cn', 'jane']).identity.groups).toEqual(['system:unauthenticated'])
  })

  test.each<[string, NamePart[]]>([
    ['without a name', [['o', 'team']]],
    ['with an empty name', [['cn', '']]],
    ['with the name of nobody', [['cn', 'system:anonymous']]],
    [
      'with two UIDs',
      [
        ['uid', 'a'],
        ['uid', 'b'],
        ['cn', 'jane'],
      ],
    ],
    [
      'with an empty UID',
      [
        ['uid', ''],
        ['cn', 'jane'],
      ],
    ],
    [
      'with a group of several readings (T61String)',
      [
        ['o', stringOf(0x14, Buffer.from([0x67, 0xe9]))],
        ['cn', 'jane'],
      ],
    ],
    [
      'with a group in two bytes a letter (BMPString)',
      [
        ['o', stringOf(0x1e, Buffer.from([0, 0x67]))],
        ['cn', 'jane'],
      ],
    ],
    [
      'with what a PrintableString cannot have',
      [
        ['o', stringOf(0x13, Buffer.from('a@b'))],
        ['cn', 'jane'],
      ],
    ],
    ['with a name that is no string', [['cn', Buffer.from([0x02, 0x01, 0x01])]]],
    ['with a name in pieces', [['cn', Buffer.concat([Buffer.from([0x2c, 6]), utf8String('ja'), utf8String('n').subarray(0, 2)])]]],
  ])('is nobody %s', (_, relative) => {
    expect(() => identityOf(...relative)).toThrow()
  })

  /** Of everything in the basic plane but surrogates; line breaks and NUL among it. */
  const text = (minLength: number) =>
    fc
      .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0x80, max: 0xd7ff })), { minLength, maxLength: 12 })
      .map(codes => String.fromCharCode(...codes))

  test('whatever the text, it is one group and never another', () => {
    fc.assert(
      fc.property(fc.array(text(0), { maxLength: 4 }), text(1), (groups, name) => {
        const { identity } = identityOf(...groups.map((group): NamePart => ['o', group]), ['cn', name])
        expect([identity.name, identity.groups]).toEqual([name, [...groups, 'system:authenticated']])
      }),
      { numRuns: 100 },
    )
  })
})

describe('what is no certificate', () => {
  const { pem } = identityOf(['cn', 'jane'])
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const wrapped = (bytes: Buffer) => `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`

  test('nothing, or text around it, is no harm', () => {
    expect(readCertificates('')).toEqual([])
    expect(readCertificates(`subject=jane\n${pem}\nbye`)).toHaveLength(1)
    expect(readCertificates(pem.repeat(10))).toHaveLength(10)
    expect(() => readCertificates(pem.repeat(11))).toThrow()
  })

  test.each([
    ['something behind it', Buffer.concat([der, Buffer.from([0])])],
    ['cut off', der.subarray(0, -1)],
    ['nested without end', Buffer.alloc(60_000, 0x30)],
    ['another thing', Buffer.from('3003020101', 'hex')],
  ])('%s', (_, bytes) => {
    expect(() => readCertificates(wrapped(bytes))).toThrow()
  })
})
