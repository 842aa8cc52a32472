import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { cluster, type User } from './cluster.ts'
import { keepPath } from './mounts/nginx-config.ts'

const bin = fileURLToPath(new URL('../cli/bin/latchkey.mjs', import.meta.url))

export type Run = { code: number; stdout: string; stderr: string }

/** One CLI call as a user, with a session cache of its own unless `stateHome` shares one. */
export function latchkey(user: User, args: readonly string[], options: { stateHome?: string; env?: Record<string, string> } = {}): Run {
  const stateHome = options.stateHome ?? mkdtempSync(join(tmpdir(), 'latchkey-state-'))
  try {
    const run = spawnSync(process.execPath, [bin, ...args], {
      encoding: 'utf8',
      env: { ...process.env, KUBECONFIG: cluster.kubeconfigs[user], XDG_STATE_HOME: stateHome, ...options.env },
      timeout: 240_000,
    })
    return { code: run.status ?? 1, stdout: run.stdout, stderr: run.stderr }
  } finally {
    if (!options.stateHome) rmSync(stateHome, { recursive: true, force: true })
  }
}

/** The same without a wait that stops this process, and with it the proxies that specs run in it. Always a session cache of its own. */
export async function runLatchkey(user: User, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const stateHome = mkdtempSync(join(tmpdir(), 'latchkey-state-'))
  try {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...process.env, KUBECONFIG: cluster.kubeconfigs[user], XDG_STATE_HOME: stateHome, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>(resolve => child.once('close', resolve)),
    ])
    return { code: code ?? 1, stdout, stderr }
  } finally {
    rmSync(stateHome, { recursive: true, force: true })
  }
}

/** `mount`: where scripts find Latchkey, with the secret of the launch and without a trailing slash; with a browser that opened `url` first the port's root will do. */
export type Tunnel = { url: string; mount: string; stderr: () => string; stop: () => Promise<number> }

/** `dashboard` or `proxy` as a user, with further `args`: resolves with the URL it printed, stays up until `stop`. */
export function startTunnel(
  user: User,
  command: 'dashboard' | 'proxy',
  options: { browser?: boolean; env?: Record<string, string>; args?: readonly string[] } = {},
): Promise<Tunnel> {
  const stateHome = mkdtempSync(join(tmpdir(), 'latchkey-state-'))
  const noBrowser = command === 'dashboard' && !options.browser ? ['--no-browser'] : []
  const child = spawn(process.execPath, [bin, command, ...noBrowser, '-o', 'json', ...(options.args ?? [])], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfigs[user], XDG_STATE_HOME: stateHome, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text
    })
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text
      const end = stdout.indexOf('\n')
      if (end < 0) return
      const { url, mount = url.replace(/\/$/, '') } = JSON.parse(stdout.slice(0, end)) as { url: string; mount?: string }
      resolve({ url, mount, stderr: () => stderr, stop: () => stop(child, stateHome) })
    })
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`latchkey ${command} ended with ${code} before it printed a URL: ${stderr}`)))
  })
}

function stop(child: ChildProcess, stateHome: string): Promise<number> {
  return new Promise(resolve => {
    const done = (code: number | null): void => {
      rmSync(stateHome, { recursive: true, force: true })
      resolve(code ?? 1)
    }
    if (child.exitCode !== null) return done(child.exitCode)
    child.removeAllListeners('exit').once('exit', done)
    child.kill('SIGINT')
  })
}

/**
 * Installs Latchkey anew as the specs need it: this checkout's image, and the mount of an ingress that keeps its path.
 * Playwright runs the specs of e2e/mounts after all others, whatever they are called.
 */
export function install(flags: readonly string[] = []): Run {
  return latchkey('admin', ['install', '--image', cluster.image, '--base-path', keepPath, ...flags])
}
