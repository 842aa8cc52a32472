import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parse, stringify } from 'yaml'
import { attestedApiServiceName, attestedSecretName } from '#domain/attested-names.ts'
import { firstServingCertificates, formatServingCertificates, servingName } from '#server/attested/serving-certificates.ts'
import { requestUserKubeconfig } from './certificate-user.ts'
import { auditEvents, cluster, kubectl, tryKubectl, type User, users } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { install, latchkey } from './latchkey.ts'

// Method attested, with the real aggregation layer in front: who the kube-apiserver says one is, and who else may say so.
const path = '/apis/login.latchkey.dev/v1/loginrequests'
const loginRequest = JSON.stringify({ apiVersion: 'login.latchkey.dev/v1', kind: 'LoginRequest', spec: {} })

type UserInfo = { username: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> }
type Whoami = { user: { name: string; uid: string; groups: string[]; extra: Record<string, string[]> }; method: string }
type Kubeconfig = { users: [{ user: Record<string, unknown> }] }

/** Who the kube-apiserver itself says that is, in our words. */
function kubectlWhoami(user: User, args: readonly string[] = []): Whoami['user'] {
  const { status } = JSON.parse(kubectl(user, ['auth', 'whoami', '-o', 'json', ...args])) as { status: { userInfo: UserInfo } }
  const { username, uid = '', groups = [], extra = {} } = status.userInfo
  return { name: username, uid, groups: [...groups].sort(), extra }
}

function latchkeyWhoami(user: User, args: readonly string[] = []): Whoami {
  const run = latchkey(user, ['whoami', '-o', 'json', ...args])
  expect(run.stderr).not.toContain('error:')
  const whoami = JSON.parse(run.stdout) as Whoami
  return { ...whoami, user: { ...whoami.user, groups: [...whoami.user.groups].sort() } }
}

function apiService(): { spec: { caBundle?: string }; status: { conditions: Array<{ type: string; status: string }> } } {
  return JSON.parse(kubectl('admin', ['get', 'apiservice', attestedApiServiceName, '-o', 'json']))
}
const isAvailable = (): string | undefined => apiService().status.conditions.find(({ type }) => type === 'Available')?.status
const caOf = (): string => Buffer.from(apiService().spec.caBundle ?? '', 'base64').toString('utf8')
function writeCertificates(text: string): void {
  const data = JSON.stringify({ data: { 'certificates.json': Buffer.from(text).toString('base64') } })
  kubectl('admin', ['-n', 'latchkey-system', 'patch', 'secret', attestedSecretName, '--type=merge', '-p', data])
}

/** Whether a LoginRequest gets through; it leaves no session behind. */
const tryLogin = (): number => tryKubectl('viewer', ['create', '--validate=false', '--dry-run=server', '-f', loginRequestFile]).code

