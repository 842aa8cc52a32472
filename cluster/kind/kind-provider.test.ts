import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { createAuthority, issueCertificate } from '../../lib/server/x509/certificate.ts'

// The real command against recorded stand-ins for docker, kind and kubectl, and a server that is as ready as a kube-apiserver.
const work = mkdtempSync(join(tmpdir(), 'latchkey-kind-'))
const bin = join(work, 'bin')
const record = join(work, 'record')
const users = join(work, 'state', 'latchkey', 'cluster', 'users')
const admin = join(users, 'admin.kubeconfig')
let api: Server

const script = (name: string, body: string) => writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >>'${record}'\n${body}\n`, { mode: 0o755 })

beforeAll(async () => {
  mkdirSync(bin)
  const authority = createAuthority('kind-ca')
  const { keyPem, certificatePem } = issueCertificate(authority, { subject: { commonName: 'api' }, usages: ['server'], hosts: ['127.0.0.1'] })
  api = createServer({ key: keyPem, cert: certificatePem }, (request, response) => {
    response.end(request.url === '/version' ? JSON.stringify({ gitVersion: 'v1.99.0' }) : 'ok')
  })
  await new Promise<void>(resolve => api.listen(0, '127.0.0.1', resolve))
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const cluster = { server: `https://127.0.0.1:${(api.address() as AddressInfo).port}`, 'certificate-authority-data': base64(authority.certificatePem) }
  writeFileSync(join(work, 'kubeconfig'), stringify({ clusters: [{ name: 'kind-latchkey', cluster }] }))
  writeFileSync(join(work, 'csr'), JSON.stringify({ status: { certificate: base64(certificatePem) } }))
  const token = `h.${base64(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + 86_400 }))}.s`
  script('docker', '')
  script(
    'kind',
    `case "$1 $2" in
'create cluster') while [ "$1" != --kubeconfig ]; do shift; done; cp '${work}/kubeconfig' "$2"; touch '${work}/exists';;
'delete cluster') rm '${work}/exists';;
'get clusters') if [ -e '${work}/exists' ]; then echo other; echo latchkey; else echo 'No kind clusters found.' >&2; fi;;
esac`,
  )
  script('kubectl', `case "$*" in *'create token'*) echo '${token}';; *'get csr'*) cat '${work}/csr';; esac`)
})
afterAll(() => {
  api.close()
  rmSync(work, { recursive: true, force: true })
})
beforeEach(() => {
  rmSync(record, { force: true })
})

function cluster(...args: string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}`, XDG_STATE_HOME: join(work, 'state') }
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), ...args], { env })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk
    })
    child.on('close', exitCode => resolve({ exitCode, stdout, stderr }))
  })
}
const recorded = (program: string) =>
  readFileSync(record, 'utf8')
    .split('\n')
    .filter(line => line.startsWith(`${program} `))
const config = join(work, 'state', 'latchkey', 'cluster', 'kind', 'cluster.yaml')
const create = `kind create cluster --name latchkey --config ${config} --kubeconfig ${admin} --wait 180s`
const remove = `kind delete cluster --name latchkey --kubeconfig ${admin}`

it('creates the cluster, prints the one JSON line and makes every user', async () => {
  const up = await cluster('up', '--json')
  expect(up.stderr).toContain('Starting a kind cluster')
  expect(up.stdout.trim().split('\n')).toHaveLength(1)
  const info = JSON.parse(up.stdout)
  expect(info).toMatchObject({ provider: 'kind', version: 'v1.99.0', node: 'latchkey-control-plane', kubectl: join(bin, 'kubectl') })
  for (const path of Object.values<string>(info.kubeconfigs)) expect(existsSync(path)).toBe(true)
  expect(recorded('kind')).toEqual(['kind version', 'kind get clusters', create])
  expect(recorded('docker')).toEqual(['docker info'])
  expect(recorded('kubectl').every(line => line.startsWith(`kubectl --kubeconfig ${admin} `))).toBe(true)
})

it('reuses the cluster that runs', async () => {
  expect((await cluster('up')).stderr).toContain('Kubernetes v1.99.0 (kind) runs at https://127.0.0.1:')
  expect(recorded('kind')).toEqual(['kind get clusters'])
})

it('replaces it when asked for a fresh one', async () => {
  await cluster('up', '--fresh', '--json')
  expect(recorded('kind')).toEqual(['kind version', 'kind get clusters', remove, create])
})

it('says that it runs, and after down that it does not', async () => {
  expect(await cluster('status', '--json')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"provider":"kind"') })
  expect(await cluster('down')).toMatchObject({ exitCode: 0, stdout: '' })
  expect(recorded('kind').at(-1)).toBe(remove)
  expect(existsSync(users)).toBe(false)
  expect(await cluster('status', '--json')).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('npm run cluster -- up') })
})

it('loads an image archive into the node', async () => {
  await cluster('up')
  rmSync(record)
  const importer = join(work, 'import.mjs')
  writeFileSync(
    importer,
    `import { importImage } from '${join(import.meta.dirname, '..', 'provider.ts')}'\nawait importImage('/tmp/image.tar', 'latchkey.dev/server:1')\n`,
  )
  await new Promise<void>(resolve => {
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}`, XDG_STATE_HOME: join(work, 'state') }
    spawn(process.execPath, [importer], { env }).on('close', () => resolve())
  })
  expect(recorded('kind')).toEqual(['kind load image-archive /tmp/image.tar --name latchkey'])
})

it('ends with exit code 2 and the usage on a wrong command line', async () => {
  expect(await cluster('upp')).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Unknown command "upp"') })
})
