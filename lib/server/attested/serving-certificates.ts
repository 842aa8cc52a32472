import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { createAuthority, issueCertificate } from '../x509/certificate.ts'

/** What the listener serves with, each under a CA of its own whose key is thrown away at once. */
export type ServingCertificate = {
  readonly certificatePem: string
  readonly keyPem: string
  readonly caPem: string
  /** Not served with before: until then its CA spreads to every kube-apiserver. */
  readonly useFromMs: number
  readonly notAfterMs: number
}
/** Newest first, never empty. */
export type ServingCertificates = readonly [ServingCertificate, ...ServingCertificate[]]

const validityDays = 90
const renewBeforeMs = 30 * 24 * 3_600_000
/** Between a CA's publication and the first use of its certificate. */
const spreadMs = 120_000

const fileSchema = z.array(z.object({ certificate: z.string(), key: z.string(), ca: z.string(), useFrom: z.iso.datetime() }))

/** The DNS name by which the kube-apiserver calls a Service (kube-aggregator `ServerName`). */
export function servingName(namespace: string): string {
  return `latchkey.${namespace}.svc`
}

/** The certificates that a text holds, or null where it holds none that could serve: malformed, ended, or of another name. */
export function parseServingCertificates(text: string, dnsName: string, nowMs: number): ServingCertificates | null {
  const parsed = fileSchema.safeParse(parseJson(text))
  if (!parsed.success) return null
  const [newest, ...older] = parsed.data
    .flatMap(({ certificate, key, ca, useFrom }) => {
      const notAfterMs = checkedEndMs(certificate, key, ca, dnsName)
      return notAfterMs > nowMs ? [{ certificatePem: certificate, keyPem: key, caPem: ca, useFromMs: Date.parse(useFrom), notAfterMs }] : []
    })
    .sort((a, b) => b.notAfterMs - a.notAfterMs)
  return newest ? [newest, ...older] : null
}

export function formatServingCertificates(certificates: ServingCertificates): string {
  return JSON.stringify(
    certificates.map(({ certificatePem, keyPem, caPem, useFromMs }) => ({
      certificate: certificatePem,
      key: keyPem,
      ca: caPem,
      useFrom: new Date(useFromMs).toISOString(),
    })),
  )
}

/** The first of its kind; nobody serves with another, so it is used at once. */
export function firstServingCertificates(dnsName: string, nowMs: number): ServingCertificates {
  return [newCertificate(dnsName, nowMs, nowMs)]
}

export function needsRenewal([newest]: ServingCertificates, nowMs: number): boolean {
  return newest.notAfterMs - nowMs < renewBeforeMs
}

/** A fresh one in front, in use in a moment; the others stay good until their own end. */
export function renewed(certificates: ServingCertificates, dnsName: string, nowMs: number): ServingCertificates {
  return [newCertificate(dnsName, nowMs, nowMs + spreadMs), ...certificates]
}

/** What to serve with now: the newest whose time has come, else the one that is in use the longest. */
export function certificateInUse(certificates: ServingCertificates, nowMs: number): ServingCertificate {
  return certificates.find(({ useFromMs }) => useFromMs <= nowMs) ?? certificates.at(-1) ?? certificates[0]
}

/** The CAs that the kube-apiserver has to trust: of what is in use and of what is about to be. */
export function caBundle(certificates: ServingCertificates): string {
  return certificates.map(({ caPem }) => `${caPem.trim()}\n`).join('')
}

function newCertificate(dnsName: string, nowMs: number, useFromMs: number): ServingCertificate {
  const validity = { nowMs, days: validityDays }
  const authority = createAuthority('latchkey-attested', validity)
  const { certificatePem, keyPem } = issueCertificate(authority, { subject: { commonName: dnsName }, usages: ['server'], hosts: [dnsName] }, validity)
  return { certificatePem, keyPem, caPem: authority.certificatePem, useFromMs, notAfterMs: Date.parse(new X509Certificate(certificatePem).validTo) }
}

/** When the certificate ends; -1 for one that cannot serve. Anyone with rights on the Secret may have written it. */
function checkedEndMs(certificatePem: string, keyPem: string, caPem: string, dnsName: string): number {
  try {
    const certificate = new X509Certificate(certificatePem)
    const ca = new X509Certificate(caPem)
    const isWhole = certificate.checkPrivateKey(createPrivateKey(keyPem)) && certificate.verify(ca.publicKey) && ca.ca
    return isWhole && certificate.checkHost(dnsName) !== undefined ? Math.min(Date.parse(certificate.validTo), Date.parse(ca.validTo)) : -1
  } catch {
    return -1
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
