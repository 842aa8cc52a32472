import { startTunnel } from '../latchkey.ts'
import { openApiServerFront } from './api-server-front.ts'
import { startKubectlProxy } from './kubectl-proxy.ts'
import { type MountName, type OpenMount, servicePath } from './mount.ts'
import { openNginxMounts } from './nginx-mounts.ts'
import type { ServingCertificate } from './serving-certificate.ts'

export type Mounts = { get: (name: MountName) => OpenMount; stop: () => Promise<void> }

/** Opens every mount, all at once and to the one Deployment; what cannot be had says so on stderr. */
export async function openMounts(certificate: ServingCertificate): Promise<Mounts> {
  const [tunnel, raw, kubectlProxy, nginx] = await Promise.all([
    openTunnel(),
    openApiServerFront(certificate),
    openKubectlProxy(),
    openNginxMounts(certificate),
  ])
  const mounts: Record<MountName, OpenMount> = { tunnel, raw, 'kubectl-proxy': kubectlProxy, ...nginx }
  for (const [name, open] of Object.entries(mounts)) if ('unavailable' in open) process.stderr.write(`mount ${name} is left out: ${open.unavailable}\n`)
  return {
    get: name => mounts[name],
    stop: async () => {
      const stopped = await Promise.allSettled(Object.values(mounts).map(open => ('stop' in open ? open.stop() : undefined)))
      for (const each of stopped) if (each.status === 'rejected') throw each.reason
    },
  }
}

async function openTunnel(): Promise<OpenMount> {
  const tunnel = await startTunnel('admin', 'proxy')
  return { mount: { name: 'tunnel', base: tunnel.mount, sharedOrigin: false }, stop: async () => void (await tunnel.stop()) }
}

async function openKubectlProxy(): Promise<OpenMount> {
  const { origin, stop } = await startKubectlProxy()
  return { mount: { name: 'kubectl-proxy', base: `${origin}${servicePath}`, sharedOrigin: true }, stop }
}
