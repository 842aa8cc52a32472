import { AppError } from '#errors/app-error.ts'
import type { OwnClient, OwnRequest } from '../kube/own-client.ts'

type Lease = {
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> }
  spec: { renewTime: string; leaseDurationSeconds?: number }
}
type Watch = { wanted: (lease: Lease) => boolean; onEvent: (event: unknown) => void; end: () => void }

/**
 * Leases as the kube-apiserver keeps them: a name is created once, a list may be of one name or of a label and comes in
 * pages by name, and a watch of a label tells of what is created from then on.
 */
export function createMemoryLeases() {
  const leases = new Map<string, Lease>()
  const watches = new Set<Watch>()
  const client: OwnClient = {
    watch: (path, onOpen, onEvent, signal) =>
      new Promise(resolve => {
        const watch = { wanted: wanted(new URLSearchParams(path.split('?')[1])), onEvent, end }
        function end(): void {
          watches.delete(watch)
          resolve()
        }
        watches.add(watch)
        signal.addEventListener('abort', end)
        onOpen()
      }),
    async json({ method = 'GET', path, body }: OwnRequest) {
      if (method === 'POST') {
        const lease = body as Lease
        if (leases.has(lease.metadata.name)) throw new AppError('ALREADY_EXISTS')
        leases.set(lease.metadata.name, lease)
        for (const watch of watches) if (watch.wanted(lease)) watch.onEvent({ type: 'ADDED', object: lease })
      }
      if (method === 'DELETE' && !leases.delete(path.split('/').at(-1) ?? '')) throw new AppError('NOT_FOUND')
      const query = new URLSearchParams(path.split('?')[1])
      const limit = Number(query.get('limit') ?? leases.size)
      const found = [...leases.values()]
        .filter(lease => wanted(query)(lease) && lease.metadata.name > (query.get('continue') ?? ''))
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      const items = found.slice(0, limit)
      return { metadata: { resourceVersion: '1', ...(found.length > limit ? { continue: items.at(-1)?.metadata.name } : {}) }, items }
    },
  }
  return {
    leases,
    client,
    /** Ends all watches, as the kube-apiserver does now and then. */
    endWatches() {
      for (const watch of watches) watch.end()
    },
  }
}

function wanted(query: URLSearchParams): (lease: Lease) => boolean {
  const name = /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '')?.[1]
  const [key = '', value] = (query.get('labelSelector') ?? '').split('=')
  return ({ metadata }) => (name === undefined || metadata.name === name) && (value === undefined || metadata.labels[key] === value)
}
