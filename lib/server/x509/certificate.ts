import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bitString, booleanTrue, explicit, implicit, integer, objectIdentifier, octetString, pem, sequence, set, utcTime, utf8String } from './der.ts'

/** What Kubernetes reads from a client certificate: the user name and the groups. */
export interface Subject {
  readonly commonName: string
  readonly organizations?: readonly string[]
}

export interface KeyAndCertificate {
  readonly keyPem: string
  readonly certificatePem: string
}

export interface Authority extends KeyAndCertificate {
  readonly subject: Subject
  readonly key: KeyObject
}

/** How long a certificate is good: from an hour before now, for clocks that differ. */
export interface Validity {
  readonly nowMs: number
  readonly days: number
}

export interface CertificateRequest {
  readonly subject: Subject
  readonly usages: readonly ('client' | 'server')[]
  /** DNS names and IPv4 addresses the certificate is good for (servers). */
  readonly hosts?: readonly string[]
}

const aYear = (): Validity => ({ nowMs: Date.now(), days: 365 })
const ecdsaWithSha256 = () => sequence(objectIdentifier('1.2.840.10045.4.3.2'))
const usageOids = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' }

/** A self-signed certificate authority on a fresh P-256 key. */
export function createAuthority(commonName: string, validity = aYear()): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = { commonName }
  const certificatePem = certificate(subject, publicKey, { subject, key: privateKey }, validity, [
    extension('2.5.29.19', sequence(booleanTrue()), true),
    // keyCertSign and cRLSign
    extension('2.5.29.15', bitString(Buffer.from([0x06]), 1), true),
  ])
  return { subject, key: privateKey, keyPem: pemOf(privateKey), certificatePem }
}

/** A certificate on a fresh P-256 key, signed by the authority, good for a year unless `validity` says otherwise. */
export function issueCertificate(authority: Authority, request: CertificateRequest, validity = aYear()): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const extensions = [
    extension('2.5.29.15', bitString(Buffer.from([0x80]), 7), true),
    extension('2.5.29.37', sequence(...request.usages.map(usage => objectIdentifier(usageOids[usage])))),
  ]
  if (request.hosts !== undefined) extensions.push(extension('2.5.29.17', sequence(...request.hosts.map(alternativeName))))
  return { keyPem: pemOf(privateKey), certificatePem: certificate(request.subject, publicKey, authority, validity, extensions) }
}

/** A PKCS#10 request (RFC 2986) on a fresh P-256 key, as the CertificateSigningRequest API takes it. */
export function createSigningRequest(subject: Subject): { readonly keyPem: string; readonly requestPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const info = sequence(integer(Buffer.from([0])), distinguishedName(subject), publicKeyInfo(publicKey), explicit(0))
  const request = sequence(info, ecdsaWithSha256(), bitString(sign('sha256', info, privateKey)))
  return { keyPem: pemOf(privateKey), requestPem: pem('CERTIFICATE REQUEST', request) }
}

function certificate(subject: Subject, publicKey: KeyObject, issuer: { subject: Subject; key: KeyObject }, validity: Validity, extensions: Buffer[]): string {
  const from = new Date(validity.nowMs - 3_600_000)
  const until = new Date(validity.nowMs + validity.days * 86_400_000)
  const info = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ecdsaWithSha256(),
    distinguishedName(issuer.subject),
    sequence(utcTime(from), utcTime(until)),
    distinguishedName(subject),
    publicKeyInfo(publicKey),
    explicit(3, sequence(...extensions, extension('2.5.29.14', octetString(keyId(publicKey))), authorityKeyId(issuer.key))),
  )
  return pem('CERTIFICATE', sequence(info, ecdsaWithSha256(), bitString(sign('sha256', info, issuer.key))))
}

const authorityKeyId = (key: KeyObject) => extension('2.5.29.35', sequence(implicit(0, keyId(createPublicKey(key)))))
const keyId = (publicKey: KeyObject) => createHash('sha1').update(publicKeyInfo(publicKey)).digest()
const publicKeyInfo = (publicKey: KeyObject) => publicKey.export({ type: 'spki', format: 'der' })
const pemOf = (privateKey: KeyObject) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

function distinguishedName({ commonName, organizations = [] }: Subject): Buffer {
  const attribute = (oid: string, text: string) => set(sequence(objectIdentifier(oid), utf8String(text)))
  return sequence(...organizations.map(name => attribute('2.5.4.10', name)), attribute('2.5.4.3', commonName))
}

function extension(oid: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [booleanTrue()] : []), octetString(value))
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4 ? implicit(7, Buffer.from(host.split('.').map(Number))) : implicit(2, Buffer.from(host, 'ascii'))
}
