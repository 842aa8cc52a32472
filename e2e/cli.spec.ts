import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { cluster, kubectl, type User, users } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { send } from './http.ts'
import { install, latchkey, startTunnel } from './latchkey.ts'

type Whoami = { status: { userInfo: { username: string; uid?: string; groups: string[] } } }

test.describe('who I am', () => {
  for (const user of users) {
    test(`whoami of ${user} is what kubectl auth whoami says`, () => {
      const ours = latchkey(user, ['whoami', '-o', 'json'])
      expect(ours.stderr).not.toContain('error:')
      expect(ours.code).toBe(0)
      const { status } = JSON.parse(kubectl(user, ['auth', 'whoami', '-o', 'json'])) as Whoami
      const whoami = JSON.parse(ours.stdout) as {
        user: { name: string; uid: string; groups: string[] }
        method: string
        expiresAt: string
        cluster: string
        capabilities: Record<string, string[]>
      }
      expect(whoami.user.name).toBe(status.userInfo.username)
      expect(whoami.user.uid).toBe(status.userInfo.uid ?? '')
      expect([...whoami.user.groups].sort()).toEqual([...status.userInfo.groups].sort())
      expect(whoami.method).toBe('attested')
      const hours = (Date.parse(whoami.expiresAt) - Date.now()) / 3_600_000
      expect(hours).toBeGreaterThan(0)
      expect(hours).toBeLessThanOrEqual(10)
    })
  }

  test('capabilities are those of kubectl auth can-i, cluster-wide', () => {
    for (const user of ['admin', 'viewer', 'editor', 'guest'] as const) {
      const { capabilities } = JSON.parse(latchkey(user, ['whoami', '-o', 'json']).stdout) as { capabilities: Record<string, string[]> }
      for (const [verb, resource] of [
        ['list', 'virtualservices.networking.istio.io'],
        ['delete', 'certificates.cert-manager.io'],
        ['patch', 'prometheuses.monitoring.coreos.com'],
      ] as const) {
        const says = canI(user, verb, resource)
        expect([user, verb, resource, (capabilities[resource] ?? []).includes(verb)]).toEqual([user, verb, resource, says])
      }
    }
  })
})

function canI(user: User, verb: string, resource: string): boolean {
  try {
    return kubectl(user, ['auth', 'can-i', verb, resource, '-A']).trim() === 'yes'
  } catch {
    return false
  }
}

test.describe('get prints what kubectl prints', () => {
  const cases: Array<[User, string[]]> = [
    ['editor', ['get', 'virtualservices', '-n', 'shop']],
    ['editor', ['get', 'vs', '-n', 'shop', '-o', 'wide']],
    ['viewer', ['get', 'certificates', '-A']],
    ['viewer', ['get', 'certificates.cert-manager.io', '-A', '-o', 'wide']],
    ['viewer', ['get', 'prometheus', '-A']],
    ['viewer', ['get', 'clusterissuers']],
    ['editor', ['get', 'virtualservices', '-n', 'shop', '-o', 'name']],
    ['editor', ['get', 'destinationrules', '-n', 'shop', '-o', 'json']],
    ['editor', ['get', 'destinationrules', '-n', 'shop', '-o', 'yaml']],
    ['admin', ['get', 'pods', '-n', 'latchkey-system']],
    ['admin', ['get', 'pods', '-A', '-o', 'wide']],
    ['admin', ['get', 'deployment', 'latchkey', '-n', 'latchkey-system', '-o', 'name']],
    ['admin', ['get', 'clusterroles', '-o', 'yaml']],
    ['viewer', ['get', 'virtualservices', '-A', '-o', 'json']],
    ['viewer', ['get', 'clusterissuers', '-o', 'yaml']],
  ]
  for (const [user, args] of cases) {
    test(`${user}: ${args.join(' ')}`, async () => {
      // Ages move between the two calls.
      const still = (text: string): string => text.replace(/\b(?:\d+[smhd])+\b/g, 'AGE').replace(/ +/g, ' ')
      // Something may change between the two.
      await expect(() => {
        const ours = latchkey(user, args)
        expect([ours.code, ours.stderr]).toEqual([0, ''])
        expect(still(ours.stdout)).toBe(still(kubectl(user, args)))
      }).toPass({ timeout: 20_000 })
    })
  }

  test('an empty namespace, an unknown kind and a denied list say so, each with its exit code', () => {
    const empty = latchkey('admin', ['get', 'wasmplugins', '-n', 'shop-staging'])
    expect([empty.code, empty.stdout]).toEqual([0, ''])
    expect(empty.stderr).toContain('No resources found in shop-staging namespace.')
    const unknown = latchkey('admin', ['get', 'unicorns'])
    expect(unknown.code).toBe(6)
    expect(unknown.stderr).toContain('unicorns')
    const denied = latchkey('guest', ['get', 'virtualservices', '-n', 'shop'])
    expect(denied.code).toBe(5)
    expect(denied.stderr).toMatch(/cannot list resource "virtualservices"/)
    const missing = latchkey('editor', ['get', 'virtualservice', 'no-such', '-n', 'shop'])
    expect(missing.code).toBe(6)
    expect(missing.stderr).toContain('no-such')
    const review = latchkey('admin', ['get', 'tokenreviews'])
    expect([review.code, review.stderr]).toEqual([2, 'Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n'])
  })
})

