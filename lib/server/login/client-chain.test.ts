import { describe, expect, test } from 'vitest'
import { caConstraints, ecdsaSha1, type OddCertificate, type OddRequest, oddCertificate, oddExtension, oddName, purposes } from '../testing/odd-certificates.ts'
import { bitString, implicit, sequence } from '../x509/der.ts'
import { readTrusted } from '../x509/read-certificate.ts'
import { verifyClientChain } from './client-chain.ts'

// What is expected here is what a kube-apiserver did with the same certificates (e2e/login-methods.spec.ts asks one again).
const nowMs = Date.parse('2026-06-01T00:00:00Z')
const make = (request: OddRequest): OddCertificate => oddCertificate({ nowMs, ...request })
const subject = oddName(['o', 'team'], ['cn', 'jane'])
const root = make({ subject: oddName(['cn', 'root']), extensions: [caConstraints()] })
const leafOf = (issuer: OddCertificate, more: Partial<OddRequest> = {}) => make({ subject, issuer, extensions: [purposes.client], ...more })
const caOf = (issuer: OddCertificate, more: Partial<OddRequest> = {}, name = 'intermediate') =>
  make({ subject: oddName(['cn', name]), issuer, extensions: [caConstraints()], ...more })
const critical = (oid: string) => oddExtension(oid, sequence(), true)
const keyUsage = (bits: number, unused: number) => oddExtension('2.5.29.15', bitString(Buffer.from([bits]), unused), true)

function verdict(chain: readonly OddCertificate[], roots: readonly OddCertificate[] = [root], atMs = nowMs) {
  const read = (certificates: readonly OddCertificate[]) => readTrusted(certificates.map(({ pem }) => pem).join(''))
  return verifyClientChain(read(chain), read(roots), atMs)
}

/** A leaf below one intermediate that is made with `more`. */
function below(more: Partial<OddRequest>): OddCertificate[] {
  const intermediate = caOf(root, more)
  return [leafOf(intermediate), intermediate]
}

/** A leaf below two intermediates, the upper one with this path length. */
function deep(pathLength: number): OddCertificate[] {
  const upper = caOf(root, { extensions: [caConstraints(pathLength)] }, 'upper')
  const lower = caOf(upper, {}, 'lower')
  return [leafOf(lower), lower, upper]
}

describe('a client certificate is taken', () => {
  test.each<[string, OddCertificate[]]>([
    ['of the CA itself', [leafOf(root)]],
    ['without a purpose', [leafOf(root, { extensions: [] })]],
    ['for any purpose', [leafOf(root, { extensions: [purposes.any] })]],
    ['with an extension that is not critical', [leafOf(root, { extensions: [purposes.client, oddExtension('1.2.3', sequence())] })]],
    ['with an Ed25519 key', [leafOf(root, { keyType: 'ed25519' })]],
    ['below an intermediate', below({})],
    ['below one that may sign certificates', below({ extensions: [caConstraints(), keyUsage(0x04, 2)] })],
    ['below one with no room for more', below({ extensions: [caConstraints(0)] })],
    ['below one for clients', below({ extensions: [caConstraints(), purposes.client] })],
    ['below two', deep(1)],
  ])('%s', (_, chain) => {
    expect(verdict(chain)).toEqual({ ok: true, endMs: nowMs + 3_600_000 })
  })

  test('whatever the order of the CAs behind it', () => {
    const [leaf, lower, upper] = deep(1)
    expect(verdict([leaf, upper, lower].flatMap(each => each ?? []))).toMatchObject({ ok: true })
  })

  test('of the second CA of the bundle, also where the first has the same name', () => {
    const twin = make({ subject: root.subject, extensions: [caConstraints()] })
    expect(verdict([leafOf(root)], [twin, root])).toMatchObject({ ok: true })
  })

  test('until the first link of its chain ends', () => {
    expect(verdict(below({ untilMs: nowMs + 60_000 }))).toEqual({ ok: true, endMs: nowMs + 60_000 })
  })
})

describe('a client certificate is refused', () => {
  const stranger = make({ subject: root.subject, extensions: [caConstraints()] })
  const [childless, ...above] = below({})
  test.each<[string, OddCertificate[], RegExp]>([
    ['that is none', [], /no certificate/],
    ['of nobody', [make({ subject, extensions: [purposes.client] })], /not of a CA/],
    ['of a CA that only has the name', [leafOf(stranger)], /not signed by the CA/],
    ['whose intermediate is not there', [childless as OddCertificate], /not of a CA/],
    ['whose intermediate is beside it, signed by nobody', [leafOf(stranger), stranger], /not signed by the CA/],
    ['that has expired', [leafOf(root, { untilMs: nowMs - 1_000 })], /^it expired/],
    ['that is not valid yet', [leafOf(root, { fromMs: nowMs + 1_000 })], /^it is not valid before/],
    ['for servers', [leafOf(root, { extensions: [purposes.server] })], /not for client authentication/],
    ['for another purpose', [leafOf(root, { extensions: [purposes.unknown] })], /not for client authentication/],
    ['with a critical extension', [leafOf(root, { extensions: [purposes.client, critical('1.2.3')] })], /extension 1\.2\.3/],
    ['signed with SHA-1', [leafOf(root, { hash: ecdsaSha1 })], /not signed/],
    ['below one that is no CA', below({ extensions: [] }), /not a CA that may/],
    ['below one that says so', below({ extensions: [oddExtension('2.5.29.19', sequence(), true)] }), /not a CA that may/],
    ['below one that may not sign certificates', below({ extensions: [caConstraints(), keyUsage(0x80, 7)] }), /not a CA that may/],
    ['below one for servers', below({ extensions: [caConstraints(), purposes.server] }), /above it is not for client/],
    ['below one that has expired', below({ untilMs: nowMs - 1_000 }), /above it expired/],
    ['below one that is not valid yet', below({ fromMs: nowMs + 1_000 }), /above it is not valid before/],
    ['below one with a critical extension', below({ extensions: [caConstraints(), critical('1.2.3')] }), /above it has the extension/],
    [
      'below one with name constraints',
      below({ extensions: [caConstraints(), oddExtension('2.5.29.30', sequence(implicit(0, sequence())))] }),
      /extension 2\.5\.29\.30/,
    ],
    ['below more than the upper one allows', deep(0), /not a CA that may/],
    ['below another client certificate', [leafOf(leafOf(root)), leafOf(root)], /./],
    ['with more certificates than anybody needs', [leafOf(root), ...Array.from({ length: 5 }, () => above[0] as OddCertificate)], /more than 5/],
  ])('%s', (_, chain, why) => {
    expect(verdict(chain)).toEqual({ ok: false, why: expect.stringMatching(why) })
  })

  test('where its CA has expired, is no CA, or there is none', () => {
    expect(verdict([leafOf(root)], [root], nowMs + 7_200_000)).toMatchObject({ ok: false })
    const old = make({ subject: oddName(['cn', 'old']), extensions: [caConstraints()], untilMs: nowMs - 1_000 })
    expect(verdict([leafOf(old)], [old])).toEqual({ ok: false, why: expect.stringMatching(/above it expired/) })
    const noCa = make({ subject: oddName(['cn', 'no-ca']) })
    expect(verdict([leafOf(noCa)], [noCa])).toEqual({ ok: false, why: expect.stringMatching(/not a CA that may/) })
    expect(verdict([leafOf(root)], [])).toMatchObject({ ok: false })
  })
})
