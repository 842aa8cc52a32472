import { CommanderError } from 'commander'
import { describe, expect, test } from 'vitest'
import type { GlobalOptions, Invocation } from './invocation.ts'
import { createProgram } from './program.ts'
import { failureOf } from './testing/throws.ts'

const none: GlobalOptions = {
  kubeconfig: undefined,
  context: undefined,
  cluster: undefined,
  user: undefined,
  namespace: undefined,
  as: undefined,
  asGroups: [],
  allNamespaces: false,
  requestTimeoutMs: 0,
  verbose: false,
  loginMethod: null,
  handOverCertificate: false,
}

async function understand(line: string, name = 'latchkey'): Promise<{ invocation: Invocation | null; out: string; err: string; thrown: unknown }> {
  let invocation: Invocation | null = null
  let out = ''
  let err = ''
  const output = {
    out: (text: string) => {
      out += text
    },
    err: (text: string) => {
      err += text
    },
  }
  const program = createProgram(name, output, async understood => {
    invocation = understood
  })
  let thrown: unknown = null
  try {
    await program.parseAsync(line.split(' ').filter(Boolean), { from: 'user' })
  } catch (error) {
    thrown = error
  }
  return { invocation, out, err, thrown }
}

const install = {
  command: 'install',
  global: none,
  output: 'text',
  image: null,
  imagePullPolicy: 'IfNotPresent',
  replicas: 2,
  grantGroups: ['system:authenticated'],
  basePath: '',
  sharedOrigin: true,
  readOnly: false,
  secrets: false,
  sharedCache: false,
  sessionMaxSeconds: null,
  attested: true,
  printOnly: false,
  timeoutSeconds: 180,
} as const

const dashboard = { command: 'dashboard', global: none, output: 'text', port: 0, openBrowser: true, via: 'proxy', url: null } as const

const query = {
  command: 'query',
  global: none,
  output: 'json',
  document: null,
  file: null,
  variables: {},
  variablesFile: null,
  operation: null,
} as const

describe('a command line means', () => {
  test.each<[string, Invocation]>([
    ['login', { command: 'login', global: none, output: 'text', code: false }],
    ['login --code', { command: 'login', global: none, output: 'text', code: true }],
    ['login -o json', { command: 'login', global: none, output: 'json', code: false }],
    ['-o json logout', { command: 'logout', global: none, output: 'json', everywhere: false }],
    ['logout --everywhere', { command: 'logout', global: none, output: 'text', everywhere: true }],
    [
      'whoami --login-method cert --hand-over-certificate',
      { command: 'whoami', global: { ...none, loginMethod: 'cert', handOverCertificate: true }, output: 'text' },
    ],
    ['whoami -v', { command: 'whoami', global: { ...none, verbose: true }, output: 'text' }],
    ['status', { command: 'status', global: none, output: 'text' }],
    ['version --client', { command: 'version', global: none, output: 'text', clientOnly: true }],
    ['dashboard', dashboard],
    ['dashboard --no-browser -o json --port 8081', { ...dashboard, output: 'json', port: 8081, openBrowser: false }],
    ['dashboard --via port-forward', { ...dashboard, via: 'port-forward' }],
    ['dashboard --url https://Ops.example.com/latchkey/', { ...dashboard, url: 'https://ops.example.com/latchkey' }],
    ['dashboard --url https://ops.example.com:8443 --via=port-forward', { ...dashboard, via: 'port-forward', url: 'https://ops.example.com:8443' }],
    ['dashboard --url http://localhost:8080', { ...dashboard, url: 'http://localhost:8080' }],
    ['dashboard --url http://127.0.0.1/a/b', { ...dashboard, url: 'http://127.0.0.1/a/b' }],
    ['dashboard --url http://[::1]:80', { ...dashboard, url: 'http://[::1]' }],
    ['proxy --port=0', { command: 'proxy', global: none, output: 'text', port: 0, via: 'proxy' }],
    ['proxy --via port-forward', { command: 'proxy', global: none, output: 'text', port: 0, via: 'port-forward' }],
    ['get vs', { command: 'get', global: none, output: 'table', kind: 'vs', name: null, watch: false }],
    ['get vs -w', { command: 'get', global: none, output: 'table', kind: 'vs', name: null, watch: true }],
    ['get vs reviews -n shop -o yaml', { command: 'get', global: { ...none, namespace: 'shop' }, output: 'yaml', kind: 'vs', name: 'reviews', watch: false }],
    ['get vs -A -o wide', { command: 'get', global: { ...none, allNamespaces: true }, output: 'wide', kind: 'vs', name: null, watch: false }],
    ['tree deploy web', { command: 'tree', global: none, output: 'text', kind: 'deploy', name: 'web' }],
    ['tree deploy/web -o json', { command: 'tree', global: none, output: 'json', kind: 'deploy', name: 'web' }],
    ['events', { command: 'events', global: none, output: 'text', kind: null, name: null }],
    ['events pod/a -n shop', { command: 'events', global: { ...none, namespace: 'shop' }, output: 'text', kind: 'pod', name: 'a' }],
    ['search reviews -o json', { command: 'search', global: none, output: 'json', text: 'reviews' }],
    ['query {me}', { ...query, document: '{me}' }],
    [
      'query -f a.graphql --var a=1 --var b=x=y --var c={"d":9007199254740993} --var e="1" --var f=null --variables v.json --operation A -o yaml',
      {
        ...query,
        output: 'yaml',
        file: 'a.graphql',
        variables: { a: 1, b: 'x=y', c: { d: 9007199254740993n }, e: '1', f: null },
        variablesFile: 'v.json',
        operation: 'A',
      },
    ],
    ['schema -o sdl', { command: 'schema', global: none, output: 'sdl' }],
    ['install', install],
    [
      'install --image x/y:1 --image-pull-policy Never --replicas 3 --grant-group a --grant-group b --print --timeout 1m30s',
      { ...install, image: 'x/y:1', imagePullPolicy: 'Never', replicas: 3, grantGroups: ['a', 'b'], printOnly: true, timeoutSeconds: 90 },
    ],
    ['install --base-path /ops/latchkey/ --no-shared-origin', { ...install, basePath: '/ops/latchkey', sharedOrigin: false }],
    ['install --no-attested', { ...install, attested: false }],
    ['install --shared-cache', { ...install, sharedCache: true }],
    ['install --secrets', { ...install, secrets: true }],
    ['install --read-only --session-max-age 1h30m', { ...install, readOnly: true, sessionMaxSeconds: 5_400 }],
    ['uninstall --yes', { command: 'uninstall', global: none, output: 'text', confirmed: true, timeoutSeconds: 180 }],
    [
      'whoami --kubeconfig f --context c --cluster k --user u --as eve --as-group g1 --as-group g,2 --request-timeout 30s',
      {
        command: 'whoami',
        output: 'text',
        global: { ...none, kubeconfig: 'f', context: 'c', cluster: 'k', user: 'u', as: 'eve', asGroups: ['g1', 'g,2'], requestTimeoutMs: 30_000 },
      },
    ],
    ['--context c whoami --request-timeout=5', { command: 'whoami', output: 'text', global: { ...none, context: 'c', requestTimeoutMs: 5000 } }],
  ])('%s', async (line, expected) => {
    const { invocation, thrown } = await understand(line)
    expect(thrown).toBeNull()
    expect(invocation).toEqual(expected)
  })
})