test.describe('what goes wrong, and what the user reads', () => {
  function kubeconfig(change: (config: KubeconfigFile) => unknown): string {
    const config = parse(readFileSync(cluster.kubeconfigs.viewer, 'utf8')) as KubeconfigFile
    change(config)
    const file = join(mkdtempSync(join(tmpdir(), 'latchkey-kubeconfig-')), 'config')
    writeFileSync(file, stringify(config), { mode: 0o600 })
    return file
  }
  type KubeconfigFile = { clusters: [{ cluster: { server: string } }]; users: [{ user: Record<string, unknown> }]; 'current-context': string }

  test('no such kubeconfig', () => {
    const run = latchkey('viewer', ['whoami', '--kubeconfig', '/no/such/file'])
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('/no/such/file')
  })

  test('a context that does not exist', () => {
    const run = latchkey('viewer', ['whoami', '--context', 'nowhere'])
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('nowhere')
  })

  test('a kubeconfig that is not YAML', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'latchkey-kubeconfig-')), 'config')
    writeFileSync(file, 'a: [')
    const run = latchkey('viewer', ['whoami', '--kubeconfig', file])
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(file)
  })

  test('a server that nobody listens on', () => {
    const run = latchkey('viewer', [
      'whoami',
      '--kubeconfig',
      kubeconfig(config => Object.assign(config.clusters[0].cluster, { server: 'https://127.0.0.1:1' })),
    ])
    expect(run.code).toBe(8)
    expect(run.stderr).toMatch(/127\.0\.0\.1:1/)
  })

  test('a credential that the cluster rejects', () => {
    const run = latchkey('viewer', ['whoami', '--kubeconfig', kubeconfig(config => Object.assign(config.users[0], { user: { token: 'not-a-token' } }))])
    expect(run.code).toBe(4)
    expect(run.stderr).not.toContain('not-a-token')
  })

  test('a token whose time has passed', () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'RS256' })}.${part({ sub: 'x', exp: 1_600_000_000 })}.AAAA`
    const run = latchkey('viewer', ['whoami', '--kubeconfig', kubeconfig(config => Object.assign(config.users[0], { user: { token } }))])
    expect(run.code).toBe(4)
    expect(run.stderr).toMatch(/expired/)
    expect(run.stderr).not.toContain(token)
  })

  test('a port that is taken', async () => {
    const blocker = createServer()
    await new Promise<void>(resolve => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as AddressInfo
    const run = latchkey('viewer', ['proxy', '--port', String(port), '-o', 'json'])
    blocker.close()
    expect(run.code).toBe(9)
    expect(run.stderr).toContain(String(port))
    expect(run.stdout).toBe('')
  })

  test('a flag that does not exist', () => {
    const run = latchkey('viewer', ['whoami', '--bogus'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('--bogus')
  })

  test('nobody but a cluster admin installs, and nothing is half done', () => {
    const run = latchkey('viewer', ['install'])
    expect(run.code).toBe(5)
    expect(run.stderr).toMatch(/clusterroles|namespaces/)
  })
})

test('install is safe to run again and changes nothing', () => {
  const before = kubectl('admin', ['-n', 'latchkey-system', 'get', 'deployment', 'latchkey', '-o', 'jsonpath={.metadata.generation}'])
  const run = install()
  expect(run.stderr + run.stdout).not.toContain('error')
  expect(run.code).toBe(0)
  expect(kubectl('admin', ['-n', 'latchkey-system', 'get', 'deployment', 'latchkey', '-o', 'jsonpath={.metadata.generation}'])).toBe(before)
})

test('the tunnel answers only its own page', async () => {
  const tunnel = await startTunnel('viewer', 'proxy')
  const { mount } = tunnel
  const { port, pathname } = new URL(mount)
  try {
    for (const address of [`${mount}/healthz`, `${tunnel.url}healthz`, `${tunnel.url}/healthz`]) expect((await send(address)).status, address).toBe(200)
    for (const host of ['evil.test', `127.0.0.1.evil.test:${port}`, '127.0.0.1', `127.0.0.1:1`]) {
      expect((await send(`${mount}/healthz`, { headers: { host } })).status, host).toBe(403)
    }
    for (const headers of [{ origin: 'https://evil.test' }, { origin: 'null' }] as Array<Record<string, string>>) {
      expect(
        (await send(`${mount}/api/v1/login`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' })).status,
        headers['origin'],
      ).toBe(403)
    }
    for (const path of ['/../../../../../../api/v1/secrets', '/%2e%2e/%2e%2e/x', '///evil.test/', '/a\\..\\b', '/a%2f..%2fb']) {
      expect(await rawGet(Number(port), pathname + path), path).toMatch(/^HTTP\/1\.1 400 /)
    }
  } finally {
    expect(await tunnel.stop()).toBe(0)
  }
  await expect(send(`${mount}/healthz`)).rejects.toThrow()
})

test('dashboard asks for nothing and opens the browser signed in, with nothing secret in argv', async ({ browser }) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-opener-'))
  const record = join(folder, 'opened')
  // Stands for the desktop: what it is given is all that a browser, or another user's `ps`, would see.
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$*" > ${record}.part && mv ${record}.part ${record}\n`, { mode: 0o755 })
  const tunnel = await startTunnel('viewer', 'dashboard', { browser: true, env: { PATH: `${folder}:${process.env['PATH']}` } })
  const context = await browser.newContext()
  try {
    await expect.poll(() => existsSync(record)).toBe(true)
    const opened = readFileSync(record, 'utf8')
    expect(opened).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+$/)
    expect(opened).not.toMatch(/eyJ|wrapped-token/)
    const page = await context.newPage()
    await page.goto(opened)
    await expect(page.getByText('system:serviceaccount:latchkey-demo:viewer').first()).toBeVisible()
    expect(page.url()).not.toContain('wrapped-token')
    const again = await (await browser.newContext()).newPage()
    await again.goto(opened)
    await expect(again.getByText('system:serviceaccount:latchkey-demo:viewer')).toHaveCount(0)
    await again.context().close()
  } finally {
    await context.close()
    expect(await tunnel.stop()).toBe(0)
  }
})

test('version tells all three', () => {
  const run = latchkey('viewer', ['version', '-o', 'json'])
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('v1.36.3')
})

/** A GET whose path is written to the socket as it stands. */
async function rawGet(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`))
    let text = ''
    socket.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}
