import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Client } from 'undici'
import { parse } from 'yaml'
import { fixedScope, keptScope, servedGroups } from '#domain/impersonation-scope.ts'
import type { PolicyRule } from '#domain/policy-rule.ts'
import { serverRights } from '#domain/server-rights.ts'
import { parseDiscovery } from '#server/kube/discovery.ts'
import { auditEvents, cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { errorCode, send } from './http.ts'
import { install, latchkey, startTunnel } from './latchkey.ts'
import { latchkeyPods } from './pods.ts'

// What the server's ServiceAccount may do, asked of a real kube-apiserver with its own token, as whoever stole it would.

const tag = randomBytes(4).toString('hex')
const namespace = `gateway-${tag}`
const secretValue = `planted-${randomBytes(12).toString('hex')}`
let apiServer: Client
let stolen: string

type Asked = { method?: string; path: string; body?: unknown; type?: string; accept?: string; as?: readonly string[] }
type Answered = { status: number; text: string }

/** Path and headers as they stand: no URL parser tidies them up. */
async function ask({ method = 'GET', path, body, type = 'application/json', accept = 'application/json', as = [] }: Asked, token = stolen): Promise<Answered> {
  const headers = ['authorization', `Bearer ${token}`, 'accept', accept, 'content-type', type, ...as]
  const answer = await apiServer.request({ method: method as 'GET', path, headers, body: body === undefined ? null : JSON.stringify(body) })
  return { status: answer.statusCode, text: Buffer.from(await answer.body.arrayBuffer()).toString('latin1') }
}

const admin = ['Impersonate-User', 'kubernetes-admin', 'Impersonate-Group', 'kubeadm:cluster-admins', 'Impersonate-Group', 'system:authenticated']
const identities: Record<string, readonly string[]> = {
  'an admin': admin,
  'an admin with an extra': [...admin, 'Impersonate-Extra-latchkey.dev%2Fsession-id', 'x'],
  'an admin in system:masters': [...admin, 'Impersonate-Group', 'system:masters'],
  'a ServiceAccount that is cluster-admin': ['Impersonate-User', `system:serviceaccount:${namespace}:root`],
  'a controller of Kubernetes': ['Impersonate-User', 'system:serviceaccount:kube-system:generic-garbage-collector'],
  'the controller manager': ['Impersonate-User', 'system:kube-controller-manager'],
  'a node': ['Impersonate-User', 'system:node:any', 'Impersonate-Group', 'system:nodes'],
  'the kube-apiserver': ['Impersonate-User', 'system:apiserver'],
  'the server itself': [],
}

/** The planted Secret, by every way to spell its path, and everything that would hand out a token, a right or a port instead. */
function attempts(): Asked[] {
  const one = `/api/v1/namespaces/${namespace}/secrets/planted`
  const list = `/api/v1/namespaces/${namespace}/secrets`
  const reads = [
    ...[one, `${one}/`, `/${one}`, `/api//v1/namespaces/${namespace}/secrets/planted`, `/api/v1/./namespaces/${namespace}/secrets/planted`],
    ...[`/api/v1/pods/../namespaces/${namespace}/secrets/planted`, `/api/v1/%6eamespaces/${namespace}/%73ecrets/planted`, `${list}%2fplanted`, `${one}/status`],
    ...[list, `${list}/`, `${list}?limit=1`, `${list}?fieldSelector=metadata.name%3Dplanted`, '/api/v1/secrets', '/api/v1/secrets/', '//api/v1/secrets'],
    ...['/api/v1/namespaces//secrets', '/api/v1/namespaces/*/secrets', '/api/v1/Secrets', '/apis/v1/secrets', '/api/v2/secrets', '/api/__internal/secrets'],
    ...[`${list}?watch=1&timeoutSeconds=1`, '/api/v1/secrets?watch=1&timeoutSeconds=1', `/api/v1/watch/namespaces/${namespace}/secrets?timeoutSeconds=1`],
    ...[`/api/v1/watch/namespaces/${namespace}/secrets/planted?timeoutSeconds=1`, '/api/v1/watch/secrets?timeoutSeconds=1'],
    ...['/metrics', '/logs/', '/debug/pprof/', '/configz', '/statusz', '/flagz', '/api/v1/nodes/any/proxy/pods', '/api/v1/proxy/nodes/any/pods'],
    ...[`/api/v1/namespaces/kube-system/pods/any/proxy/`, '/api/v1/namespaces/default/services/https:kubernetes:https/proxy/api/v1/secrets'],
  ]
  const accepts = [
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    'application/vnd.kubernetes.protobuf',
    'application/yaml',
    'application/cbor',
  ]
  const metadata = { name: 'planted', namespace }
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { more: 'x' } }
  const dry = '?dryRun=All'
  const binding = {
    metadata: { name: `gateway-${tag}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'latchkey', namespace: 'latchkey-system' }],
  }
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  return [
    ...reads.map(path => ({ path })),
    ...accepts.flatMap(accept => [one, list].map(path => ({ path, accept }))),
    ...['HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH'].map(method => ({
      method,
      path: `${one}${dry}`,
      ...(method === 'HEAD' || method === 'OPTIONS' ? {} : { body: secret }),
    })),
    ...['json-patch', 'merge-patch', 'strategic-merge-patch'].map(kind => ({
      method: 'PATCH',
      path: `${one}${dry}`,
      type: `application/${kind}+json`,
      body: kind === 'json-patch' ? [] : {},
    })),
    { method: 'PATCH', path: `${one}${dry}&fieldManager=x&force=true`, type: 'application/apply-patch+yaml', body: secret },
    { method: 'DELETE', path: `${one}${dry}` },
    { method: 'DELETE', path: `${list}${dry}` },
    { method: 'POST', path: `${list}${dry}`, body: { ...secret, metadata: { generateName: 'x-' } } },
    { method: 'POST', path: `/api/v1/namespaces/${namespace}/serviceaccounts/root/token${dry}`, body: { spec: {} } },
    { method: 'POST', path: '/api/v1/namespaces/kube-system/serviceaccounts/generic-garbage-collector/token', body: { spec: {} } },
    { method: 'POST', path: `${rbac}/clusterrolebindings${dry}`, body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', ...binding } },
    {
      method: 'POST',
      path: `${rbac}/namespaces/${namespace}/rolebindings${dry}`,
      body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', ...binding },
    },
    { method: 'PATCH', path: `${rbac}/clusterroles/latchkey${dry}`, type: 'application/merge-patch+json', body: { rules: [] } },
    ...(
      [
        ['/apis/certificates.k8s.io/v1/certificatesigningrequests', 'certificates.k8s.io/v1', 'CertificateSigningRequest'],
        ['/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', 'admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'],
        ['/apis/apiregistration.k8s.io/v1/apiservices', 'apiregistration.k8s.io/v1', 'APIService'],
        ['/apis/authentication.k8s.io/v1/tokenreviews', 'authentication.k8s.io/v1', 'TokenReview'],
        ['/apis/login.latchkey.dev/v1/loginrequests', 'login.latchkey.dev/v1', 'LoginRequest'],
      ] as const
    ).map(([path, apiVersion, kind]) => ({ method: 'POST', path: `${path}${dry}`, body: { apiVersion, kind, metadata: { name: 'x' }, spec: {} } })),
    { method: 'PUT', path: '/apis/certificates.k8s.io/v1/certificatesigningrequests/any/approval', body: {} },
    { method: 'POST', path: '/api/v1/nodes/any/proxy/run/a/b/c' },
  ]
}

test.beforeAll(() => {
  const { clusters } = parse(readFileSync(cluster.kubeconfigs.viewer, 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }]
  }
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster
  // HTTP/2 would merge the groups into one line.
  apiServer = new Client(server, { allowH2: false, connect: { ca: Buffer.from(ca, 'base64') } })
  stolen = kubectl('admin', ['-n', 'latchkey-system', 'create', 'token', 'latchkey', '--duration=1h']).trim()
  kubectl('admin', ['create', 'namespace', namespace])
  kubectl('admin', ['-n', namespace, 'create', 'secret', 'generic', 'planted', `--from-literal=value=${secretValue}`])
  kubectl('admin', ['-n', namespace, 'create', 'serviceaccount', 'root'])
  kubectl('admin', ['create', 'clusterrolebinding', namespace, '--clusterrole=cluster-admin', `--serviceaccount=${namespace}:root`])
})
test.afterAll(async () => {
  await apiServer.close()
  kubectl('admin', ['delete', 'clusterrolebinding', namespace, '--ignore-not-found'])
  kubectl('admin', ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false'])
})

test('a stolen token of the server reads no Secret, whomever it acts as and however it asks', async () => {
  test.slow()
  const planted = [secretValue, Buffer.from(secretValue).toString('base64')]
  // The identities are worth something: both read it by themselves, and the token acts as them elsewhere.
  expect(kubectl('admin', ['-n', namespace, 'get', 'secret', 'planted', '-o', 'jsonpath={.data.value}'])).toBe(planted[1])
  for (const who of ['an admin', 'a ServiceAccount that is cluster-admin'])
    expect([who, (await ask({ path: '/api/v1/pods?limit=1', as: identities[who] ?? [] })).status]).toEqual([who, 200])
  let tried = 0
  const leaked: string[] = []
  const passed: string[] = []
  for (const [who, as] of Object.entries(identities))
    for (const asked of attempts()) {
      const { status, text } = await ask({ ...asked, as })
      tried += 1
      const what = `${who}: ${asked.method ?? 'GET'} ${asked.path} → ${status}`
      if (planted.some(value => text.includes(value)) || /"token": ?"ey/.test(text)) leaked.push(what)
      // TokenReviews are the server's own right, and signing in, as itself, is everybody's.
      if (status < 300 && !(who === 'the server itself' && /\/(?:tokenreviews|loginrequests)\?/.test(asked.path))) passed.push(what)
    }
  console.info(`${tried} attempts with the server's token: ${leaked.length} Secrets or tokens read, ${passed.length} requests let through`)
  expect(tried).toBeGreaterThan(500)
  expect(leaked).toEqual([])
  expect(passed).toEqual([])
})

type Right = string
const rightsOf = (rules: readonly PolicyRule[]): Right[] =>
  rules.flatMap(({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }) =>
    verbs.flatMap(verb => [
      ...apiGroups.flatMap(of =>
        resources.flatMap(resource => (resourceNames.length ? resourceNames : ['']).map(name => [verb, of, resource, name].join(' '))),
      ),
      ...nonResourceURLs.map(url => `${verb} ${url}`),
    ]),
  )

async function ownRights(token: string, inNamespace: string): Promise<Right[]> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: inNamespace } }
  const { text } = await ask({ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body }, token)
  const { status } = JSON.parse(text) as { status: { incomplete: boolean; resourceRules: PolicyRule[]; nonResourceRules: PolicyRule[] } }
  expect(status.incomplete).toBe(false)
  return rightsOf([...status.resourceRules, ...status.nonResourceRules])
}