let folder: string
let loginRequestFile: string
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-attested-'))
  loginRequestFile = join(folder, 'loginrequest.json')
  writeFileSync(loginRequestFile, loginRequest)
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.describe('the kube-apiserver says who signs in', () => {
  for (const user of users)
    test(`${user} is whom kubectl auth whoami says, whole`, () => {
      expect(latchkeyWhoami(user)).toMatchObject({ method: 'attested', user: kubectlWhoami(user) })
    })

  test('someone else is, for who may impersonate', () => {
    const as = ['--as', 'jane', '--as-group', 'team-a', '--as-group', 'team-b']
    const { user, method } = latchkeyWhoami('admin', as)
    expect([method, user]).toEqual(['attested', kubectlWhoami('admin', as)])
    expect(user).toMatchObject({ name: 'jane', groups: ['system:authenticated', 'team-a', 'team-b'] })
    const refused = latchkey('viewer', ['whoami', ...as])
    expect([refused.code, refused.stdout]).toEqual([5, ''])
    expect(refused.stderr).toContain('impersonate')
  })

  test('a client certificate of an exec plugin counts like any other, and goes nowhere', async () => {
    const file = join(folder, 'exec-user')
    await requestUserKubeconfig(file, { commonName: 'exec-jane', organizations: ['team-exec'] })
    const config = parse(readFileSync(file, 'utf8')) as Kubeconfig
    const { user } = config.users[0]
    const [clientCertificateData, clientKeyData] = ['client-certificate-data', 'client-key-data'].map(key =>
      Buffer.from(String(user[key]), 'base64').toString(),
    )
    const apiVersion = 'client.authentication.k8s.io/v1'
    writeFileSync(`${file}-credential`, JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { clientCertificateData, clientKeyData } }))
    config.users[0].user = { exec: { apiVersion, command: 'cat', args: [`${file}-credential`], interactiveMode: 'Never' } }
    writeFileSync(file, stringify(config), { mode: 0o600 })
    const run = latchkey('admin', ['whoami', '-o', 'json', '-v', '--kubeconfig', file])
    expect(JSON.parse(run.stdout)).toMatchObject({ method: 'attested', user: { name: 'exec-jane', groups: ['team-exec', 'system:authenticated'] } })
    expect(run.stderr).not.toContain('/api/v1/login ')
  })

  test('a session lasts as long as the certificate that the kube-apiserver vouches for, ten hours at most, and else an hour, whatever its caller says', () => {
    const hoursOf = (user: User, spec: object): number => {
      const body = JSON.stringify({ ...JSON.parse(loginRequest), spec: { credentialExpiresAt: new Date(Date.now() + 90 * 86_400_000).toISOString(), ...spec } })
      const { status } = JSON.parse(kubectl(user, ['create', '--validate=false', '-o', 'json', '-f', '-'], body)) as { status: { expiresAt: string } }
      return Math.round((Date.parse(status.expiresAt) - Date.now()) / 3_600_000)
    }
    const data = kubectl('admin', ['config', 'view', '--raw', '--minify', '-o', 'jsonpath={.users[0].user.client-certificate-data}'])
    const certificate = Buffer.from(data, 'base64').toString()
    expect([hoursOf('admin', { certificate }), hoursOf('admin', {}), hoursOf('viewer', { certificate }), hoursOf('viewer', {})]).toEqual([10, 1, 1, 1])
  })

  test('the audit log of the kube-apiserver has the login under its own id, and no token', async () => {
    const logins = () => auditEvents(({ requestURI, verb, stage }) => verb === 'create' && stage === 'ResponseComplete' && requestURI.startsWith(path))
    const before = new Set(logins().map(({ auditID }) => auditID))
    const made = kubectl('viewer', ['create', '--validate=false', '-o', 'json', '-f', loginRequestFile])
    const { token } = (JSON.parse(made) as { status: { token: string } }).status
    // Both logs are written by others.
    await expect.poll(() => logins().filter(({ auditID }) => !before.has(auditID))).toHaveLength(1)
    const [event] = logins().filter(({ auditID }) => !before.has(auditID))
    expect(event).toMatchObject({ user: { username: 'system:serviceaccount:latchkey-demo:viewer' }, responseStatus: { code: 201 } })
    expect(JSON.stringify(logins())).not.toContain(token)
    let logs = ''
    const lineOf = (auditID: string) => {
      logs = kubectl('admin', ['-n', 'latchkey-system', 'logs', '-l', 'app.kubernetes.io/name=latchkey', '--tail=2000'])
      return logs.split('\n').find(text => text.includes(auditID))
    }
    await expect.poll(() => lineOf(event?.auditID ?? 'none')).toBeDefined()
    const line = lineOf(event?.auditID ?? 'none')
    expect(JSON.parse(line ?? '{}')).toMatchObject({ event: 'login', method: 'attested', user: 'system:serviceaccount:latchkey-demo:viewer' })
    expect(logs).not.toContain(token)
  })
})

