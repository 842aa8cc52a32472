import { existsSync } from 'node:fs'
import { ClusterError } from '../cluster-error.ts'
import { progress } from '../progress.ts'
import { runCommand, tryCommand } from '../run-command.ts'

/** A file each Debian package brings, to see without dpkg whether it is there. */
const needed: Readonly<Record<string, readonly string[]>> = {
  containerd: ['/usr/bin/containerd', '/usr/local/bin/containerd'],
  runc: ['/usr/sbin/runc', '/usr/bin/runc', '/usr/local/sbin/runc'],
  'containernetworking-plugins': ['/usr/lib/cni/bridge'],
  iptables: ['/usr/sbin/iptables', '/sbin/iptables'],
  iproute2: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'],
  conntrack: ['/usr/sbin/conntrack'],
  socat: ['/usr/bin/socat'],
}

/** The Debian packages the node needs that the machine lacks. */
export function missingPackages(exists: (path: string) => boolean = existsSync): string[] {
  return Object.entries(needed).flatMap(([name, paths]) => (paths.some(exists) ? [] : [name]))
}

/** Installs what is missing, without a question and without starting Debian's own containerd. */
export async function ensurePackages(): Promise<void> {
  const missing = missingPackages()
  if (missing.length === 0) return
  if (!existsSync('/usr/bin/apt-get')) {
    throw new ClusterError(
      `The one-node cluster needs ${missing.join(', ')} (Debian's package names), and there is no apt-get to install them with. Install them, or install Docker and kind, and run the same command again.`,
    )
  }
  progress(`Installing ${missing.join(', ')} with apt-get…`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand('apt-get', ['update', '-q'], { env })
  await runCommand('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], { env })
  if (missing.includes('containerd') && existsSync('/run/systemd/system')) await tryCommand('systemctl', ['disable', '--now', 'containerd.service'])
  const still = missingPackages()
  if (still.length > 0)
    throw new ClusterError(
      `apt-get reported success but ${still.join(', ')} brought none of the expected files. Report this with the version of your distribution.`,
    )
}