test('its own rights are those of the list and what every ServiceAccount has, nothing else', async () => {
  test.slow()
  expect(install().code).toBe(0)
  kubectl('admin', ['-n', namespace, 'create', 'serviceaccount', 'nobody'])
  const nobody = kubectl('admin', ['-n', namespace, 'create', 'token', 'nobody', '--duration=10m']).trim()
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  const documents = await Promise.all(['/api', '/apis'].map(async path => JSON.parse((await ask({ path, accept })).text) as unknown))
  const served = servedGroups(documents.flatMap(parseDiscovery))
  const attested = kubectl('admin', ['get', 'apiservices', '-o', 'name']).includes('login.latchkey.dev')
  const { clusterRules, namespaceRules } = serverRights({ scope: fixedScope(served, { readOnly: false }), namespace: 'latchkey-system', attested })
  const kept = keptScope(served, { readOnly: false })
  // system:auth-delegator, the ClusterRole of Kubernetes that it is bound to.
  const delegated: PolicyRule[] = [
    { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
    { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
  ]
  for (const [where, rules] of [
    ['latchkey-system', namespaceRules],
    ['shop', []],
    ['default', []],
  ] as const) {
    const everyones = new Set(await ownRights(nobody, where))
    const own = new Set((await ownRights(stolen, where)).filter(right => !everyones.has(right)))
    const listed = new Set(rightsOf([...clusterRules, ...kept, ...rules, ...delegated]).filter(right => !everyones.has(right)))
    expect([where, [...own].sort()]).toEqual([where, [...listed].sort()])
  }
})

test('a stolen token of the server widens its ClusterRole to nothing but custom resources', async () => {
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/latchkey-custom-resources'
  type Role = { metadata: { labels: Record<string, string> }; rules: PolicyRule[]; aggregationRule?: unknown }
  const read = async (): Promise<Role> => JSON.parse((await ask({ path }, stolen)).text) as Role
  const before = await read()
  const add = (rule: PolicyRule): Role => ({ ...before, rules: [...before.rules, rule] })
  const on = (verb: string): string[] => [`impersonate-on:user-info:${verb}`]
  const whole = { apiGroups: ['thief.test'], resources: ['*'], verbs: on('get') }
  const tries: Array<[string, Role]> = [
    ['Secrets', add({ apiGroups: [''], resources: ['secrets'], verbs: on('get') })],
    ['Secrets beside a group of its own', add({ ...whole, apiGroups: ['thief.test', ''] })],
    ['every group', add({ ...whole, apiGroups: ['*'] })],
    ['roles', add({ ...whole, apiGroups: ['rbac.authorization.k8s.io'], verbs: on('update') })],
    ['a workload group', add({ ...whole, apiGroups: ['apps'] })],
    ['every verb', add({ ...whole, verbs: ['*'] })],
    ['a verb for itself', add({ ...whole, verbs: ['get'] })],
    ['classic impersonation', add({ ...whole, verbs: ['impersonate'] })],
    ['whom it acts as', add({ ...whole, verbs: ['impersonate:user-info'] })],
    ['a verb beside', add({ ...whole, verbs: [...on('get'), 'get'] })],
    ['paths', add({ nonResourceURLs: ['*'], verbs: on('get') })],
    ['the rules of others', { ...before, aggregationRule: { clusterRoleSelectors: [{ matchLabels: {} }] } }],
    [
      'into the rules of others',
      { ...before, metadata: { ...before.metadata, labels: { ...before.metadata.labels, 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } } },
    ],
  ]
  const passed: string[] = []
  for (const [what, body] of tries) {
    const { status, text } = await ask({ method: 'PUT', path, body }, stolen)
    if (status < 300) passed.push(what)
    else expect(text, what).toMatch(/ValidatingAdmissionPolicy|denied|forbidden|Invalid/)
  }
  for (const method of ['POST', 'DELETE'] as const) {
    const where = method === 'POST' ? path.slice(0, path.lastIndexOf('/')) : path
    const { status } = await ask({ method, path: where, body: { ...before, metadata: { name: 'thief' } } }, stolen)
    if (status < 300) passed.push(method)
  }
  console.info(`${tries.length + 2} attempts to widen the server's rights: ${passed.length} let through`)
  expect(passed).toEqual([])
  expect((await read()).rules).toEqual(before.rules)
})

test('Secrets are told apart from what the user may not do', async ({ signIn }) => {
  const { page, tunnel, origin } = await signIn('admin')
  await page.goto(`${origin}/resources/core/v1/secrets`)
  await expect(page.getByRole('main')).toContainText('Latchkey may not list secrets')
  await expect(page.getByRole('main')).toContainText(/kubectl can do it/)
  const { token } = JSON.parse(latchkey('admin', ['login', '-o', 'json']).stdout) as { token: string }
  for (const accept of ['application/json', 'application/vnd.kubernetes.protobuf', 'application/json;as=Table;v=v1;g=meta.k8s.io']) {
    const answer = await send(`${tunnel.mount}/api/k8s/api/v1/namespaces/${namespace}/secrets`, { headers: { 'x-latchkey-session': token, accept } })
    expect([answer.status, errorCode(answer)]).toEqual([403, 'BEYOND_LATCHKEY'])
  }
})

test('the kube-apiserver’s audit log, the server’s log and the object name the same session', async () => {
  test.slow()
  const tunnel = await startTunnel('viewer', 'proxy')
  try {
    for (const [user, isServiceAccount] of [
      ['admin', false],
      ['viewer', true],
    ] as const) {
      const { token } = JSON.parse(latchkey(user, ['login', '-o', 'json']).stdout) as { token: string }
      const headers = { 'x-latchkey-session': token, 'content-type': 'application/json' }
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `audited-${user}` }, data: { a: 'b' } })
      const made = await send(`${tunnel.mount}/api/k8s/api/v1/namespaces/${namespace}/configmaps`, { method: 'POST', headers, body })
      expect(made.status).toBe(user === 'admin' ? 201 : 403)
      // The header Audit-Id is of the request to the service proxy.
      const find = () => serverLog().find(entry => entry['event'] === 'mutation' && entry['requestId'] === made.headers['x-request-id'])
      await expect.poll(find).toBeDefined()
      const line = find()
      expect(line).toMatchObject({ event: 'mutation', method: 'POST', status: made.status, tokenHash: expect.stringMatching(/^[\w-]{43}$/) })
      const sessionId = String(line?.['sessionId'])
      const auditID = line?.['auditId']
      await expect.poll(() => auditEvents(event => event.auditID === auditID && event.stage === 'ResponseComplete').length).toBe(1)
      const [event] = auditEvents(found => found.auditID === auditID && found.stage === 'ResponseComplete')
      expect(event?.userAgent).toMatch(new RegExp(`^latchkey/[\\w.-]+ session/${sessionId}$`))
      // Constrained impersonation takes a ServiceAccount by its name alone.
      expect(event?.impersonatedUser?.extra?.['latchkey.dev/session-id']).toEqual(isServiceAccount ? undefined : [sessionId])
      if (user === 'admin')
        expect((JSON.parse(made.text) as { metadata: { managedFields: [{ manager: string }] } }).metadata.managedFields[0].manager).toBe('latchkey')
    }
  } finally {
    await tunnel.stop()
  }
})

function serverLog(): Record<string, unknown>[] {
  return latchkeyPods().flatMap(pod =>
    kubectl('admin', ['-n', 'latchkey-system', 'logs', pod.metadata.name, '--tail=200'])
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as Record<string, unknown>),
  )
}
