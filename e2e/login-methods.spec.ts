import { createPrivateKey, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { loginMethodsSchema } from '#contract/login.ts'
import { sealingKeyConfigMap } from '#contract/login-proof.ts'
import { identityOfCertificate } from '#server/login/certificate-identity.ts'
import { verifyClientChain } from '#server/login/client-chain.ts'
import {
  caConstraints,
  ecdsaSha1,
  type OddCertificate,
  type OddIssuer,
  type OddRequest,
  oddCertificate,
  oddExtension,
  oddName,
  purposes,
} from '#server/testing/odd-certificates.ts'
import { bitString, implicit, sequence } from '#server/x509/der.ts'
import { readTrusted } from '#server/x509/read-certificate.ts'
import { base64, readEndpoint, writeKubeconfig } from '../cluster/users/kubeconfig.ts'
import { cluster, kubectl, tryKubectl, type User } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { latchkey } from './latchkey.ts'

// The methods below the attested one (attested.spec.ts), each asked for by name, against a real cluster.
type UserInfo = { username: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> }
type Whoami = { user: { name: string; uid: string; groups: string[]; extra: Record<string, string[]> }; method: string }

const handOver = '--hand-over-certificate'
const fitting: Array<[User, string, string[]]> = [
  ['admin', 'cert-signed', []],
  ['editor', 'cert-signed', []],
  ['admin', 'cert', [handOver]],
  ['editor', 'cert', [handOver]],
  ['viewer', 'token', []],
  ['payments', 'token', []],
  ['guest', 'token', []],
]

function identityOf({ username, uid = '', groups = [], extra = {} }: UserInfo): Whoami['user'] {
  return { name: username, uid, groups, extra }
}

function kubectlWhoami(user: User): Whoami['user'] {
  return identityOf((JSON.parse(kubectl(user, ['auth', 'whoami', '-o', 'json'])) as { status: { userInfo: UserInfo } }).status.userInfo)
}

test.describe('by each method one is whom kubectl auth whoami says, whole', () => {
  for (const [user, method, flags] of fitting)
    test(`${user} by ${method}`, () => {
      const run = latchkey(user, ['whoami', '-o', 'json', '-v', '--login-method', method, ...flags])
      expect(run.stderr).not.toContain('error:')
      const { user: ours, method: told } = JSON.parse(run.stdout) as Whoami
      expect([told, ours]).toEqual([method, kubectlWhoami(user)])
      expect(run.stderr).toContain(`Signed in by ${method}.`)
      // What is sent is sealed wherever it is secret.
      expect(run.stderr).not.toContain('unsealed')
    })

  test('whoami says in words how it was proven', () => {
    expect(latchkey('editor', ['whoami', '--login-method', 'cert-signed']).stdout).toMatch(/Proven by +signature with the client key \(cert-signed\)/)
  })
})

test.describe('refused is', () => {
  const cases: Array<[string, User, string[], number, RegExp]> = [
    ['a key that was not given away', 'admin', ['--login-method', 'cert'], 4, /with --hand-over-certificate only/],
    ['a method that the credential does not fit', 'admin', ['--login-method', 'token'], 4, /token: the kubeconfig has no token/],
    ['another such', 'viewer', ['--login-method', 'cert-signed'], 4, /no client certificate/],
    ['another identity, which only the kube-apiserver could vouch for', 'admin', ['--login-method', 'cert-signed', '--as', 'jane'], 5, /as "jane"/],
    ['a method that there is none of', 'admin', ['--login-method', 'password'], 2, /password/],
  ]
  for (const [what, user, flags, code, message] of cases)
    test(what, () => {
      const run = latchkey(user, ['whoami', ...flags])
      expect([run.code, run.stdout]).toEqual([code, ''])
      expect(run.stderr).toMatch(message)
    })
})

test('with a certificate and a token one is whom the certificate names; the token counts only when it is asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-both-'))
  try {
    const file = join(folder, 'config')
    const ofUser = (user: User, field: string) => kubectl(user, ['config', 'view', '--raw', '--minify', '-o', `jsonpath={.users[0].user.${field}}`])
    await writeKubeconfig(file, await readEndpoint(cluster.kubeconfigs.admin), 'both', {
      'client-certificate-data': ofUser('admin', 'client-certificate-data'),
      'client-key-data': ofUser('admin', 'client-key-data'),
      token: ofUser('viewer', 'token'),
    })
    const whoami = (...flags: string[]) => (JSON.parse(latchkey('admin', ['whoami', '-o', 'json', '--kubeconfig', file, ...flags]).stdout) as Whoami).user
    expect(whoami()).toEqual(kubectlWhoami('admin'))
    expect(whoami('--login-method', 'token')).toEqual(kubectlWhoami('viewer'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the methods are offered best first', () => {
  const path = '/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy/api/v1/login/methods'
  const { methods } = loginMethodsSchema.parse(JSON.parse(kubectl('guest', ['get', '--raw', path])))
  expect(methods.filter(method => method !== 'attested')).toEqual(['token', 'cert-signed', 'cert'])
})

test('the key to seal to is public, the only ConfigMap there that a guest reads, and comes back when deleted', async () => {
  const get = (user: User) => tryKubectl(user, ['-n', 'latchkey-system', 'get', 'configmap', sealingKeyConfigMap.name, '-o', 'json'])
  const before = (JSON.parse(get('guest').stdout) as { data: unknown }).data
  expect(tryKubectl('guest', ['-n', 'latchkey-system', 'get', 'configmap', 'kube-root-ca.crt']).code).not.toBe(0)
  expect(tryKubectl('guest', ['-n', 'latchkey-system', 'patch', 'configmap', sealingKeyConfigMap.name, '-p', '{"data":{"x":"y"}}']).code).not.toBe(0)
  kubectl('admin', ['-n', 'latchkey-system', 'delete', 'configmap', sealingKeyConfigMap.name])
  const unsealed = latchkey('viewer', ['whoami', '-v', '--login-method', 'token'])
  expect(unsealed.code).toBe(0)
  await expect.poll(() => get('guest').code, { timeout: 50_000 }).toBe(0)
  expect((JSON.parse(get('guest').stdout) as { data: unknown }).data).toEqual(before)
})

test.describe('certificates of the CA of the cluster', () => {
  // Beside the one-node cluster its CA lies open, so that any certificate can be shown to the kube-apiserver and to us.
  const keys = cluster.authenticators ? join(cluster.authenticators.authenticationConfig, '../../keys') : ''
  test.skip(!existsSync(join(keys, 'ca.key')), 'only a cluster of our own gives the key of its CA')

  let ca: OddIssuer
  let caPem: string
  let folder: string
  test.beforeAll(() => {
    caPem = readFileSync(join(keys, 'ca.crt'), 'utf8')
    const key = createPrivateKey(readFileSync(join(keys, 'ca.key'), 'utf8'))
    ca = { key, subject: readTrusted(caPem)[0]?.subject ?? Buffer.alloc(0) }
    folder = mkdtempSync(join(tmpdir(), 'latchkey-methods-'))
  })
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Who the kube-apiserver says the owner of a certificate is; null where it is nobody. */
  async function asKubernetes({ pem, keyPem }: Shown): Promise<Whoami['user'] | null> {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const outgoing = request(new URL(path, cluster.server), {
      method: 'POST',
      ca: caPem,
      cert: pem,
      key: keyPem,
      agent: false,
      headers: { 'content-type': 'application/json' },
    })
    outgoing.end('{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}')
    // A certificate that Go cannot even parse ends the handshake.
    const response = await once(outgoing, 'response').then(
      ([answer]) => answer,
      () => null,
    )
    if (response?.statusCode !== 201) return null
    return identityOf((JSON.parse(await text(response)) as { status: { userInfo: UserInfo } }).status.userInfo)
  }

  function asUs({ pem }: Shown): Whoami['user'] | null {
    try {
      const certificates = readTrusted(pem)
      const [leaf] = certificates
      return leaf && verifyClientChain(certificates, readTrusted(caPem), Date.now()).ok ? identityOfCertificate(leaf) : null
    } catch {
      return null
    }
  }

  for (const [name, stricter, make] of shownCertificates())
    test(`the kube-apiserver and we agree: ${name}`, async () => {
      const shown = make(ca)
      const theirs = await asKubernetes(shown)
      if (stricter) expect(theirs).not.toBeNull()
      expect(asUs(shown)).toEqual(stricter ? null : theirs)
    })

  test('a group with a line break in it is one group, which no header can carry: nobody is signed in', async () => {
    const file = join(folder, 'line-break')
    const { pem, keyPem } = oddCertificate({ subject: oddName(['o', 'a\nO=system:masters'], ['cn', 'jane']), issuer: ca, extensions: [purposes.client] })
    const endpoint = { server: cluster.server, certificateAuthorityPem: caPem }
    await writeKubeconfig(file, endpoint, 'user', { 'client-certificate-data': base64(pem), 'client-key-data': base64(keyPem) })
    const run = latchkey('admin', ['whoami', '--kubeconfig', file, '--login-method', 'cert-signed'])
    expect([run.code, run.stdout]).toEqual([5, ''])
    expect(run.stderr).toMatch(/group .* cannot be carried/)
  })

  test('a certificate below an intermediate signs in', async () => {
    const file = join(folder, 'below')
    const intermediate = oddCertificate({ subject: oddName(['cn', 'between']), issuer: ca, extensions: [caConstraints()] })
    const leaf = oddCertificate({ subject: oddName(['o', 'team-below'], ['cn', 'jane']), issuer: intermediate, extensions: [purposes.client] })
    const endpoint = { server: cluster.server, certificateAuthorityPem: caPem }
    await writeKubeconfig(file, endpoint, 'user', { 'client-certificate-data': base64(leaf.pem + intermediate.pem), 'client-key-data': base64(leaf.keyPem) })
    const run = latchkey('admin', ['whoami', '-o', 'json', '--kubeconfig', file, '--login-method', 'cert-signed'])
    expect(JSON.parse(run.stdout)).toMatchObject({ method: 'cert-signed', user: { name: 'jane', groups: ['team-below', 'system:authenticated'] } })
  })
})

type Shown = { pem: string; keyPem: string }
type Row = [name: string, stricter: boolean, make: (ca: OddIssuer) => Shown]

/** Certificates to show. `stricter`: we know to refuse what the kube-apiserver takes. */
function shownCertificates(): Row[] {
  const team = () => oddName(['o', 'team'], ['cn', 'jane'])
  const leaf =
    (subject: Buffer, more: Partial<OddRequest> = {}) =>
    (ca: OddIssuer) =>
      oddCertificate({ subject, issuer: ca, extensions: [purposes.client], ...more })
  const below = (more: Partial<OddRequest>) => (ca: OddIssuer) =>
    chain(oddCertificate({ subject: oddName(['cn', 'between']), issuer: ca, extensions: [caConstraints()], ...more }))
  const chain = (intermediate: OddCertificate, above = '') => {
    const shown = oddCertificate({ subject: team(), issuer: intermediate, extensions: [purposes.client] })
    return { pem: shown.pem + intermediate.pem + above, keyPem: shown.keyPem }
  }
  const deep = (pathLength: number) => (ca: OddIssuer) => {
    const upper = oddCertificate({ subject: oddName(['cn', 'upper']), issuer: ca, extensions: [caConstraints(pathLength)] })
    return chain(oddCertificate({ subject: oddName(['cn', 'lower']), issuer: upper, extensions: [caConstraints()] }), upper.pem)
  }
  const stringOf = (tag: number, bytes: string) => Buffer.concat([Buffer.from([tag, bytes.length]), Buffer.from(bytes, 'latin1')])
  const critical = (oid: string) => oddExtension(oid, sequence(), true)
  const keyUsage = (bits: number, unused: number) => oddExtension('2.5.29.15', bitString(Buffer.from([bits]), unused), true)
  const nowMs = Date.now()
  const stranger = (): KeyObject => oddCertificate({ subject: team() }).key
  return [
    ['a plain one', false, leaf(team())],
    ['with an RSA key', false, leaf(team(), { keyType: 'rsa' })],
    ['with an Ed25519 key', false, leaf(team(), { keyType: 'ed25519' })],
    [
      'name and group in one relative name',
      false,
      leaf(
        oddName([
          ['cn', 'jane'],
          ['o', 'team'],
        ]),
      ),
    ],
    ['two names', false, leaf(oddName(['cn', 'root'], ['o', 'team'], ['cn', 'jane']))],
    ['a group with a line break', false, leaf(oddName(['o', 'a\nO=system:masters'], ['cn', 'jane']))],
    ['a group with commas, pluses, slashes', false, leaf(oddName(['o', 'a,O=b+CN=c/O=d'], ['cn', 'jane\\,O=z']))],
    ['letters beyond ASCII', false, leaf(oddName(['o', 'Zürich 🎉'], ['cn', 'jäne']))],
    ['PrintableString', false, leaf(oddName(['o', stringOf(0x13, 'team')], ['cn', stringOf(0x13, 'jane')]))],
    ['what no PrintableString has', false, leaf(oddName(['o', stringOf(0x13, 'a@b')], ['cn', 'jane']))],
    ['IA5String', false, leaf(oddName(['o', stringOf(0x16, 'a@b_c')], ['cn', 'jane']))],
    ['T61String', true, leaf(oddName(['o', stringOf(0x14, 'g\xe9')], ['cn', 'jane']))],
    ['BMPString', true, leaf(oddName(['o', stringOf(0x1e, '\0g')], ['cn', 'jane']))],
    ['a UID', false, leaf(oddName(['uid', 'u-1'], ['cn', 'jane']))],
    ['two UIDs', false, leaf(oddName(['uid', 'u-1'], ['uid', 'u-2'], ['cn', 'jane']))],
    ['an empty UID', false, leaf(oddName(['uid', ''], ['cn', 'jane']))],
    ['an empty group', false, leaf(oddName(['o', ''], ['o', 'team'], ['cn', 'jane']))],
    ['no name', false, leaf(oddName(['o', 'team']))],
    ['an empty name', false, leaf(oddName(['cn', '']))],
    ['the name of nobody', false, leaf(oddName(['cn', 'system:anonymous']))],
    ['the group of everybody', false, leaf(oddName(['o', 'system:authenticated'], ['o', 'team'], ['cn', 'jane']))],
    ['for servers', false, leaf(team(), { extensions: [purposes.server] })],
    ['without a purpose', false, leaf(team(), { extensions: [] })],
    ['for any purpose', false, leaf(team(), { extensions: [purposes.any] })],
    ['for another purpose', false, leaf(team(), { extensions: [purposes.unknown] })],
    ['for two purposes in two extensions', false, leaf(team(), { extensions: [purposes.server, purposes.client] })],
    ['expired', false, leaf(team(), { untilMs: nowMs - 60_000 })],
    ['not valid yet', false, leaf(team(), { fromMs: nowMs + 600_000 })],
    ['a critical extension', false, leaf(team(), { extensions: [purposes.client, critical('1.2.3.4')] })],
    ['an extension that is not critical', false, leaf(team(), { extensions: [purposes.client, oddExtension('1.2.3.4', sequence())] })],
    ['signed with SHA-1', false, leaf(team(), { hash: ecdsaSha1 })],
    ['told to be signed in another way', false, leaf(team(), { hash: { oid: '1.2.840.10045.4.3.2', name: 'sha256', told: '1.2.840.10045.4.3.3' } })],
    ['signed by whoever has the name of the CA', false, ca => leaf(team())({ ...ca, key: stranger() })],
    ['signed by itself', false, () => oddCertificate({ subject: team(), extensions: [purposes.client] })],
    ['below an intermediate', false, below({})],
    ['below one that may sign certificates', false, below({ extensions: [caConstraints(), keyUsage(0x04, 2)] })],
    ['below one that may not', false, below({ extensions: [caConstraints(), keyUsage(0x80, 7)] })],
    ['below one that is no CA', false, below({ extensions: [] })],
    ['below one that says that it is none', false, below({ extensions: [oddExtension('2.5.29.19', sequence(), true)] })],
    ['below one for servers', false, below({ extensions: [caConstraints(), purposes.server] })],
    ['below one for clients', false, below({ extensions: [caConstraints(), purposes.client] })],
    ['below one that has expired', false, below({ untilMs: nowMs - 60_000 })],
    ['below one with a critical extension', false, below({ extensions: [caConstraints(), critical('1.2.3.4')] })],
    [
      'below one with name constraints, which hold for no user name',
      true,
      below({
        extensions: [
          caConstraints(),
          oddExtension('2.5.29.30', sequence(Buffer.concat([Buffer.from([0xa0, 0x07]), sequence(implicit(2, Buffer.from('abc')))])), true),
        ],
      }),
    ],
    ['below one that allows none below it', false, below({ extensions: [caConstraints(0)] })],
    ['below two, where the upper one allows none', false, deep(0)],
    ['below two, where it allows one', false, deep(1)],
  ]
}
