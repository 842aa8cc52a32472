import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { RequestContext, Session } from '../services.ts'
import { createPageProofs } from '../session/page-proof.ts'
import { httpPair } from '../testing/http-pair.ts'
import { createReplica, someone } from '../testing/session-kit.ts'
import { refuseEmbedding, refuseForeignOrigin, refuseOtherSites, requireOwnScript, requireSameOrigin } from './same-origin.ts'
import { offeredMountTag, offeredProtocols, requireUpgradeProof } from './upgrade-proof.ts'

const replica = await createReplica()
const proofs = createPageProofs(replica.keys)
const session: Session = {
  id: 's-1',
  identity: someone,
  method: 'token',
  expiresAtMs: 0,
  issuedAtMs: 0,
  renewing: false,
  tokenHash: 'hash',
  capabilities: {},
  kindsTag: '',
  viewer: null,
  endedView: null,
}
const services = { verifyPageProof: ({ id }: Session, proof: string) => proofs.verify(id, proof) } as RequestContext['services']
const signedIn = { sessionResult: { session, error: null }, services } as const

type Given = Record<string, string>
/** The code of the refusal, or 'passes'. */
async function outcome(check: (request: ReturnType<typeof httpPair>['request']) => void | Promise<void>, headers: Given): Promise<string> {
  try {
    await check(httpPair({ headers }).request)
    return 'passes'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

const own = { 'x-latchkey-request': '1' }
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
const throughKube = { 'x-forwarded-uri': '/api/v1/namespaces/a/services/b/proxy/x' }

describe('what says that it comes from elsewhere', () => {
  test.each<[string, Given, string]>([
    ['nothing', {}, 'passes'],
    ['our page', sameOrigin, 'passes'],
    ['a typed address', { 'sec-fetch-site': 'none' }, 'passes'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'CROSS_SITE'],
    ['another port or subdomain', { 'sec-fetch-site': 'same-site' }, 'CROSS_SITE'],
    ['an unknown word', { 'sec-fetch-site': 'SAME-ORIGIN' }, 'CROSS_SITE'],
    ['an opaque origin, whatever else it says', { ...sameOrigin, origin: 'null' }, 'CROSS_SITE'],
    ['our Origin', { origin: 'http://127.0.0.1:7777' }, 'passes'],
    ['our Origin by https, which this plain request is not', { origin: 'https://127.0.0.1:7777' }, 'CROSS_SITE'],
    ['another port', { origin: 'http://127.0.0.1:7778' }, 'CROSS_SITE'],
    ['our host in a longer name', { origin: 'http://127.0.0.1:7777.evil.test' }, 'CROSS_SITE'],
    ['an Origin with a path', { origin: 'http://127.0.0.1:7777/' }, 'CROSS_SITE'],
    ['an empty Origin', { origin: '' }, 'CROSS_SITE'],
    ['the host that an ingress tells', { origin: 'https://d.example', 'x-forwarded-host': 'd.example', 'x-forwarded-proto': 'https' }, 'passes'],
    ['a host that the ingress does not tell', { origin: 'https://e.example', 'x-forwarded-host': 'd.example' }, 'CROSS_SITE'],
    ['the kube-apiserver’s origin, whose scheme nobody tells', { ...throughKube, origin: 'https://127.0.0.1:7777' }, 'passes'],
    ['an origin in front of kubectl proxy without Fetch Metadata', { ...throughKube, origin: 'http://127.0.0.1:8001' }, 'CROSS_SITE'],
    [
      'an origin that a page behind the kube-apiserver makes up',
      { ...throughKube, origin: 'http://127.0.0.1:4000', 'x-forwarded-host': '127.0.0.1:4000' },
      'CROSS_SITE',
    ],
    ['the same with Fetch Metadata', { ...throughKube, ...sameOrigin, origin: 'http://127.0.0.1:8001' }, 'passes'],
  ])('%s', async (_, headers, expected) => {
    expect(await outcome(refuseForeignOrigin, headers)).toBe(expected)
  })
})

describe('what another origin may do with a page', () => {
  const cross = { 'sec-fetch-site': 'cross-site' }
  test.each<[string, Given, string]>([
    ['lead to it', { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 'passes'],
    ['frame it', { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 'CROSS_SITE'],
    ['embed it', { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'object' }, 'CROSS_SITE'],
    ['fetch it', { ...cross, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'CROSS_SITE'],
    ['take it for an image', { ...cross, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'CROSS_SITE'],
    ['take it for a script, from another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, 'CROSS_SITE'],
    ['nothing more than our own page and the address bar', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 'passes'],
    ['our own page fetches', { ...sameOrigin, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'passes'],
    ['a script without a browser', {}, 'passes'],
  ])('%s', async (_, headers, expected) => {
    expect(await outcome(refuseEmbedding, headers)).toBe(expected)
  })
})

describe('an unsafe request with a cookie', () => {
  test.each<[string, Given, string]>([
    ['no proof at all', own, 'CROSS_SITE'],
    ['our header missing', sameOrigin, 'CROSS_SITE'],
    ['both', { ...own, ...sameOrigin }, 'passes'],
    ['our header and our Origin', { ...own, origin: 'http://127.0.0.1:7777' }, 'passes'],
    ['a typed address', { ...own, 'sec-fetch-site': 'none' }, 'CROSS_SITE'],
    ['a form’s media type', { ...own, ...sameOrigin, 'content-type': 'application/x-www-form-urlencoded' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a plain text', { ...own, ...sameOrigin, 'content-type': 'text/plain; x=application/json' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a multipart form', { ...own, ...sameOrigin, 'content-type': 'multipart/form-data; boundary=x' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['JSON', { ...own, ...sameOrigin, 'content-type': 'application/json; charset=utf-8' }, 'passes'],
    ['a patch', { ...own, ...sameOrigin, 'content-type': 'application/merge-patch+json' }, 'passes'],
    ['an apply', { ...own, ...sameOrigin, 'content-type': 'application/apply-patch+yaml' }, 'passes'],
    ['the proof of this session', { 'x-latchkey-request': proofs.of('s-1', ''), ...sameOrigin }, 'passes'],
    ['the proof of the session before', { 'x-latchkey-request': proofs.of('s-0', ''), ...sameOrigin }, 'SESSION_CHANGED'],
    ['the header session of a script', { 'x-latchkey-session': 't' }, 'passes'],
  ])('%s', async (_, headers, expected) => {
    expect(await outcome(request => requireSameOrigin(request, signedIn), headers)).toBe(expected)
  })

  test('before there is a session a script of ours is proof enough', async () => {
    expect(await outcome(requireOwnScript, { ...own, ...sameOrigin })).toBe('passes')
    expect(await outcome(requireOwnScript, sameOrigin)).toBe('CROSS_SITE')
  })
})

test('a page reads nothing as the session after its own', async () => {
  expect(await outcome(request => refuseOtherSites(request, signedIn), { 'x-latchkey-request': proofs.of('s-0', '') })).toBe('SESSION_CHANGED')
  expect(await outcome(request => refuseOtherSites(request, signedIn), { 'x-latchkey-request': proofs.of('s-1', '') })).toBe('passes')
  expect(await outcome(request => refuseOtherSites(request, signedIn), { 'sec-fetch-site': 'same-site' })).toBe('CROSS_SITE')
})

describe('an upgrade', () => {
  const upgrade = { upgrade: 'websocket', connection: 'Upgrade' }
  const offer = (id: string) => ({ ...upgrade, 'sec-websocket-protocol': `v5.channel.k8s.io, latchkey.proof.${proofs.of(id, '/a')}` })
  test.each<[string, Given, string]>([
    ['with the proof of this session', offer('s-1'), 'passes'],
    ['with the proof of another session', offer('s-0'), 'SESSION_CHANGED'],
    ['with a proof that is none', { ...upgrade, 'sec-websocket-protocol': 'latchkey.proof.x' }, 'SESSION_CHANGED'],
    ['without a proof', { ...upgrade, 'sec-websocket-protocol': 'v5.channel.k8s.io' }, 'CROSS_SITE'],
    ['without a proof, from our page', { ...upgrade, ...sameOrigin }, 'CROSS_SITE'],
    ['with the proof, from another site', { ...offer('s-1'), 'sec-fetch-site': 'cross-site' }, 'CROSS_SITE'],
    ['with the proof, from an opaque origin', { ...offer('s-1'), origin: 'null' }, 'CROSS_SITE'],
    [
      'with the proof, from a foreign origin where ours is known',
      { ...offer('s-1'), 'x-forwarded-host': 'd.example', origin: 'https://e.example' },
      'CROSS_SITE',
    ],
    ['with the proof, from any origin where ours is not known', { ...offer('s-1'), origin: 'http://127.0.0.1:8001' }, 'passes'],
    ['of a script with its session in the header', { ...upgrade, 'x-latchkey-session': 't' }, 'passes'],
  ])('%s', async (_, headers, expected) => {
    expect(await outcome(request => requireUpgradeProof(request, signedIn), headers)).toBe(expected)
  })

  test('tells the protocols apart from the proof, and the mount', () => {
    const { request } = httpPair({ headers: offer('s-1') })
    expect(offeredProtocols(request).protocols).toEqual(['v5.channel.k8s.io'])
    expect(offeredMountTag(request)).toMatch(/^[0-9a-f]{8}$/)
    expect(offeredMountTag(httpPair({ headers: upgrade }).request)).toBeNull()
  })
})
