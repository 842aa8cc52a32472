import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { nginxProgram } from '../../scripts/nginx.ts'
import { kubectl } from '../cluster.ts'
import { freePort } from '../free-port.ts'
import type { MountName, OpenMount } from './mount.ts'
import { keepPath, type NginxPorts, nginxConfig, stripPath } from './nginx-config.ts'
import type { ServingCertificate } from './serving-certificate.ts'

const basePathInDeployment = '{.spec.template.spec.containers[0].env[?(@.name=="LATCHKEY_BASE_PATH")].value}'

type NginxMounts = Record<Extract<MountName, 'nginx-strip' | 'nginx-keep' | 'root'>, OpenMount>

/** One nginx that serves the mounts of an ingress. It goes to the Service's address, which only a cluster on this machine's own network has. */
export async function openNginxMounts(certificate: ServingCertificate): Promise<NginxMounts> {
  const address = serviceAddress()
  if (!(await accepts(address, 80, 5000))) {
    const unavailable = `the Service's address ${address} does not answer from this machine`
    return { 'nginx-strip': { unavailable }, 'nginx-keep': { unavailable }, root: { unavailable } }
  }
  const basePath = kubectl('admin', ['-n', 'latchkey-system', 'get', 'deployment', 'latchkey', '-o', `jsonpath=${basePathInDeployment}`])
  // nginx cannot tell which port it took.
  const ports: NginxPorts = { strip: await freePort(), keep: await freePort(), root: await freePort() }
  const stop = await startNginx(certificate, `${address}:80`, ports)
  return {
    'nginx-strip': { mount: { name: 'nginx-strip', base: `https://127.0.0.1:${ports.strip}${stripPath}`, sharedOrigin: false }, stop },
    'nginx-keep':
      basePath === keepPath
        ? { mount: { name: 'nginx-keep', base: `http://127.0.0.1:${ports.keep}${keepPath}`, sharedOrigin: false }, stop }
        : { unavailable: `the Deployment's base path is “${basePath}”: install with --base-path ${keepPath}` },
    root: { mount: { name: 'root', base: `http://127.0.0.1:${ports.root}`, sharedOrigin: false }, stop },
  }
}

/** The Service's own address, port 80. */
export function serviceAddress(): string {
  return kubectl('admin', ['-n', 'latchkey-system', 'get', 'service', 'latchkey', '-o', 'jsonpath={.spec.clusterIP}'])
}

/** Resolves when it listens on every port, with what ends it; ending it more than once does no harm. */
async function startNginx(certificate: ServingCertificate, service: string, ports: NginxPorts): Promise<() => Promise<void>> {
  const program = nginxProgram()
  if (program === undefined) throw new Error('nginx is not there: scripts/nginx.ts fetches it, `npm test` calls it')
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-nginx-'))
  writeFileSync(join(dir, 'tls.crt'), certificate.certificatePem)
  writeFileSync(join(dir, 'tls.key'), certificate.keyPem, { mode: 0o600 })
  writeFileSync(join(dir, 'nginx.conf'), nginxConfig(dir, service, ports))
  const child = spawn(program, ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr'], { stdio: ['ignore', 'inherit', 'inherit'] })
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(dir, { recursive: true, force: true })
  }
  for (const port of Object.values(ports)) {
    while (!(await accepts('127.0.0.1', port, 1000))) {
      if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}, see above`)
      await delay(20)
    }
  }
  return stop
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

function accepts(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const settle = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false))
  })
}
