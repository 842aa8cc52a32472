import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cluster, type User } from './cluster.ts'

/** A line to the kube-apiserver that a test can cut, at a port of this machine. Cut: open connections are reset, new ones are refused. */
export type CuttableLine = { readonly port: number; cut(): void; mend(): void; close(): Promise<void> }

export async function openCuttableLine(): Promise<CuttableLine> {
  const { hostname, port } = new URL(cluster.server)
  const sockets = new Set<Socket>()
  let isWhole = true
  const forwarder = createServer(near => {
    if (!isWhole) return void near.destroy()
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  forwarder.listen(0, '127.0.0.1')
  await once(forwarder, 'listening')
  const cut = (): void => {
    isWhole = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (forwarder.address() as AddressInfo).port,
    cut,
    mend() {
      isWhole = true
    },
    async close() {
      cut()
      forwarder.close()
      await once(forwarder, 'close')
    },
  }
}

/** The same with a kubeconfig of a user's that leads over it. */
export async function openUserLine(user: User): Promise<CuttableLine & { readonly kubeconfig: string }> {
  const line = await openCuttableLine()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-line-'))
  const kubeconfig = join(folder, 'line.kubeconfig')
  const server = `https://127.0.0.1:${line.port}`
  writeFileSync(kubeconfig, readFileSync(cluster.kubeconfigs[user], 'utf8').replaceAll(cluster.server, server), { mode: 0o600 })
  return {
    ...line,
    kubeconfig,
    async close() {
      await line.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
