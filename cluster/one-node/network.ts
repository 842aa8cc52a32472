import { readFile, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { ClusterError } from '../cluster-error.ts'
import { runCommand, tryCommand } from '../run-command.ts'
import { iptablesRemovals } from './iptables-removals.ts'
import { bridge, bridgeAddress, type NodePaths } from './node-paths.ts'

/** What of the machine is set otherwise while the cluster runs; what it was is kept in files of these names until it is removed. */
const switches = [
  { record: 'ip-forward-before', path: '/proc/sys/net/ipv4/ip_forward', value: '1', isNeeded: true },
  // A pod's interface that comes up with an address of its own breaks off what browsers of this machine load (ERR_NETWORK_CHANGED).
  { record: 'addr-gen-mode-before', path: '/proc/sys/net/ipv6/conf/default/addr_gen_mode', value: '1', isNeeded: false },
]
export const switchRecords: readonly string[] = switches.map(({ record }) => record)

/** Makes the pods' bridge, lets the machine route for it, and closes the kube-apiserver's port to the outside. */
export async function createNetwork(paths: NodePaths, apiServerPort: number): Promise<void> {
  const prefix = bridgeAddress.split('.').slice(0, 3).join('.')
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    if (addresses.some(({ address }) => address.startsWith(`${prefix}.`))) {
      throw new ClusterError(
        `The one-node cluster uses the addresses ${prefix}.0/24, and interface ${name} has one of them. Stop what made that interface (another cluster?) and run the same command again.`,
      )
    }
  }
  for (const { record, path, value, isNeeded } of switches) {
    try {
      await writeFile(join(paths.state, record), await readFile(path, 'utf8'))
      await writeFile(path, value)
    } catch (error) {
      // Without IPv6, and where /proc/sys is only to be read, the cluster does without.
      if (isNeeded) throw error
    }
  }
  await runCommand('ip', ['link', 'add', bridge, 'type', 'bridge'])
  await runCommand('ip', ['address', 'add', `${bridgeAddress}/24`, 'dev', bridge])
  await runCommand('ip', ['link', 'set', bridge, 'up'])
  await runCommand('iptables-restore', ['--noflush', '--wait'], { input: apiServerGuard(apiServerPort) })
}

const apiServerGuard = (port: number) => `*filter
:LATCHKEY-INPUT - [0:0]
-A LATCHKEY-INPUT -i lo -j RETURN
-A LATCHKEY-INPUT -i ${bridge} -j RETURN
-A LATCHKEY-INPUT -j DROP
-I INPUT -p tcp -m tcp --dport ${port} -j LATCHKEY-INPUT
COMMIT
`

/** Removes bridge, pod interfaces and firewall chains, whoever made them, and sets the machine's switches back. */
export async function removeNetwork(paths: NodePaths): Promise<void> {
  const ports = await tryCommand('ip', ['-o', 'link', 'show', 'master', bridge])
  for (const line of ports.stdout.split('\n')) {
    const port = /^\d+: ([^:@]+)/.exec(line)?.[1]
    if (port !== undefined) await tryCommand('ip', ['link', 'delete', port])
  }
  await tryCommand('ip', ['link', 'delete', bridge])
  for (const family of ['iptables', 'ip6tables']) {
    const removals = iptablesRemovals((await tryCommand(`${family}-save`, [])).stdout)
    if (removals !== undefined) await runCommand(`${family}-restore`, ['--noflush', '--wait'], { input: removals })
  }
  for (const { record, path, isNeeded } of switches) {
    const before = await readFile(join(paths.state, record), 'utf8').catch(() => undefined)
    if (before === undefined) continue
    await writeFile(path, before).catch(error => {
      // Then it was never set otherwise either.
      if (isNeeded) throw error
    })
  }
}
