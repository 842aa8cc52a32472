import { readFile, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { ClusterError } from '../cluster-error.ts'
import { runCommand, tryCommand } from '../run-command.ts'
import { iptablesRemovals } from './iptables-removals.ts'
import { bridge, bridgeAddress, type NodePaths } from './node-paths.ts'

const forwardingSwitch = '/proc/sys/net/ipv4/ip_forward'
const forwardingRecord = (paths: NodePaths) => join(paths.state, 'ip-forward-before')

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
  await writeFile(forwardingRecord(paths), await readFile(forwardingSwitch, 'utf8'))
  await writeFile(forwardingSwitch, '1')
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

/** Removes bridge, pod interfaces and firewall chains, whoever made them, and sets forwarding back. */
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
  const before = await readFile(forwardingRecord(paths), 'utf8').catch(() => undefined)
  if (before !== undefined) await writeFile(forwardingSwitch, before)
}
