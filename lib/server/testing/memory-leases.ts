import { AppError } from '#errors/app-error.ts'
import type { OwnClient, OwnRequest } from '../kube/own-client.ts'

type Lease = { metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> }; spec: { renewTime: string } }

/** Leases as the kube-apiserver keeps them: a name is created once, and a list may be of one name, and comes in pages by name. */
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
      const query = new URLSearchParams(path.split('?')[1])
      const name = /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '')?.[1]
      const limit = Number(query.get('limit') ?? leases.size)
      const found = [...leases.values()]
        .filter(lease => (name === undefined || lease.metadata.name === name) && lease.metadata.name > (query.get('continue') ?? ''))
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      const items = found.slice(0, limit)
      return { metadata: found.length > limit ? { continue: items.at(-1)?.metadata.name } : {}, items }
    },
  }
  return { leases, client }
}
