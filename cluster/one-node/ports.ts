import { createServer, type Server } from 'node:net'

const portNames = [
  'apiserver',
  'etcdClient',
  'etcdPeer',
  'controllerManager',
  'scheduler',
  'kubelet',
  'kubeletHealth',
  'proxyHealth',
  'proxyMetrics',
  'tokenWebhook',
] as const

/** The TCP ports of one run. */
export type NodePorts = Readonly<Record<(typeof portNames)[number], number>>

/** Ports nobody listens on now, chosen by the kernel. */
export async function chooseFreePorts(): Promise<NodePorts> {
  // All are held until the last is chosen, so that none is given twice.
  const held = await Promise.all(portNames.map(holdPort))
  await Promise.all(held.map(({ server }) => new Promise(resolve => server.close(resolve))))
  return Object.fromEntries(portNames.map((name, index) => [name, held[index]?.port])) as NodePorts
}

function holdPort(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '0.0.0.0', () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 })
    })
  })
}
