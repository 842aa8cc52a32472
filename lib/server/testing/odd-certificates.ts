import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bitString, booleanTrue, explicit, integer, objectIdentifier, octetString, pem, sequence, set, utcTime, utf8String } from '../x509/der.ts'

/** Certificates of every kind that a CA should not make, or that somebody without a CA makes. */
export type OddCertificate = { pem: string; key: KeyObject; keyPem: string; subject: Buffer }
export type OddIssuer = { subject: Buffer; key: KeyObject }

const oids = { cn: '2.5.4.3', o: '2.5.4.10', uid: '1.3.6.1.4.1.57683.2' } as const
export type NamePart = [type: keyof typeof oids, value: string | Buffer]

/** A distinguished name of relative names, each of one or several attributes. A value is a string, or the DER of another kind of value. */
export function oddName(...relative: Array<NamePart | NamePart[]>): Buffer {
  const several = (part: NamePart | NamePart[]): NamePart[] => (Array.isArray(part[0]) ? (part as NamePart[]) : [part as NamePart])
  return sequence(
    ...relative.map(part =>
      set(...several(part).map(([type, value]) => sequence(objectIdentifier(oids[type]), typeof value === 'string' ? utf8String(value) : value))),
    ),
  )
}

export function oddExtension(oid: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [booleanTrue()] : []), octetString(value))
}

/** basicConstraints of a CA; `pathLength` null for none. */
export function caConstraints(pathLength: number | null = null): Buffer {
  return oddExtension('2.5.29.19', sequence(booleanTrue(), ...(pathLength === null ? [] : [integer(Buffer.from([pathLength]))])), true)
}

export const purposes = {
  client: oddExtension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.2'))),
  server: oddExtension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
  any: oddExtension('2.5.29.37', sequence(objectIdentifier('2.5.29.37.0'))),
  unknown: oddExtension('2.5.29.37', sequence(objectIdentifier('1.2.3.4.5'))),
}

type OddKeyType = 'ec' | 'rsa' | 'ed25519' | 'ed448'

export type OddRequest = {
  subject: Buffer
  /** Missing: signed with its own key. */
  issuer?: OddIssuer
  extensions?: Buffer[]
  nowMs?: number
  fromMs?: number
  untilMs?: number
  keyType?: OddKeyType
  /** Signature algorithm and hash, instead of ECDSA with SHA-256; `told` is what the certificate calls it inside. */
  hash?: { oid: string; name: string; told?: string }
}

const ecdsaSha256: NonNullable<OddRequest['hash']> = { oid: '1.2.840.10045.4.3.2', name: 'sha256' }
export const ecdsaSha1 = { oid: '1.2.840.10045.4.1', name: 'sha1' }

export function oddCertificate(request: OddRequest): OddCertificate {
  const { subject, extensions = [], nowMs = Date.now(), keyType = 'ec', hash = ecdsaSha256 } = request
  const { privateKey, publicKey } = keyPair(keyType)
  const issuer = request.issuer ?? { subject, key: privateKey }
  const info = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    sequence(objectIdentifier(hash.told ?? hash.oid)),
    issuer.subject,
    sequence(utcTime(new Date(request.fromMs ?? nowMs - 3_600_000)), utcTime(new Date(request.untilMs ?? nowMs + 3_600_000))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [explicit(3, sequence(...extensions))] : []),
  )
  const signature = sign(hash.name, info, issuer.key)
  return {
    pem: pem('CERTIFICATE', sequence(info, sequence(objectIdentifier(hash.oid)), bitString(signature))),
    key: privateKey,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    subject,
  }
}

type KeyPair = { privateKey: KeyObject; publicKey: KeyObject }
const costly = new Map<OddKeyType, KeyPair>()

/** A fresh one, but for RSA: one is enough to wait for. */
function keyPair(type: OddKeyType): KeyPair {
  const pair = costly.get(type) ?? newKeyPair(type)
  if (type === 'rsa') costly.set(type, pair)
  return pair
}

function newKeyPair(type: OddKeyType): KeyPair {
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  if (type === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // The types of generateKeyPairSync know each kind by a call of its own.
  return type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448')
}
