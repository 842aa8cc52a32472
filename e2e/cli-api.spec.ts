import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { latchkey, runLatchkey } from './latchkey.ts'

// The commands that stand on the GraphQL API, beside kubectl where it has the same.

const name = `cli-api-${process.pid}`
const manifest = (host: string): string =>
  JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace: 'shop' }, spec: { hosts: [host] } })

test.afterAll(() => void kubectl('editor', ['delete', 'virtualservice', name, '-n', 'shop', '--ignore-not-found']))

test('query runs an operation, prints what there is, and ends with the code of what went wrong', () => {
  const list = 'query ($namespace: String!) { networking_istio_io { v1 { virtualservices(namespace: $namespace) { items { _key } } } } }'
  const mine = latchkey('editor', ['query', list, '--var', 'namespace=shop'])
  expect([mine.code, mine.stderr]).toEqual([0, ''])
  const names = kubectl('editor', ['get', 'virtualservices', '-n', 'shop', '-o', 'name']).trim().split('\n')
  for (const each of names) expect(mine.stdout).toContain(`"shop/${each.split('/')[1]}"`)

  const partly = latchkey('editor', ['query', '{ me { name } other: list(resource: {group: "networking.istio.io", resource: "virtualservices"}) { total } }'])
  expect(partly.code).toBe(5)
  expect(partly.stdout).toContain('"name": "editor"')
  expect(partly.stderr).toMatch(/^Error from server \(Forbidden\): .*cannot list resource "virtualservices"/)

  const wrong = latchkey('editor', ['query', '{ nothing }'])
  expect([wrong.code, wrong.stdout]).toEqual([2, ''])
})

test('schema prints types for code generation', async () => {
  // Megabytes: more than spawnSync takes.
  const { code, stdout } = await runLatchkey('viewer', ['schema'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^type networking_istio_io_v1_VirtualService implements Object \{$/m)
})

test('tree shows what an object owns, with its health', () => {
  const { code, stdout } = latchkey('admin', ['tree', 'deployment', 'latchkey', '-n', 'latchkey-system'])
  expect(code).toBe(0)
  const lines = stdout.split('\n')
  expect(lines[0]).toMatch(/^NAMESPACE +NAME +HEALTH +STATUS +DETAIL$/)
  expect(lines[1]).toMatch(/^latchkey-system +Deployment\/latchkey +ok +Available/)
  for (const pod of kubectl('admin', ['get', 'pods', '-n', 'latchkey-system', '-l', 'app.kubernetes.io/name=latchkey', '-o', 'name']).trim().split('\n'))
    expect(stdout).toContain(`─Pod/${pod.split('/')[1]} `)
  expect(latchkey('editor', ['tree', 'vs/no-such', '-n', 'shop']).code).toBe(6)
})

test('events prints the lines of kubectl events', async () => {
  const args = ['events', '-n', 'latchkey-system']
  // Ages move between the two calls, and events of one second have no order.
  const lines = (text: string): string[] =>
    text
      .replace(/\b(?:\d+[smhd])+\b/g, 'AGE')
      .replace(/ +/g, ' ')
      .split('\n')
      .sort()
  // One may come between the two.
  await expect(() => {
    const ours = latchkey('admin', args)
    expect([ours.code, ours.stderr]).toEqual([0, ''])
    expect(lines(ours.stdout)).toEqual(lines(kubectl('admin', args)))
  }).toPass({ timeout: 20_000 })
  expect(latchkey('guest', ['events', '-n', 'shop']).code).toBe(5)
})

test('search finds an object of any custom kind by its name', () => {
  const { code, stdout } = latchkey('viewer', ['search', 'reviews', '-n', 'shop'])
  expect(code).toBe(0)
  expect(stdout).toContain('virtualservice.networking.istio.io/reviews ')
})

test('get has what was changed a moment ago', async () => {
  // A dashboard that looks at the same list: the API has it cached then.
  const list = '{ list(resource: {group: "networking.istio.io", resource: "virtualservices"}, namespace: "shop") { source { from } } }'
  await expect.poll(() => latchkey('editor', ['query', list]).stdout).toContain('CACHE')
  for (const host of ['one.example', 'two.example']) {
    kubectl('editor', ['apply', '-f', '-'], manifest(host))
    expect(latchkey('editor', ['get', 'vs', '-n', 'shop']).stdout).toMatch(new RegExp(`^${name} .*${host.replace('.', '\\.')}`, 'm'))
  }
  const whole = ['get', 'vs', name, '-n', 'shop', '-o', 'yaml']
  expect(latchkey('editor', whole).stdout).toBe(kubectl('editor', whole))
  kubectl('editor', ['delete', 'virtualservice', name, '-n', 'shop'])
  expect(latchkey('editor', whole).code).toBe(6)
  expect(latchkey('editor', ['get', 'vs', '-n', 'shop', '-o', 'name']).stdout).not.toContain(name)
})

test('get -w prints what there is, then every change, and Ctrl-C ends it cleanly', async () => {
  const stateHome = mkdtempSync(join(tmpdir(), 'latchkey-state-'))
  const bin = fileURLToPath(new URL('../cli/bin/latchkey.mjs', import.meta.url))
  const watching = spawn(process.execPath, [bin, 'get', 'vs', name, '-n', 'shop', '-w'], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfigs.editor, XDG_STATE_HOME: stateHome },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  watching.stdout.setEncoding('utf8').on('data', text => {
    printed += text
  })
  try {
    kubectl('editor', ['apply', '-f', '-'], manifest('one.example'))
    await expect.poll(() => printed, { timeout: 30_000 }).toMatch(new RegExp(`^NAME .*\\n${name} .*one\\.example`))
    kubectl('editor', ['apply', '-f', '-'], manifest('two.example'))
    await expect.poll(() => printed).toMatch(/two\.example/)
    kubectl('editor', ['delete', 'virtualservice', name, '-n', 'shop'])
    await expect.poll(() => printed.match(/two\.example/g)?.length).toBe(2)
  } finally {
    expect(await interrupted(watching)).toBe(0)
    rmSync(stateHome, { recursive: true, force: true })
  }
})

function interrupted(child: ChildProcess): Promise<number | null> {
  return new Promise(resolve => {
    child.once('exit', resolve)
    child.kill('SIGINT')
  })
}
