import { X509Certificate } from 'node:crypto'
import { type BaseBlock, BaseStringBlock, Boolean as BooleanBlock, fromBER, Integer, ObjectIdentifier, OctetString, Sequence, Set as SetBlock } from 'asn1js'

/** One attribute of a distinguished name. `value` is null where it is of a string type that is not read here. */
export type NameAttribute = { readonly oid: string; readonly value: string | null }
export type Extension = { readonly critical: boolean; readonly value: Buffer }

/** An X.509 certificate (RFC 5280 §4.1), by its DER and never by a printed form, in which a name could look like another. */
export type CertificateFields = {
  readonly x509: X509Certificate
  readonly der: Buffer
  readonly signatureAlgorithm: string
  /** DER of the names, for comparing. */
  readonly issuer: Buffer
  readonly subject: Buffer
  /** In the order given, across relative names of several values. */
  readonly subjectAttributes: readonly NameAttribute[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly extensions: ReadonlyMap<string, Extension>
}

/** More than any client sends; each further one is work for whoever reads. */
const maxCertificates = 10

/**
 * The certificates that a client sent as PEM, in order; text around them does not matter. Throws where one of them is none,
 * or unusual enough to be read in two ways, or where there are more than ten.
 */
export function readCertificates(pem: string): CertificateFields[] {
  const blocks = derBlocksOf(pem)
  if (blocks.length > maxCertificates) throw new Error('too many certificates')
  return blocks.map(readCertificate)
}

/** The same of a bundle of CAs: one that cannot be read is trusted no less by whoever reads it, and not at all here. */
export function readTrusted(pem: string): CertificateFields[] {
  return derBlocksOf(pem).flatMap(der => {
    try {
      return [readCertificate(der)]
    } catch {
      return []
    }
  })
}

function derBlocksOf(pem: string): Buffer[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+?)-----END CERTIFICATE-----/g)
  return [...blocks].map(([, base64 = '']) => Buffer.from(base64, 'base64'))
}

function readCertificate(der: Buffer): CertificateFields {
  const x509 = new X509Certificate(der)
  // Behind the certificate, or spelled in another way: the hash of these bytes would be of something else than was verified.
  if (!x509.raw.equals(der)) throw new Error('not DER')
  const [tbs, algorithm] = valuesOf(parse(der), Sequence)
  const signatureAlgorithm = oidOf(valuesOf(algorithm, Sequence)[0])
  const fields = [...valuesOf(tbs, Sequence)]
  if (isContext(fields[0], 0)) fields.shift()
  const [, innerAlgorithm, issuer, , subject] = fields
  if (oidOf(valuesOf(innerAlgorithm, Sequence)[0]) !== signatureAlgorithm) throw new Error('two signature algorithms')
  const extensions = fields.find(field => isContext(field, 3))
  return {
    x509,
    der,
    signatureAlgorithm,
    issuer: rawOf(issuer),
    subject: rawOf(subject),
    subjectAttributes: valuesOf(subject, Sequence).flatMap(relative => valuesOf(relative, SetBlock).map(attributeOf)),
    notBeforeMs: x509.validFromDate.getTime(),
    notAfterMs: x509.validToDate.getTime(),
    extensions: extensions ? extensionsOf(extensions) : new Map(),
  }
}

function attributeOf(block: BaseBlock): NameAttribute {
  const [type, value] = valuesOf(block, Sequence)
  return { oid: oidOf(type), value: stringOf(value) }
}

/** UTF8String, PrintableString and IA5String, as everything makes them today; others have several readings. */
function stringOf(block: BaseBlock | undefined): string | null {
  if (!(block instanceof BaseStringBlock) || block.idBlock.isConstructed) return null
  const bytes = Buffer.from(block.valueBlock.valueHexView)
  const text = bytes.toString('latin1')
  switch (block.idBlock.tagNumber) {
    case 12:
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    case 19:
      // With the two that Go takes as well.
      return /^[A-Za-z0-9 '()+,./:=?*&-]*$/.test(text) ? text : null
    case 22:
      return bytes.every(byte => byte < 0x80) ? text : null
    default:
      return null
  }
}

function extensionsOf(explicit: BaseBlock): Map<string, Extension> {
  const found = new Map<string, Extension>()
  for (const extension of valuesOf((explicit as Sequence).valueBlock.value[0], Sequence)) {
    const [type, ...rest] = valuesOf(extension, Sequence)
    const oid = oidOf(type)
    const critical = rest[0] instanceof BooleanBlock && rest[0].getValue()
    const value = rest.at(-1)
    if (!(value instanceof OctetString) || value.idBlock.isConstructed || found.has(oid)) throw new Error('malformed extension')
    found.set(oid, { critical, value: Buffer.from(value.valueBlock.valueHexView) })
  }
  return found
}

/** basicConstraints (RFC 5280 §4.2.1.9). `pathLength` null: no limit. Null where the certificate says nothing. */
export function basicConstraintsOf({ extensions }: CertificateFields): { isCa: boolean; pathLength: number | null } | null {
  const extension = extensions.get('2.5.29.19')
  if (!extension) return null
  const parts = valuesOf(parse(extension.value), Sequence)
  const isCa = parts[0] instanceof BooleanBlock && parts[0].getValue()
  const limit = parts.find(part => part instanceof Integer)
  const pathLength = limit ? Number(limit.toBigInt()) : null
  if (pathLength !== null && pathLength < 0) throw new Error('negative path length')
  return { isCa, pathLength }
}

/** Purposes of extKeyUsage (RFC 5280 §4.2.1.12) as OIDs; null where the certificate is not limited to any. */
export function extendedKeyUsagesOf({ extensions }: CertificateFields): string[] | null {
  const extension = extensions.get('2.5.29.37')
  return extension ? valuesOf(parse(extension.value), Sequence).map(oidOf) : null
}

function parse(der: Uint8Array): BaseBlock {
  const { offset, result } = fromBER(der)
  if (offset !== der.length) throw new Error('not one DER value')
  return result
}

function valuesOf(block: BaseBlock | undefined, kind: typeof Sequence | typeof SetBlock): BaseBlock[] {
  if (!(block instanceof kind) || block.lenBlock.isIndefiniteForm) throw new Error('unexpected structure')
  return block.valueBlock.value
}

function oidOf(block: BaseBlock | undefined): string {
  if (!(block instanceof ObjectIdentifier)) throw new Error('no object identifier')
  return block.getValue()
}

function isContext(block: BaseBlock | undefined, number: number): boolean {
  return block?.idBlock.tagClass === 3 && block.idBlock.tagNumber === number
}

function rawOf(block: BaseBlock | undefined): Buffer {
  if (!block) throw new Error('unexpected structure')
  return Buffer.from(block.valueBeforeDecodeView)
}