describe('a command line is refused', () => {
  test.each([
    ['whoami --bogus', /--bogus/],
    ['whoami --login-method password', /attested, token, cert-signed, cert/],
    ['frobnicate', /frobnicate/],
    ['get', /kind/],
    ['get a b c', /too many arguments/],
    ['tree', /kind/],
    ['search', /text/],
    ['query a b', /too many arguments/],
    ['dashboard --port 70000', /65535/],
    ['dashboard --port x', /number/],
    ['dashboard --via magic', /proxy, port-forward/],
    ['proxy --via', /argument missing/],
    ['proxy --url https://ops.example.com', /--url/],
    ['dashboard --url ops.example.com', /an address such as https/],
    ['dashboard --url ftp://ops.example.com', /an address such as https/],
    ['dashboard --url http://ops.example.com', /begin with https/],
    ['dashboard --url http://127.0.0.1.example.com', /begin with https/],
    ['dashboard --url http://[::2]', /begin with https/],
    ['dashboard --url https://jane@ops.example.com', /no user name/],
    ['dashboard --url https://:pw@ops.example.com', /no user name/],
    ['dashboard --url https://ops.example.com/?a=b', /no query/],
    ['dashboard --url https://ops.example.com/#', /no query/],
    ['install --replicas 0', /1 to 100/],
    ['install --image-pull-policy Sometimes', /Always, IfNotPresent, Never/],
    ['install --base-path /api/latchkey', /route of that name/],
    ['install --base-path ops', /plain absolute path/],
    ['install --base-path /a/../b', /plain absolute path/],
    ['install --base-path /a%2fb', /plain absolute path/],
    ['install --timeout 0', /longer than 0/],
    ['install --session-max-age 59s', /1m or longer/],
    ['install --session-max-age 90500ms', /whole seconds/],
    ['whoami --request-timeout soon', /30s/],
  ])('%s', async (line, message) => {
    const { invocation, err, thrown } = await understand(line)
    expect(invocation).toBeNull()
    expect(thrown).toBeInstanceOf(CommanderError)
    expect(err).toMatch(message)
    expect(err).toContain('latchkey help')
  })

  test.each([
    'whoami -o yaml',
    'tree deploy',
    'tree a/b/c',
    'tree a,b c',
    'events pod',
    'query {a} --var a',
    'query {a} --var 1=2',
    'schema -o json',
    'get vs -o jsonpath={}',
    'install -o wide',
  ])('%s', async line => {
    const { invocation, thrown } = await understand(line)
    expect(invocation).toBeNull()
    expect((await failureOf(() => Promise.reject(thrown))).code).toBe('USAGE')
  })
})

describe('help', () => {
  test('lists every command and the exit codes, under the name that was called', async () => {
    const { out } = await understand('--help', 'kubectl latchkey')
    expect(out).toContain('Usage: kubectl latchkey COMMAND [flags]')
    for (const name of [
      'dashboard',
      'proxy',
      'login',
      'logout',
      'whoami',
      'get',
      'tree',
      'events',
      'search',
      'query',
      'schema',
      'install',
      'uninstall',
      'status',
      'version',
    ])
      expect(out).toContain(`  ${name}`)
    expect(out).toMatch(/Exit codes/)
  })

  test('of a command has its own flags and the global ones', async () => {
    const { out } = await understand('dashboard --help')
    expect(out).toContain('--no-browser')
    expect(out).toMatch(/`list` of pods, and `get` and `create` of pods\/portforward/)
    expect(out).toContain('--kubeconfig')
  })
})
