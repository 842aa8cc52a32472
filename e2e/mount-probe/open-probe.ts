import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Mount } from '../mounts/mount.ts'
import { buildProbe } from './build.ts'
import { openIngress, openServiceProxy, openTunnel, type Way } from './ways.ts'

/** Every way to the probe, all open at once and to one process, and the end of them. */
export type Probe = { mounts: readonly Mount[]; stop: () => Promise<void> }

const keptPrefix = '/teams/ops'

/** Builds the probe where that is needed, starts it, and opens the ways to it. */
export async function openProbe(): Promise<Probe> {
  const server = spawn(process.execPath, [join(await buildProbe(), 'server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LATCHKEY_BASE_PATH: keptPrefix },
  })
  const port = await portFrom(server.stdout)
  const ways: Way[] = [await openIngress(port, '/tools/dash'), await openServiceProxy(port)]
  const [ingress, serviceProxy] = ways as [Way, Way]
  const tunnel = await openTunnel(serviceProxy.base)
  ways.push(tunnel)
  // By the names of the ways to the product that they stand for.
  const mounts: Mount[] = [
    { name: 'root', base: `http://127.0.0.1:${port}`, sharedOrigin: false },
    { name: 'nginx-strip', base: ingress.base, sharedOrigin: false },
    { name: 'nginx-keep', base: `http://127.0.0.1:${port}${keptPrefix}`, sharedOrigin: false },
    { name: 'raw', base: serviceProxy.base, sharedOrigin: true },
    { name: 'tunnel', base: tunnel.base, sharedOrigin: false },
  ]
  return {
    mounts,
    stop: async () => {
      await Promise.all(ways.map(way => way.stop()))
      server.stdin.end()
      await new Promise(resolve => server.once('exit', resolve))
    },
  }
}

async function portFrom(stream: NodeJS.ReadableStream): Promise<number> {
  // Next has a line of its own before.
  for await (const line of createInterface({ input: stream })) if (line.startsWith('{')) return (JSON.parse(line) as { port: number }).port
  throw new Error('the mount probe ended before it listened')
}