test.describe('nobody else does', () => {
  const spoofed = { 'x-remote-user': 'kubernetes-admin', 'x-remote-group': 'system:masters', 'content-type': 'application/json' }
  type Answer = { status: number; body: { kind?: string; reason?: string; status?: unknown } }

  async function post(port: number, host: string, headers: Record<string, string>, tls: object): Promise<Answer> {
    const outgoing = request({ host, port, path, method: 'POST', headers, ...tls })
    outgoing.end(loginRequest)
    const [response] = await once(outgoing, 'response')
    return { status: response.statusCode, body: JSON.parse(await text(response)) }
  }

  test('who reaches a pod past the kube-apiserver is refused, whatever certificate of the cluster he has', async () => {
    const forward = spawn(cluster.kubectl, ['--kubeconfig', cluster.kubeconfigs.admin, '-n', 'latchkey-system', 'port-forward', 'deployment/latchkey', ':8443'])
    try {
      const [line] = await once(forward.stdout.setEncoding('utf8'), 'data')
      const port = Number(/127\.0\.0\.1:(\d+)/.exec(String(line))?.[1])
      const { user } = (parse(readFileSync(cluster.kubeconfigs.admin, 'utf8')) as Kubeconfig).users[0]
      const [cert, key] = ['client-certificate-data', 'client-key-data'].map(name => Buffer.from(String(user[name]), 'base64'))
      // The CA that the kube-apiserver was told to trust, and the name that it calls: this is the listener, and no other.
      const tls = { ca: caOf(), servername: 'latchkey.latchkey-system.svc' }
      for (const client of [{}, { cert, key }]) {
        const { status, body } = await post(port, '127.0.0.1', spoofed, { ...tls, ...client })
        expect([status, body.kind, body.reason, body.status]).toEqual([401, 'Status', 'Unauthorized', 'Failure'])
      }
    } finally {
      forward.kill()
    }
  })

  test('who spoofs headers through the kube-apiserver is himself, or refused', async () => {
    const { hostname, port } = new URL(cluster.server)
    const { user } = (parse(readFileSync(cluster.kubeconfigs.viewer, 'utf8')) as Kubeconfig).users[0]
    const ca = kubectl('admin', ['config', 'view', '--raw', '--minify', '-o', 'jsonpath={.clusters[0].cluster.certificate-authority-data}'])
    const authorization = { authorization: `Bearer ${user['token']}`, 'content-type': 'application/json' }
    const ask = (headers: Record<string, string>): Promise<Answer> =>
      post(Number(port), hostname, { ...authorization, ...headers }, { ca: Buffer.from(ca, 'base64') })
    const plain = await ask(spoofed)
    expect([plain.status, plain.body.status]).toMatchObject([201, { user: { name: 'system:serviceaccount:latchkey-demo:viewer' } }])
    for (const name of ['x_remote_user', 'X-Remote_Group', 'x-remote-extra_scopes', 'impersonate_user', 'X-Remote-Users']) {
      const { status, body } = await ask({ [name]: 'system:masters' })
      expect([name, status, body.kind]).toEqual([name, 400, 'Status'])
    }
  })
})

test.describe('the API', () => {
  test('is Available, and the first method that is offered', () => {
    expect(isAvailable()).toBe('True')
    const methods = kubectl('viewer', ['get', '--raw', '/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy/api/v1/login/methods'])
    expect((JSON.parse(methods) as { methods: string[] }).methods[0]).toBe('attested')
  })

  test('disturbs no discovery, and explains itself', () => {
    const resources = tryKubectl('admin', ['api-resources', '--verbs=create', '-o', 'name'])
    expect([resources.code, resources.stderr]).toEqual([0, ''])
    expect(resources.stdout.split('\n')).toContain('loginrequests.login.latchkey.dev')
    expect(kubectl('viewer', ['explain', 'loginrequest.spec'])).toContain('credentialExpiresAt')
  })

  test('heals when its Secret is deleted', async () => {
    const before = caOf()
    kubectl('admin', ['-n', 'latchkey-system', 'delete', 'secret', attestedSecretName])
    await expect.poll(caOf).not.toBe(before)
    await expect.poll(tryLogin).toBe(0)
    await expect.poll(isAvailable).toBe('True')
  })

  test('heals when its Secret or its caBundle is damaged', async () => {
    const healthy = caOf()
    const patch = (spec: object): string => kubectl('admin', ['patch', 'apiservice', attestedApiServiceName, '--type=merge', '-p', JSON.stringify({ spec })])
    patch({ caBundle: null })
    await expect.poll(caOf).toBe(healthy)
    const foreign = Buffer.from(kubectl('admin', ['-n', 'kube-system', 'get', 'configmap', 'kube-root-ca.crt', '-o', 'jsonpath={.data.ca\\.crt}']))
    patch({ caBundle: foreign.toString('base64') })
    await expect.poll(caOf).toBe(healthy)
    writeCertificates('{}')
    await expect.poll(caOf).not.toBe(healthy)
    await expect.poll(tryLogin).toBe(0)
    await expect.poll(isAvailable).toBe('True')
  })

  test('renews a certificate that ends soon, trusted before it is used, and no login fails meanwhile', async () => {
    const [old] = firstServingCertificates(servingName('latchkey-system'), Date.now() - 70 * 86_400_000)
    writeCertificates(formatServingCertificates([old]))
    await expect.poll(() => caOf().match(/BEGIN CERTIFICATE/g)?.length).toBe(2)
    expect(caOf()).toContain(old.caPem)
    for (let login = 0; login < 5; login += 1) expect(tryLogin()).toBe(0)
    await expect.poll(isAvailable).toBe('True')
  })

  test('keeps its trust when Latchkey is installed again', async () => {
    test.setTimeout(240_000)
    const before = caOf()
    expect(install().code).toBe(0)
    expect(caOf()).toBe(before)
    await expect.poll(isAvailable).toBe('True')
  })
})
