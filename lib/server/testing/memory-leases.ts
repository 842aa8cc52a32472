import { AppError } from '#errors/app-error.ts'
import type { OwnClient, OwnRequest } from '../kube/own-client.ts'

type Lease = { metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> }; spec: { renewTime: string } }

/** Leases as the kube-apiserver keeps them: a name is created once, and a list may be of one name. */
export function createMemoryLeases() {
  const leases = new Map<string, Lease>()
  const client: OwnClient = {
    watch: async () => undefined,
    async json({ method = 'GET', path, body }: OwnRequest) {
      if (method === 'POST') {
        const lease = body as Lease
        if (leases.has(lease.metadata.name)) throw new AppError('ALREADY_EXISTS')
        leases.set(lease.metadata.name, lease)
      }
      if (method === 'DELETE' && !leases.delete(path.split('/').at(-1) ?? '')) throw new AppError('NOT_FOUND')
      const name = /metadata\.name(?:=|%3D)([\w-]+)/.exec(path)?.[1]
      return { items: [...leases.values()].filter(lease => name === undefined || lease.metadata.name === name) }
    },
  }
  return { leases, client }
}
