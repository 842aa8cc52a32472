import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { whoami } from '../../cli/commands/whoami.ts'
import { reportError } from '../../cli/io/report-error.ts'
import type { Terminal } from '../../cli/io/terminal.ts'
import { kubeJson } from '../../cli/kube/kube-json.ts'
import { createTransport } from '../../cli/kube/transport.ts'
import { connect } from '../../cli/kubeconfig/connect.ts'
import type { Connection } from '../../cli/kubeconfig/connection.ts'
import { createProgram } from '../../cli/program.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { cluster } from '../cluster.ts'
import type { Row } from './row.ts'

const bin = fileURLToPath(new URL('../../cli/bin/latchkey.mjs', import.meta.url))

/** Whom the cluster takes the caller for; what nobody said is empty. */
export type Who = { name: string; uid: string; groups: string[]; extra: Record<string, string[]> }
/** `alike`: what the row compares beside that. */
export type Outcome = { who: Who | null; message: string; alike: unknown }

type Ended = { code: number; stdout: string; stderr: string }
type Setting = { folder: string; env: Record<string, string>; flags: string[]; terminal: boolean }
type Tool = (setting: Setting) => Promise<{ who: Who | null; message: string }>
type UserInfo = { username: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> }

/** Runs a row with one tool, in a fresh folder. */
export async function runRow({ files, env = {}, flags = [], terminal = false, alike }: Row, tool: Tool): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-row-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content, { mode: name.endsWith('.sh') ? 0o700 : 0o600 })
    }
    const filled = (value: string): string => value.replaceAll('FOLDER', folder)
    const all = { PATH: `${folder}:${process.env['PATH']}`, HOME: folder, KUBECONFIG: 'FOLDER/config', ...env }
    const setting = { folder, env: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, filled(value)])), flags: flags.map(filled), terminal }
    const outcome = await tool(setting)
    return { ...outcome, alike: alike ? alike(folder) : null }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const throughKubectl: Tool = async setting => {
  const { code, stdout, stderr } = await run(cluster.kubectl, ['auth', 'whoami', '-o', 'json', ...setting.flags], setting)
  if (code !== 0) return { who: null, message: stderr }
  return { who: whoOf((JSON.parse(stdout.slice(stdout.indexOf('{'))) as { status: { userInfo: UserInfo } }).status.userInfo), message: '' }
}

/** The whole command; in this process, as a process a row costs seconds, unless it needs a terminal. */
export const throughLatchkey: Tool = async setting => {
  const args = ['whoami', '-o', 'json', ...setting.flags]
  const { code, stdout, stderr } = setting.terminal ? await run(process.execPath, [bin, ...args], setting) : await call(args, setting)
  if (code !== 0) return { who: null, message: stderr }
  const { user } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { user: Who }
  return { who: { ...user, groups: [...user.groups].sort() }, message: '' }
}

async function call(args: readonly string[], { env, folder }: Setting): Promise<Ended> {
  const written = { stdout: '', stderr: '' }
  const into = (stream: keyof typeof written) =>
    new Writable({
      write(chunk, _encoding, done) {
        written[stream] += String(chunk)
        done()
      },
    })
  const terminal: Terminal = {
    stdout: into('stdout'),
    stderr: into('stderr'),
    stdin: Readable.from([]),
    stdinIsTty: false,
    env: { XDG_STATE_HOME: `${folder}/state`, ...env },
    onStop: () => () => {},
  }
  const say = (text: string) => void terminal.stderr.write(text)
  const program = createProgram('latchkey', { out: say, err: say }, async invocation => {
    if (invocation.command === 'whoami') await whoami(invocation, terminal)
  })
  try {
    await program.parseAsync(['node', 'latchkey', ...args])
    return { code: 0, ...written }
  } catch (thrown) {
    return { code: reportError(terminal, thrown, false), ...written }
  }
}

/** The CLI's own connection, as far as the kube-apiserver: asks what kubectl asks, from this process and so without a terminal. */
export const throughTransport: Tool = async ({ env, flags }) => {
  try {
    return { who: await askAs(connect(parseFlags(flags), env, false)), message: '' }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.exitCode === 0) throw thrown
    return { who: null, message: `${thrown.message} ${thrown.details?.['hint']}` }
  }
}

/** Whom the kube-apiserver takes a connection of the CLI for. */
export async function askAs(connection: Connection): Promise<Who> {
  const transport = createTransport(connection, () => {})
  try {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
    const { value } = await kubeJson(transport, { method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body })
    return whoOf((value as { status: { userInfo: UserInfo } }).status.userInfo)
  } finally {
    await transport.close()
  }
}

function whoOf({ username, uid = '', groups = [], extra = {} }: UserInfo): Who {
  return { name: username, uid, groups: [...groups].sort(), extra }
}

function parseFlags(flags: readonly string[]): Parameters<typeof connect>[0] {
  const pairs = flags.map(flag => /^--([^=]+)=(.*)$/.exec(flag) ?? [])
  const { 'as-group': _groups, ...single } = Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]))
  return { ...single, asGroups: pairs.filter(([, name]) => name === 'as-group').map(([, , value = '']) => value) }
}

async function run(command: string, args: readonly string[], { env, folder, terminal }: Setting): Promise<Ended> {
  const line = [command, ...args].map(word => `'${word}'`).join(' ')
  const [program, words]: [string, readonly string[]] = terminal ? ['script', ['-qec', line, '/dev/null']] : [command, args]
  const child = spawn(program, words, {
    cwd: folder,
    env: Object.assign(
      Object.create(null) as NodeJS.ProcessEnv,
      { XDG_STATE_HOME: `${folder}/state`, XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache') },
      env,
    ),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise<number | null>(resolve => child.once('close', resolve))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  // On a terminal both streams are one.
  return { code: code ?? 1, stdout, stderr: terminal ? stdout : stderr }
}
