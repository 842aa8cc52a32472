import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readText } from './kube/transport.ts'
import { kubeconfigYaml } from './testing/kubeconfig.ts'
import { localServer, statusBody } from './testing/local-server.ts'
import { tempFolder } from './testing/temp-folder.ts'

const launcher = fileURLToPath(new URL('bin/latchkey.mjs', import.meta.url))

type Run = { code: number | null; stdout: string; stderr: string }

/** The command as a user runs it: a process of its own. */
async function latchkey(kubeconfig: string, args: readonly string[], command = launcher): Promise<Run> {
  const folder = tempFolder({ config: kubeconfig })
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...process.env, KUBECONFIG: `${folder}/config`, XDG_STATE_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([readText(child.stdout), readText(child.stderr), once(child, 'close')])
  return { code: code as number | null, stdout, stderr }
}

function clusterThat(status: number, body: string): Promise<string> {
  return localServer((incoming, response) => {
    const isVersion = incoming.url === '/version'
    const text = isVersion ? '{"gitVersion":"v1.36.3"}' : body
    response.writeHead(isVersion ? 200 : status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    response.end(text)
  })
}

describe('the exit code tells what to do', () => {
  test('3: a kubeconfig that is not YAML', async () => {
    const run = await latchkey('a: [', ['whoami'])
    expect([run.code, run.stdout]).toEqual([3, ''])
    expect(run.stderr).toMatch(/^error: The kubeconfig .* is not YAML at line 1\.\nhint: /)
  })

  test('8: a cluster that nobody listens for', async () => {
    const run = await latchkey(kubeconfigYaml({ server: 'https://127.0.0.1:1', user: { token: 'canary-token' } }), ['whoami', '-v'])
    expect(run.code).toBe(8)
    expect(run.stderr).toContain('https://127.0.0.1:1 cannot be reached: nobody listens there (connection refused)')
    expect(run.stderr).not.toContain('canary-token')
  })

  test('6: a cluster without Latchkey', async () => {
    const server = await clusterThat(404, statusBody(404, 'NotFound', 'services "latchkey" not found', { kind: 'services', name: 'latchkey' }))
    const run = await latchkey(kubeconfigYaml({ server }), ['status'])
    expect(run.code).toBe(6)
    expect(run.stderr).toContain('latchkey install')
    expect(run.stdout).toContain('v1.36.3')
  })

  test('4: a plugin that gives nothing', async () => {
    const exec = { command: 'false', apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' }
    const run = await latchkey(kubeconfigYaml({ user: { exec } }), ['whoami'])
    expect([run.code, run.stderr]).toEqual([4, expect.stringContaining('The credential plugin false failed with exit code 1.')])
  })

  test('5: acting as someone else, which Latchkey cannot check', async () => {
    const methods = JSON.stringify({ methods: ['token'], serverVersion: '1.0.0', kubernetesVersion: 'v1.36.3', clusterId: 'c' })
    const server = await localServer((incoming, response) => {
      const found = incoming.url?.endsWith('/api/v1/login/methods') === true
      const body = found ? methods : statusBody(404, 'NotFound', 'the server could not find the requested resource')
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
    })
    const run = await latchkey(kubeconfigYaml({ server, user: { token: 't' } }), ['whoami', '--as', 'root'])
    expect([run.code, run.stderr]).toEqual([5, expect.stringContaining('cannot sign in as "root"')])
  })

  test('9: a port that is taken', async () => {
    const { port } = new URL(await clusterThat(200, '{}'))
    const run = await latchkey(kubeconfigYaml({}), ['proxy', '--port', port, '-o', 'json'])
    expect([run.code, run.stdout]).toEqual([9, ''])
    expect(run.stderr).toContain(port)
  })

  test('2: a command line that is not understood', async () => {
    expect((await latchkey('', ['whoami', '--bogus'])).code).toBe(2)
    expect((await latchkey('', ['whoami', '-o', 'yaml'])).stderr).toMatch(/^error: `whoami` has no output format "yaml"/)
  })

  test('0: help, also without any argument', async () => {
    expect((await latchkey('', [])).stdout).toContain('Usage: latchkey COMMAND')
    expect((await latchkey('', ['help', 'get'])).code).toBe(0)
  })
})

test('version needs no kubeconfig for its own, and tells what the cluster does not answer', async () => {
  expect(JSON.parse((await latchkey('', ['version', '--client', '-o', 'json'])).stdout)).toEqual({ clientVersion: expect.any(String) })
  const server = await clusterThat(503, statusBody(503, 'ServiceUnavailable', 'no endpoints available for service "latchkey:http"'))
  const run = await latchkey(kubeconfigYaml({ server }), ['version', '-o', 'json'])
  expect([run.code, JSON.parse(run.stdout)]).toEqual([0, { clientVersion: expect.any(String), serverVersion: null, kubernetesVersion: 'v1.36.3' }])
})

test('install --print needs no cluster and says so', async () => {
  const run = await latchkey(kubeconfigYaml({}), ['install', '--print', '--image', 'a/b:1'])
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('image: a/b:1')
  expect(run.stderr).toContain('for Kubernetes 1.36 and newer')
})

test('called as a kubectl plugin it names itself so', async () => {
  const folder = tempFolder()
  symlinkSync(launcher, `${folder}/kubectl-latchkey`)
  expect((await latchkey('', ['--help'], `${folder}/kubectl-latchkey`)).stdout).toContain('Usage: kubectl latchkey COMMAND')
})

test.each(['SIGINT', 'SIGTERM'] as const)('proxy prints one line of JSON, stays up, and %s ends it cleanly', async signal => {
  const folder = tempFolder({ config: kubeconfigYaml({ server: await clusterThat(200, '{"ok":true}') }) })
  const child = spawn(process.execPath, [launcher, 'proxy', '-o', 'json', '--kubeconfig', `${folder}/config`], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const { url } = JSON.parse(line) as { url: string }
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/)
  expect(await (await fetch(`${url}healthz`)).json()).toEqual({ ok: true })
  child.kill(signal)
  expect(await once(child, 'close')).toEqual([0, null])
})
