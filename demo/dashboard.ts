import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'

export type DashboardRequest = {
  /** path of the CLI */
  latchkey: string
  kubeconfig: string
  noBrowser: boolean
  /** give it the terminal's stdin, where Enter asks for another address */
  interactive: boolean
  signal: AbortSignal
}

/** A running `latchkey dashboard`. */
export type Dashboard = {
  /** address that signs a browser in, once, and leads to the dashboard at the root of its port */
  url: string
  /** where scripts find the dashboard: with the secret of this launch and without a trailing slash, so that paths can be put behind it */
  mount: string
  /** the same sign-in, once, and leading to the dashboard below `mount` */
  urlBelowMount: string
  /** resolves with the exit code when the process ends by itself or was stopped */
  ended: Promise<number>
  stop(): Promise<void>
}

const addressSchema = z.url({ protocol: /^https?$/ })
const lineSchema = z.object({ url: addressSchema, mount: addressSchema })

/**
 * Starts `latchkey dashboard` and waits until the dashboard answers through its tunnel.
 * @throws Error with what the command said when it ends without an address, or when the dashboard does not answer
 */
export async function startDashboard({ latchkey, kubeconfig, noBrowser, interactive, signal }: DashboardRequest): Promise<Dashboard> {
  const args = ['dashboard', '--kubeconfig', kubeconfig, '-o', 'json', ...(noBrowser ? ['--no-browser'] : [])]
  const child = spawn(latchkey, args, { stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : 1))
  const stop = () => stopChild(child, ended)
  try {
    const { url, mount } = await firstAddresses(child, ended, signal)
    const response = await fetch(`${mount}/readyz`, { signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]) })
    if (!response.ok) throw new Error(`the dashboard at ${mount} answers ${response.status} to readyz.`)
    return { url, mount, urlBelowMount: mount + new URL(url).pathname, ended, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function firstAddresses(child: ChildProcess, ended: Promise<number>, signal: AbortSignal): Promise<Addresses> {
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000)
    process.stderr.write(text)
  })
  const failed = ended.then(code => {
    throw new Error(`latchkey dashboard ended with code ${code}: ${stderr.trim() || '(nothing on stderr)'}`)
  })
  if (child.stdout === null) throw new Error('latchkey dashboard has no stdout.')
  const lines = createInterface({ input: child.stdout })
  const line = once(lines, 'line', { signal }).then(([text]: unknown[]) => addressesOf(String(text)))
  line.catch(() => {})
  failed.catch(() => {})
  const first = await Promise.race([line, failed])
  // Each Enter at the terminal makes another one.
  lines.on('line', text => process.stdout.write(`Dashboard: ${addressesOf(text).url}\n`))
  return first
}

type Addresses = z.infer<typeof lineSchema>

const addressesOf = (line: string): Addresses => lineSchema.parse(JSON.parse(line))

async function stopChild(child: ChildProcess, ended: Promise<number>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  await ended
}
