import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { clusterStateDir } from '../state-paths.ts'

/** Every place on the machine that belongs to the one-node cluster. */
export interface NodePaths {
  readonly state: string
  /** One JSON file per daemon: who it is, so that it can be stopped later. */
  readonly pids: string
  readonly logs: string
  readonly auditLog: string
  /** Data of one run (keys, etcd, images, volumes); removed as a whole. */
  readonly data: string
  readonly keys: string
  readonly config: string
  readonly kubelet: string
  /** containerd's state and sockets: on /run, as socket paths may not exceed 107 bytes. */
  readonly runtime: string
  readonly containerdSocket: string
}

export function nodePaths(state = clusterStateDir()): NodePaths {
  const data = join(state, 'data')
  const logs = join(state, 'logs')
  const runtime = `/run/latchkey-${createHash('sha256').update(state).digest('hex').slice(0, 10)}`
  return {
    state,
    pids: join(state, 'pids'),
    logs,
    auditLog: join(logs, 'audit.log'),
    data,
    keys: join(data, 'keys'),
    config: join(data, 'config'),
    kubelet: join(data, 'kubelet'),
    runtime,
    containerdSocket: join(runtime, 'containerd.sock'),
  }
}

export const nodeName = 'latchkey'
/** Bridge the pods hang on, and name of their CNI network. */
export const bridge = 'latchkey0'
export const networkName = 'latchkey'
/** Also the node's own address: it exists only on this machine, so nothing is offered to the network outside. */
export const bridgeAddress = '10.244.0.1'
export const podCidr = '10.244.0.0/24'
export const serviceCidr = '10.0.0.0/24'
/** First address of serviceCidr: what pods find in KUBERNETES_SERVICE_HOST. */
export const apiServiceAddress = '10.0.0.1'
export const sandboxImage = 'latchkey.dev/pause:1'
